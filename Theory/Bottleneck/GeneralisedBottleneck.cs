namespace IDropTheory;

/// <summary>The generalised bottleneck (Strouse and Schwab 2017): H(y|t) + beta (H(t) - alpha H(t|x)).</summary>
/// <remarks>alpha = 1 is the information bottleneck, alpha = 0 the deterministic one. In Tishby's form: H(t) - alpha H(t|x) - b
/// I(t;y).</remarks>
public static class GeneralisedBottleneck
{
    // Nats gained by one iteration below which a descent is over.
    private const double Standstill = 1e-14;

    /// <summary>The objective of an encoder: H(y|t) + beta (H(t) - alpha H(t|x)).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not in [0, 1].</exception>
    public static Nats Objective(BottleneckPoint point, Beta beta, double alpha)
    {
        ArgumentNullException.ThrowIfNull(point);
        Require.Probability(alpha);
        // H(t) - alpha H(t|x) = alpha I(x;t) + (1 - alpha) H(t): no cancellation, and never negative.
        var cost = alpha * point.InformationX + (1 - alpha) * point.EntropyT;
        return cost == Nats.Zero ? point.ConditionalEntropyY : point.ConditionalEntropyY + beta.Paper * cost;
    }

    /// <summary>The best of several alternating minimisations: a local optimum. For alpha = 1, <see cref="InformationBottleneck.Solve"/>
    /// certifies its result.</summary>
    /// <param name="joint">p(x, y).</param>
    /// <param name="beta">Trade-off.</param>
    /// <param name="alpha">Weight of the encoder's own entropy, 0 to 1.</param>
    /// <param name="clusters">The largest number of symbols of t; null allows as many as x has.</param>
    /// <param name="key">Randomness of the starts.</param>
    /// <param name="restarts">Number of starts, at least 1.</param>
    /// <param name="maxIterations">The largest number of iterations of a start, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">alpha outside [0, 1], no clusters, no restarts or no iterations.</exception>
    public static LocalOptimum Solve(
        JointDistribution joint,
        Beta beta,
        double alpha,
        int? clusters = null,
        RandomKey key = default,
        int restarts = 8,
        int maxIterations = 2_000)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.Probability(alpha);
        Require.AtLeast(maxIterations, 1);
        var count = Require.AtLeast(clusters ?? joint.CountX, 1);
        // The constant is the optimum for beta >= 1 (data processing) and a candidate always.
        var best = Constant(joint, count, beta, alpha);
        var softness = alpha * beta.Paper > 0 ? 0.5 : 0;
        for (var start = 0; start < Require.AtLeast(restarts, 1) && beta.Paper < 1; start++)
            best = LocalOptimum.Better(best, Descend(joint, beta, alpha, Start(joint, count, start, key, softness), maxIterations));
        return best;
    }

    private static LocalOptimum Constant(JointDistribution joint, int count, Beta beta, double alpha)
    {
        var point = BottleneckPoint.Of(joint, Channel.Deterministic(count, new int[joint.CountX]));
        return new(beta, point, [Objective(point, beta, alpha)]);
    }

    /// <summary>The first start keeps the symbols apart; the others mix a random soft encoder, of the weight given, with a random hard
    /// one.</summary>
    private static Channel Start(JointDistribution joint, int count, int start, RandomKey key, double softness)
    {
        if (start == 0) return Channel.Deterministic(count, [.. Enumerable.Range(0, joint.CountX).Select(x => x % count)]);
        var (soft, hard) = key.Fold((ulong)start).Split();
        var rows = new double[joint.CountX, count];
        for (var x = 0; x < joint.CountX; x++)
        {
            var sum = 0.0;
            for (var t = 0; t < count; t++)
                sum += rows[x, t] = soft.Exponential((ulong)(x * count + t));
            for (var t = 0; t < count; t++)
                rows[x, t] *= softness / sum;
            rows[x, hard.Below(count, (ulong)x)] += 1 - softness;
        }
        return new(rows);
    }

    private static LocalOptimum Descend(JointDistribution joint, Beta beta, double alpha, Channel encoder, int maxIterations)
    {
        var channel = joint.YGivenX;
        var point = BottleneckPoint.Of(joint, encoder);
        var trace = new List<Nats> { Objective(point, beta, alpha) };
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            var next = BottleneckPoint.Of(joint, Improve(joint, channel, point.Encoder, beta.Paper, alpha));
            var objective = Objective(next, beta, alpha);
            // Exact arithmetic only descends: an ascent is rounding, and means that the descent is over.
            if (objective >= trace[^1]) break;
            var gain = trace[^1] - objective;
            point = next;
            trace.Add(objective);
            if (gain.Value < Standstill) break;
        }
        return new(beta, point, [.. trace]);
    }

    /// <summary>One step: p(t|x) proportional to exp((beta log p(t) - KL(p(y|x) || p(y|t))) / (alpha beta)); the best t where alpha beta
    /// = 0.</summary>
    private static Channel Improve(JointDistribution joint, Channel channel, Channel encoder, double beta, double alpha)
    {
        var weights = encoder.Apply(joint.X);
        var decoder = new double[encoder.Outputs, joint.CountY];
        for (var x = 0; x < joint.CountX; x++)
            for (var t = 0; t < encoder.Outputs; t++)
                if (weights[t] > 0)
                    for (var y = 0; y < joint.CountY; y++)
                        decoder[t, y] += joint[x, y] * encoder[x, t] / weights[t];
        var row = new double[joint.CountY];
        var scores = new double[joint.CountX, encoder.Outputs];
        for (var t = 0; t < encoder.Outputs; t++)
        {
            for (var y = 0; y < row.Length; y++)
                row[y] = decoder[t, y];
            for (var x = 0; x < joint.CountX; x++)
                scores[x, t] = weights[t] > 0
                    ? (beta == 0 ? 0 : beta * Math.Log(weights[t])) - FiniteInformation.Kl(channel.Row(x), row)
                    : double.NegativeInfinity;
        }
        return Choose(scores, weights, alpha * beta);
    }

    private static Channel Choose(double[,] scores, FiniteDistribution weights, double temperature)
    {
        var (inputs, outputs) = (scores.GetLength(0), scores.GetLength(1));
        var rows = new double[inputs, outputs];
        var row = new double[outputs];
        var heaviest = Enumerable.Range(0, outputs).MaxBy(t => weights[t]);
        for (var x = 0; x < inputs; x++)
        {
            for (var t = 0; t < outputs; t++)
                row[t] = scores[x, t];
            var best = Array.IndexOf(row, row.Max());
            // A symbol of probability zero may fit no cluster at all; it then joins the heaviest.
            var fits = !double.IsNegativeInfinity(row[best]);
            if (temperature == 0 || !fits)
                rows[x, fits ? best : heaviest] = 1;
            else
            {
                for (var t = 0; t < outputs; t++)
                    row[t] = (row[t] - scores[x, best]) / temperature;
                var total = Accurate.LogSumExp(row);
                for (var t = 0; t < outputs; t++)
                    rows[x, t] = Math.Exp(row[t] - total);
            }
        }
        return new(rows);
    }
}
