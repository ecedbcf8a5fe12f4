namespace IDropTheory;

/// <summary>A two-layer network whose information can be computed: z_1 = eps_1 f_1(x) and z_2 = eps_2 f_2(z_1), where f_2 is for instance
/// softplus(weight z_1 + bias).</summary>
/// <remarks>
/// The first layer's noise is replaced by the nodes of a trapezoidal rule, which makes z_1 a finite input of the second layer. For a normal
/// variable that rule's error falls like exp(-2 pi^2 (width / step)^2); the step is chosen from the width at which the second layer can
/// tell two values of z_1 apart, so that the error is below 1e-10. Immutable.
/// </remarks>
public sealed class TwoLayerChannel
{
    /// <summary>The largest number of nodes for each input.</summary>
    public const int MaxNodes = 32768;

    // Steps in units of the width; how many standard deviations of the noise are covered; and over how many of them, all but 8e-11 of the
    // mass, the steps resolve the second layer (far out in its tail an activation may be arbitrarily steep).
    private const double RelativeStep = 0.7;
    private const double Reach = 8.5;
    private const double ResolvedReach = 6.5;

    private readonly LogNormalMixture[] _secondGivenX;

    /// <summary>A network of one unit in each of two layers.</summary>
    /// <param name="first">The first layer: one component.</param>
    /// <param name="weight">Weight of the second layer's unit.</param>
    /// <param name="bias">Bias of the second layer's unit.</param>
    /// <param name="alpha">Standard deviation of the second layer's log-noise (median one), &gt; 0.</param>
    /// <exception cref="ArgumentException">The first layer has more than one component.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or alpha is so small that z_1 needs too many
    /// nodes.</exception>
    public TwoLayerChannel(LogNormalChannel first, double weight, double bias, double alpha)
        : this(first, Softplus(Require.Finite(weight), Require.Finite(bias), Require.Positive(alpha)))
    {
    }

    /// <summary>A network of one unit in each of two layers, whose second layer is any smooth function of the first.</summary>
    /// <param name="first">The first layer: one component.</param>
    /// <param name="second">p(z_2 | z_1) for many log z_1 at once, one for each.</param>
    /// <exception cref="ArgumentException">The first layer has more than one component.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The second layer's noise is so small that z_1 needs too many nodes.</exception>
    public TwoLayerChannel(LogNormalChannel first, Func<double[], LogNormal[]> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Require.SameLength(first.Dimensions, 1, "the first layer", "a unit");
        First = first;

        var probes = Enumerable.Range(0, first.X.Count).Where(x => first.X[x] > 0).Select(x => Probe(second, first[x, 0])).ToArray();
        var step = RelativeStep / double.Hypot(1, probes.Max(p => p.Steepest));
        var needed = 2 * Reach / step + 1;
        if (!(needed < MaxNodes))
        {
            var scale = probes.Min(p => p.Scale);
            throw Require.Refuse(
                scale,
                FormattableString.Invariant($"at least {scale * needed / MaxNodes} for this network"),
                "the second layer's smallest scale");
        }
        var nodes = (int)Math.Ceiling(needed);
        double[] positions = [.. Enumerable.Range(0, nodes).Select(k => Reach * (2.0 * k / (nodes - 1) - 1))];
        double[] density = [.. positions.Select(t => Math.Exp(-0.5 * t * t))];
        var total = density.Sum();
        var noise = new FiniteDistribution([.. density.Select(p => p / total)]);

        var weights = new double[first.X.Count * nodes];
        var logZ = new double[weights.Length];
        for (var n = 0; n < weights.Length; n++)
        {
            var (x, k) = Math.DivRem(n, nodes);
            weights[n] = first.X[x] * noise[k];
            logZ[n] = first[x, 0].Location + first[x, 0].Scale * positions[k];
        }
        var outputs = second(logZ);
        var (locations, scales) = (new double[weights.Length, 1], new double[weights.Length, 1]);
        for (var n = 0; n < weights.Length; n++)
            (locations[n, 0], scales[n, 0]) = (outputs[n].Location, outputs[n].Scale);
        (Inputs, Second) = (logZ, new(new(weights), locations, scales));
        _secondGivenX =
        [
            .. Enumerable.Range(0, first.X.Count)
                .Select(x => new LogNormalMixture(noise, Enumerable.Range(x * nodes, nodes).Select(n => Second[n, 0]).ToArray())),
        ];
    }

    /// <summary>The first layer, p(z_1|x).</summary>
    public LogNormalChannel First { get; }

    /// <summary>The second layer, p(z_2|z_1), its input being the quadrature nodes of z_1 for every x.</summary>
    public LogNormalChannel Second { get; }

    /// <summary>The values of log z_1 at the nodes, in the order of <see cref="Second"/>'s inputs.</summary>
    public IReadOnlyList<double> Inputs { get; }

    /// <summary>I(x;z_2), by quadrature.</summary>
    public QuadratureResult SecondInformation(CubatureOptions? options = null) =>
        LogNormalMixture.Information(First.X, _secondGivenX, options);

    /// <summary>The best log-normal priors of the two layers.</summary>
    public (LogNormal First, LogNormal Second) ClosestPriors() =>
        (First.Marginal(0).ClosestLogNormal(), Second.Marginal(0).ClosestLogNormal());

    /// <summary>The layers' KL terms under given priors, in closed form, and the information that they transmit, by quadrature.</summary>
    /// <param name="firstPrior">q_1.</param>
    /// <param name="secondPrior">q_2.</param>
    /// <param name="options">When the quadratures stop; <see cref="CubatureOptions.Default"/> if null.</param>
    public LayerInformation Evaluate(LogNormal firstPrior, LogNormal secondPrior, CubatureOptions? options = null) => new(
        First.ExpectedKl(firstPrior),
        Second.ExpectedKl(secondPrior),
        First.Information(options).Value,
        Second.Information(options).Value,
        SecondInformation(options).Value);

    private static Func<double[], LogNormal[]> Softplus(double weight, double bias, double alpha) =>
        logZ => [.. logZ.Select(u => new LogNormal(LogSoftplus(weight * Math.Exp(u) + bias), alpha))];

    /// <summary>The largest change of the second layer's distribution, in its own standard deviations, for one standard deviation of the
    /// first layer's noise; and the second layer's smallest scale.</summary>
    private static (double Steepest, double Scale) Probe(Func<double[], LogNormal[]> second, LogNormal z)
    {
        const int steps = 1024;
        const double step = 2 * ResolvedReach / steps;
        var values = second([.. Enumerable.Range(0, steps + 1).Select(k => z.Location + z.Scale * (k * step - ResolvedReach))]);
        return (values.Zip(values[1..], Distance).Max() / step, values.Min(v => v.Scale));
    }

    // For small steps the length of the Fisher metric of the normal family.
    private static double Distance(LogNormal left, LogNormal right) =>
        double.Hypot(right.Location - left.Location, Math.Sqrt(2) * (right.Scale - left.Scale)) / Math.Min(left.Scale, right.Scale);

    /// <summary>log softplus(t) = log log(1 + e^t).</summary>
    private static double LogSoftplus(double t) => t switch
    {
        < -40 => t, // softplus(t) = e^t (1 - e^t / 2 + ...)
        > 40 => Math.Log(t),
        _ => Math.Log(Accurate.Log1p(Math.Exp(t))),
    };
}
