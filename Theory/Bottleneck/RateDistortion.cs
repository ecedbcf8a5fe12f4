namespace IDropTheory;

/// <summary>Rate-distortion theory on finite alphabets: the least I(x;t) at a given mean distortion (Shannon 1959, Blahut 1972).</summary>
/// <remarks>
/// min I + s D equals the minimum over output distributions q of -sum_x p(x) log sum_t q(t) exp(-s d(x,t)), which is convex, and
/// max_t log c(t), c(t) = sum_x p(x) exp(-s d(x,t)) / sum_t' q(t') exp(-s d(x,t')), bounds the distance to it: every result
/// carries that bound. Blahut's step q c is lengthened to q c^omega while it descends, since the plain one is slow where an output dies
/// out.
/// </remarks>
/// <example>
/// <code>
/// // A fair bit with the Hamming distortion: R(D) = log 2 - h(D).
/// RateDistortionPoint point = RateDistortion.AtDistortion(
///     FiniteDistribution.Uniform(2), new double[,] { { 0, 1 }, { 1, 0 } }, target: 0.1);
/// Nats rate = point.Rate;                          // 0.368 nats
/// </code>
/// </example>
public static class RateDistortion
{
    private const double Tolerance = 1e-12;

    /// <summary>The point of the curve R(D) where its slope dR/dD is -s.</summary>
    /// <param name="source">p(x).</param>
    /// <param name="distortion">d(x, t) &gt;= 0: rows x, columns t; +infinity forbids a pair.</param>
    /// <param name="slope">s &gt;= 0, in nats per unit of distortion; +infinity asks for the least distortion, 0 for no rate.</param>
    /// <param name="maxIterations">The largest number of iterations, at least 1; <see cref="RateDistortionPoint.LowerBound"/> shows the gap
    /// that remains.</param>
    /// <exception cref="ArgumentException">The rows of the distortion are not the symbols of x, or a symbol has no finite
    /// distortion.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative or NaN distortion or slope, or no iterations.</exception>
    public static RateDistortionPoint Solve(FiniteDistribution source, double[,] distortion, double slope, int maxIterations = 100_000)
    {
        var least = LeastDistortions(source, distortion);
        if (!(slope >= 0)) throw Require.Refuse(slope, ">= 0 (+infinity included)", nameof(slope));
        Require.AtLeast(maxIterations, 1);
        if (slope == 0 && Constant(source, distortion) is { } constant) return constant;

        var kernel = Kernel(distortion, least, slope);
        var (output, dual, iterations) = Blahut(source, kernel, maxIterations);
        var channel = TestChannel(kernel, output);
        var (rate, mean) = Evaluate(source, channel, distortion);
        // R(D) + s (D - floor) >= dual for every channel, which bounds the rate at this distortion; at infinite slope D is the floor.
        var lower = double.IsInfinity(slope) ? dual : dual - slope * (mean - Floor(source, least));
        return new(slope, new(rate), mean, channel, new(Math.Max(lower, 0)), iterations);
    }

    /// <summary>A lower bound of I(x;t) + s D over all channels, from any distribution of outputs; the optimal one makes it
    /// tight.</summary>
    internal static double LagrangianBound(FiniteDistribution source, double[,] distortion, double slope, double[] output)
    {
        var least = LeastDistortions(source, distortion);
        var (value, growth) = Lagrangian(source, Kernel(distortion, least, slope), output);
        return value - Math.Log(growth.Max()) + slope * Floor(source, least);
    }

    /// <summary>The point R(D) of a given mean distortion; where R is a straight line, a mixture of two channels.</summary>
    /// <param name="source">p(x).</param>
    /// <param name="distortion">d(x, t) &gt;= 0: rows x, columns t; +infinity forbids a pair.</param>
    /// <param name="target">The mean distortion D allowed, at least the least possible one.</param>
    /// <exception cref="ArgumentException">The rows of the distortion are not the symbols of x, or a symbol has no finite
    /// distortion.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A negative or NaN distortion, or a target that no channel reaches.</exception>
    public static RateDistortionPoint AtDistortion(FiniteDistribution source, double[,] distortion, double target)
    {
        Require.NonNegative(target);
        var high = Solve(source, distortion, double.PositiveInfinity);
        if (target < high.Distortion * (1 - 1e-15))
            throw Require.Refuse(
                target, FormattableString.Invariant($">= {high.Distortion}, the least distortion possible"), nameof(target));
        if (target <= high.Distortion) return high;
        var low = Solve(source, distortion, 0);
        if (target >= low.Distortion) return low;
        var scale = (low.Distortion - high.Distortion) / (1 + high.Rate.Value);
        for (var slope = 1 / scale; ; slope *= 2)
        {
            var point = Solve(source, distortion, slope);
            if (point.Distortion <= target || slope > 1e18 / scale)
            {
                high = point.Distortion <= target ? point : high;
                break;
            }
            low = point;
        }
        while (double.IsFinite(high.Slope) && high.Distortion < target && low.Distortion > target)
        {
            var slope = 0.5 * (low.Slope + high.Slope);
            if (high.Slope - low.Slope <= 1e-14 * high.Slope) break;
            var point = Solve(source, distortion, slope);
            (low, high) = point.Distortion > target ? (point, high) : (low, point);
        }
        return Share(source, distortion, low, high, target);
    }

    /// <summary>Mixes the channels left and right of the target: distortion is linear in the channel and the rate convex.</summary>
    internal static RateDistortionPoint Share(
        FiniteDistribution source, double[,] distortion, RateDistortionPoint low, RateDistortionPoint high, double target)
    {
        var weight = high.Distortion == low.Distortion ? 1 : (low.Distortion - target) / (low.Distortion - high.Distortion);
        weight = Math.Clamp(weight, 0, 1);
        var rows = new double[low.Channel.Inputs, low.Channel.Outputs];
        for (var x = 0; x < low.Channel.Inputs; x++)
            for (var t = 0; t < low.Channel.Outputs; t++)
                rows[x, t] = weight * high.Channel[x, t] + (1 - weight) * low.Channel[x, t];
        var channel = new Channel(rows);
        var (rate, mean) = Evaluate(source, channel, distortion);
        // Each dual bound is a line under R(D); follow it from its own distortion to this one.
        var lower = Math.Max(Tangent(low), Tangent(high));
        return new(low.Slope, new(rate), mean, channel, new(Math.Max(lower, 0)), low.Iterations + high.Iterations);

        double Tangent(RateDistortionPoint point) =>
            double.IsFinite(point.Slope) ? point.LowerBound.Value - point.Slope * (mean - point.Distortion) : 0;
    }

    private static (double[] Output, double Dual, int Iterations) Blahut(FiniteDistribution source, double[,] kernel, int maxIterations)
    {
        var outputs = kernel.GetLength(1);
        var output = Enumerable.Repeat(1.0 / outputs, outputs).ToArray();
        var (value, growth) = Lagrangian(source, kernel, output);
        var omega = 1.0;
        for (var iteration = 1; ; iteration++)
        {
            var gap = Math.Log(growth.Max());
            if (gap <= Tolerance || iteration >= maxIterations) return (output, value - gap, iteration);
            var step = Step(omega);
            var (next, nextGrowth) = Lagrangian(source, kernel, step);
            if (next > value && omega > 1)
            {
                omega = 1;
                step = Step(1);
                (next, nextGrowth) = Lagrangian(source, kernel, step);
            }
            else
                omega *= 1.5;
            (output, value, growth) = (step, next, nextGrowth);
        }

        double[] Step(double power)
        {
            var step = new double[outputs];
            for (var t = 0; t < outputs; t++)
                step[t] = output[t] * Math.Pow(growth[t], power);
            var sum = step.Sum();
            for (var t = 0; t < outputs; t++)
                step[t] /= sum;
            return step;
        }
    }

    /// <summary>-sum_x p(x) log sum_t q(t) k(x,t), and c(t), the factors of Blahut's step.</summary>
    private static (double Value, double[] Growth) Lagrangian(FiniteDistribution source, double[,] kernel, double[] q)
    {
        var (sum, c) = (0.0, new double[q.Length]);
        for (var x = 0; x < source.Count; x++)
        {
            if (source[x] == 0) continue;
            var partition = 0.0;
            for (var t = 0; t < q.Length; t++)
                partition += q[t] * kernel[x, t];
            sum -= source[x] * Math.Log(partition);
            for (var t = 0; t < q.Length; t++)
                c[t] += source[x] * kernel[x, t] / partition;
        }
        return (sum, c);
    }

    /// <summary>exp(-s d) with the least distortion of each symbol taken out, so that it is 1 for the best output at every slope.</summary>
    private static double[,] Kernel(double[,] distortion, double[] least, double slope) =>
        Tables.Of(distortion.GetLength(0), distortion.GetLength(1), (x, t) =>
            distortion[x, t] == least[x] ? 1
            : double.IsInfinity(distortion[x, t]) ? 0 : Math.Exp(-slope * (distortion[x, t] - least[x])));

    /// <summary>The least mean distortion.</summary>
    private static double Floor(FiniteDistribution source, double[] least) => least.Select((d, x) => source[x] * d).Sum();

    /// <summary>p(t|x) proportional to q(t) exp(-s d(x,t)); a symbol of probability zero that no used output serves follows q.</summary>
    private static Channel TestChannel(double[,] kernel, double[] output)
    {
        var rows = new double[kernel.GetLength(0), output.Length];
        for (var x = 0; x < rows.GetLength(0); x++)
        {
            var partition = 0.0;
            for (var t = 0; t < output.Length; t++)
                partition += rows[x, t] = output[t] * kernel[x, t];
            for (var t = 0; t < output.Length; t++)
                rows[x, t] = partition > 0 ? rows[x, t] / partition : output[t];
        }
        return new(rows);
    }

    /// <summary>The exact rate and mean distortion of a channel.</summary>
    private static (double Rate, double Distortion) Evaluate(FiniteDistribution source, Channel channel, double[,] distortion)
    {
        var mean = 0.0;
        for (var x = 0; x < channel.Inputs; x++)
            for (var t = 0; t < channel.Outputs; t++)
                if (source[x] > 0 && channel[x, t] > 0)
                    mean += source[x] * channel[x, t] * distortion[x, t];
        return (JointDistribution.Of(source, channel).MutualInformation().Value, mean);
    }

    /// <summary>Zero rate: the single output of least mean distortion; null where every output is forbidden to some symbol.</summary>
    private static RateDistortionPoint? Constant(FiniteDistribution source, double[,] distortion)
    {
        var means = new double[distortion.GetLength(1)];
        for (var t = 0; t < means.Length; t++)
            for (var x = 0; x < source.Count; x++)
                means[t] += source[x] == 0 ? 0 : source[x] * distortion[x, t];
        var best = Array.IndexOf(means, means.Min());
        var channel = Channel.Deterministic(means.Length, [.. Enumerable.Repeat(best, source.Count)]);
        return double.IsFinite(means[best]) ? new(0, Nats.Zero, means[best], channel, Nats.Zero, 0) : null;
    }

    /// <summary>Checks the distortions and returns the least one of each symbol of x (0 for symbols of probability zero).</summary>
    private static double[] LeastDistortions(FiniteDistribution source, double[,] distortion)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(distortion);
        Require.SameLength(source.Count, distortion.GetLength(0), "the source", "the distortion's rows");
        var least = new double[source.Count];
        for (var x = 0; x < source.Count; x++)
        {
            least[x] = double.PositiveInfinity;
            for (var t = 0; t < distortion.GetLength(1); t++)
                least[x] = distortion[x, t] >= 0 ? Math.Min(least[x], distortion[x, t])
                    : throw Require.Refuse(distortion[x, t], ">= 0 (+infinity included)", $"distortion[{x}, {t}]");
            if (source[x] == 0) least[x] = 0;
            if (double.IsInfinity(least[x]))
                throw new ArgumentException($"distortion row {x} has no finite entry; symbol {x} needs an output.", nameof(distortion));
        }
        return least;
    }
}
