namespace IDropTheory;

/// <summary>A small network whose information is known: x chooses z_1 = eps_1 f_1(x), and z_2 = eps_2 softplus(weight z_1 + bias).</summary>
/// <remarks>
/// The first layer's noise is replaced by the nodes of a trapezoidal rule, which makes z_1 a finite input of the second layer. For a normal
/// variable that rule's error falls like exp(-2 pi^2 (width / step)^2); the step is chosen from the width at which the second layer can
/// tell two values of z_1 apart, so that the error is below 1e-10. Immutable.
/// </remarks>
public sealed class TwoLayerChannel
{
    /// <summary>The largest number of nodes for each input.</summary>
    public const int MaxNodes = 2048;

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
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or alpha is so small that z_1 needs too many nodes.</exception>
    public TwoLayerChannel(LogNormalChannel first, double weight, double bias, double alpha)
    {
        ArgumentNullException.ThrowIfNull(first);
        Require.SameLength(first.Dimensions, 1, "the first layer", "a unit");
        Require.Finite(weight);
        Require.Finite(bias);
        Require.Positive(alpha);
        First = first;

        double Activation(double logZ) => LogSoftplus(weight * Math.Exp(logZ) + bias);
        var steepest = Enumerable.Range(0, first.X.Count).Max(x => Steepest(Activation, first[x, 0]));
        var step = RelativeStep / double.Hypot(1, steepest / alpha);
        if (!(2 * Reach / step < MaxNodes - 1))
            throw Require.Refuse(alpha, FormattableString.Invariant($"at least {steepest * 2 * Reach / (RelativeStep * MaxNodes)}"), nameof(alpha));
        var nodes = (int)Math.Ceiling(2 * Reach / step) + 1;
        double[] positions = [.. Enumerable.Range(0, nodes).Select(k => Reach * (2.0 * k / (nodes - 1) - 1))];
        double[] density = [.. positions.Select(t => Math.Exp(-0.5 * t * t))];
        var total = density.Sum();
        var noise = new FiniteDistribution([.. density.Select(p => p / total)]);

        var weights = new double[first.X.Count * nodes];
        var (logActivations, alphas) = (new double[weights.Length, 1], new double[weights.Length, 1]);
        for (var n = 0; n < weights.Length; n++)
        {
            var (x, k) = Math.DivRem(n, nodes);
            weights[n] = first.X[x] * noise[k];
            (logActivations[n, 0], alphas[n, 0]) = (Activation(first[x, 0].Location + first[x, 0].Scale * positions[k]), alpha);
        }
        Second = new(new(weights), logActivations, alphas);
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
        LogNormalMixture.Information(First.X, _secondGivenX, options).Value);

    /// <summary>The largest change of the second layer's log-activation for one standard deviation of the first layer's noise.</summary>
    private static double Steepest(Func<double, double> activation, LogNormal z)
    {
        const int steps = 1024;
        const double step = 2 * ResolvedReach / steps;
        double[] values = [.. Enumerable.Range(0, steps + 1).Select(k => activation(z.Location + z.Scale * (k * step - ResolvedReach)))];
        return values.Zip(values[1..], (left, right) => Math.Abs(right - left) / step).Max();
    }

    /// <summary>log softplus(t) = log log(1 + e^t).</summary>
    private static double LogSoftplus(double t) => t switch
    {
        < -40 => t, // softplus(t) = e^t (1 - e^t / 2 + ...)
        > 40 => Math.Log(t),
        _ => Math.Log(Accurate.Log1p(Math.Exp(t))),
    };
}
