namespace IDropTheory;

/// <summary>Globally adaptive integration over boxes in a few dimensions by tensor products of the Gauss-Kronrod 7-15 rule.</summary>
/// <remarks>
/// The box of the largest estimated error is halved along the dimension in which its Gauss and Kronrod rules disagree most. Features much
/// narrower than a box are invisible to any quadrature: give breakpoints next to them.
/// </remarks>
/// <example>
/// <code>
/// Integral integral = AdaptiveCubature.Integrate(x =&gt; x * x, [0, 3]);
/// double value = integral.Value;                   // 9
/// </code>
/// </example>
public static class AdaptiveCubature
{
    // The 15-point Kronrod rule on [-1, 1] (its nodes of odd index are the 7-point Gauss rule).
    private static ReadOnlySpan<double> HalfNodes =>
    [
        0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
        0.741531185599394439863864773280788, 0.586087235467691130294144691258395, 0.405845151377397166906606412076961,
        0.207784955007898467600689403773245, 0,
    ];

    private static ReadOnlySpan<double> HalfKronrod =>
    [
        0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
        0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
        0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
    ];

    private static ReadOnlySpan<double> HalfGauss =>
    [
        0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780,
        0, 0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327,
    ];

    private const int Points = 15;

    /// <summary>The largest number of dimensions: a box costs 15^d evaluations.</summary>
    public const int MaxDimensions = 3;

    /// <summary>A function of a point, one coordinate per dimension.</summary>
    public delegate double Integrand(ReadOnlySpan<double> point);

    /// <summary>The integral of a function of one variable over the interval that the breakpoints span.</summary>
    /// <param name="f">The integrand, smooth between breakpoints.</param>
    /// <param name="breakpoints">The ends of the interval and the places where the integrand changes scale, in any order.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">Fewer than two different breakpoints, or one that is not finite.</exception>
    public static Integral Integrate(Func<double, double> f, IEnumerable<double> breakpoints, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Integrate(point => f(point[0]), [breakpoints], options);
    }

    /// <summary>The integral of a function over the box that the breakpoints span in each dimension.</summary>
    /// <param name="f">The integrand, smooth inside the grid of breakpoints.</param>
    /// <param name="breakpoints">For each of one to three dimensions: the ends and the places of changing scale, in any order.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">A dimension has fewer than two different breakpoints, or one that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No dimension, or more than <see cref="MaxDimensions"/>.</exception>
    public static Integral Integrate(Integrand f, IReadOnlyList<IEnumerable<double>> breakpoints, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(breakpoints);
        if (breakpoints.Count is < 1 or > MaxDimensions)
            throw new ArgumentOutOfRangeException(
                nameof(breakpoints), breakpoints.Count, $"{breakpoints.Count} dimensions; allowed: 1 to {MaxDimensions}.");
        options ??= CubatureOptions.Default;

        var queue = new PriorityQueue<Box, double>();
        var (value, error, evaluations) = (0.0, 0.0, 0L);
        var pointsPerBox = (long)Math.Pow(Points, breakpoints.Count);

        void Add(double[] lower, double[] upper)
        {
            var box = Evaluate(f, lower, upper);
            evaluations += pointsPerBox;
            value += box.Value;
            error += box.Error;
            queue.Enqueue(box, -box.Error);
        }

        foreach (var (lower, upper) in Grid([.. breakpoints.Select(Ordered)]))
            Add(lower, upper);
        while (error > Math.Max(options.AbsoluteTolerance, options.RelativeTolerance * Math.Abs(value))
            && evaluations < options.MaxEvaluations)
        {
            var worst = queue.Dequeue();
            var k = worst.Split;
            var middle = 0.5 * (worst.Lower[k] + worst.Upper[k]);
            // The box cannot be halved any more, or its estimate is rounding noise: what is left cannot be improved.
            if (worst.Error <= worst.Noise || middle <= worst.Lower[k] || middle >= worst.Upper[k])
            {
                queue.Enqueue(worst, 0);
                break;
            }
            value -= worst.Value;
            error -= worst.Error;
            Add(worst.Lower, [.. worst.Upper.Select((u, i) => i == k ? middle : u)]);
            Add([.. worst.Lower.Select((l, i) => i == k ? middle : l)], worst.Upper);
        }
        // The running sums carry the rounding of every update: sum what is there.
        return new(queue.UnorderedItems.Sum(b => b.Element.Value), queue.UnorderedItems.Sum(b => b.Element.Error), evaluations);
    }

    private static double[] Ordered(IEnumerable<double> breakpoints)
    {
        var ordered = breakpoints.Order().Distinct().ToArray();
        if (ordered.Length < 2 || !double.IsFinite(ordered[0]) || !double.IsFinite(ordered[^1]))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The breakpoints are [{string.Join(", ", ordered)}]; allowed: two or more different finite numbers."),
                nameof(breakpoints));
        return ordered;
    }

    private static IEnumerable<(double[] Lower, double[] Upper)> Grid(double[][] breakpoints)
    {
        IEnumerable<(double[] Lower, double[] Upper)> boxes = [([], [])];
        foreach (var axis in breakpoints)
            boxes = boxes.SelectMany(box => axis.Zip(axis[1..], (l, u) => ((double[])[.. box.Lower, l], (double[])[.. box.Upper, u])));
        return boxes;
    }

    /// <summary>The Kronrod rule on a box; the error is the disagreement, dimension by dimension, when one is left to the Gauss
    /// rule.</summary>
    private static Box Evaluate(Integrand f, double[] lower, double[] upper)
    {
        var d = lower.Length;
        Span<double> point = stackalloc double[d];
        Span<double> gauss = stackalloc double[d];
        Span<int> index = stackalloc int[d];
        index.Clear();
        gauss.Clear();
        var (value, magnitude, volume) = (0.0, 0.0, 1.0);
        for (var i = 0; i < d; i++)
        {
            point[i] = Node(lower[i], upper[i], 0);
            volume *= 0.5 * (upper[i] - lower[i]);
        }
        while (true)
        {
            var term = f(point);
            for (var i = 0; i < d; i++)
                term *= Weight(HalfKronrod, index[i]);
            value += term;
            magnitude += Math.Abs(term);
            for (var i = 0; i < d; i++)
                if ((index[i] & 1) == 1)
                    gauss[i] += term * (Weight(HalfGauss, index[i]) / Weight(HalfKronrod, index[i]));

            var axis = 0;
            while (axis < d && ++index[axis] == Points)
                index[axis++] = 0;
            if (axis == d) break;
            for (var i = 0; i <= axis; i++)
                point[i] = Node(lower[i], upper[i], index[i]);
        }

        var (split, sum, largest) = (0, 0.0, -1.0);
        for (var i = 0; i < d; i++)
        {
            // The Kronrod rule is far better than the Gauss rule it is compared with: QUADPACK's calibration (Piessens et al., 1983).
            var disagreement = Math.Abs(value - gauss[i]);
            sum += magnitude == 0 ? 0 : magnitude * Math.Min(1, Math.Pow(200 * disagreement / magnitude, 1.5));
            if (disagreement > largest) (split, largest) = (i, disagreement);
        }
        var noise = 1e-15 * magnitude * volume;
        return new(lower, upper, value * volume, Math.Max(sum * volume, noise), noise, split);
    }

    private static double Node(double lower, double upper, int index)
    {
        var half = 0.5 * (upper - lower);
        // Measured from the nearer end: the first nodes of a box that is small beside its position do not fall on its corner.
        return index <= 7
            ? lower + half * (1 - HalfNodes[index])
            : upper - half * (1 - HalfNodes[Points - 1 - index]);
    }

    private static double Weight(ReadOnlySpan<double> half, int index) => half[index <= 7 ? index : Points - 1 - index];

    private sealed class Box(double[] lower, double[] upper, double value, double error, double noise, int split)
    {
        public double[] Lower { get; } = lower;

        public double[] Upper { get; } = upper;

        public double Value { get; } = value;

        public double Error { get; } = error;

        /// <summary>The part of the error that is rounding.</summary>
        public double Noise { get; } = noise;

        /// <summary>The dimension along which the box is halved next.</summary>
        public int Split { get; } = split;
    }
}
