namespace IDropTheory;

/// <summary>The paper's layer on a finite input: z_i = eps_i f_i(x), log z_i | x ~ N(log f_i(x) + m, alpha_i(x)^2), components independent
/// given x.</summary>
/// <remarks>
/// Information, total correlation and divergences are computed by quadrature (one to three components) or by sampling
/// (<see cref="ChannelSampling"/>, any number), so that the propositions can be checked without trusting the closed forms.
/// Inputs are rows, components are columns. Immutable.
/// </remarks>
/// <example>
/// <code>
/// // Two equally likely inputs and one unit, f(x) = 1 or 2, with noise of scale 0.5.
/// var channel = new LogNormalChannel(
///     FiniteDistribution.Uniform(2), new[,] { { 0.0 }, { System.Math.Log(2) } }, new[,] { { 0.5 }, { 0.5 } });
/// Nats information = channel.Information().Value;  // I(x;z) by quadrature
/// Nats cost = channel.ExpectedKl(channel.Marginal(0).ClosestLogNormal());
/// </code>
/// </example>
public sealed class LogNormalChannel
{
    private readonly LogNormal[,] _outputs;
    private readonly NormalDensity[,] _densities;
    private readonly int[] _support;

    /// <summary>A layer of given log-activations and noise.</summary>
    /// <param name="x">p(x); inputs of probability zero are allowed and change nothing.</param>
    /// <param name="logActivations">log f_i(x), finite.</param>
    /// <param name="alphas">alpha_i(x) &gt; 0, the standard deviations of the log-noise.</param>
    /// <param name="convention">The location of the log-noise.</param>
    /// <exception cref="ArgumentException">The shapes clash, or there is no component.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A log-activation is not finite or a scale is not positive.</exception>
    public LogNormalChannel(
        FiniteDistribution x, double[,] logActivations, double[,] alphas, NoiseConvention convention = NoiseConvention.MedianOne)
    {
        (X, Dimensions) = (x, ChannelShape.Components(x, logActivations, alphas));
        _outputs = new LogNormal[x.Count, Dimensions];
        _densities = new NormalDensity[x.Count, Dimensions];
        for (var k = 0; k < x.Count; k++)
            for (var i = 0; i < Dimensions; i++)
            {
                var noise = LogNormal.Noise(Require.Positive(alphas[k, i], $"alphas[{k}, {i}]"), convention);
                _outputs[k, i] = new(Require.Finite(logActivations[k, i], $"logActivations[{k}, {i}]") + noise.Location, noise.Scale);
                _densities[k, i] = new(_outputs[k, i].Location, _outputs[k, i].Scale);
            }
        _support = [.. Enumerable.Range(0, x.Count).Where(k => x[k] > 0)];
    }

    /// <summary>p(x).</summary>
    public FiniteDistribution X { get; }

    /// <summary>Number of components d of z.</summary>
    public int Dimensions { get; }

    /// <summary>p(z_i | x).</summary>
    public LogNormal this[int x, int component] => _outputs[x, component];

    /// <summary>p(z_i): the best factorised prior.</summary>
    public LogNormalMixture Marginal(int component) =>
        new(X, Enumerable.Range(0, X.Count).Select(x => _outputs[x, component]).ToArray());

    /// <summary>I(x;z) &gt;= 0 by adaptive quadrature over log z.</summary>
    /// <exception cref="InvalidOperationException">More than three components: use <see cref="ChannelSampling"/>.</exception>
    public QuadratureResult Information(CubatureOptions? options = null) =>
        InformationIntegrals.Information(SupportWeights(), LogConditionals, Support(), options);

    /// <summary>I(x;z_i) &gt;= 0 of one component by adaptive quadrature.</summary>
    public QuadratureResult Information(int component, CubatureOptions? options = null) =>
        InformationIntegrals.Information(
            SupportWeights(),
            (u, logs) =>
            {
                for (var k = 0; k < logs.Length; k++)
                    logs[k] = _densities[_support[k], component].Log(u[0]);
            },
            [Marginal(component).Support()],
            options);

    /// <summary>I(z;y) of a y that depends on z through x alone, 0 &lt;= I(z;y) &lt;= min(I(x;z), I(x;y)), by adaptive quadrature over log
    /// z.</summary>
    /// <param name="yGivenX">p(y|x).</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The channel's inputs are not those of the layer.</exception>
    /// <exception cref="InvalidOperationException">More than three components: use <see cref="ChannelSampling"/>.</exception>
    public QuadratureResult InformationAbout(Channel yGivenX, CubatureOptions? options = null)
    {
        var logPosteriors = LogInputsGiven(yGivenX, out var y);
        return InformationIntegrals.Information(
            [.. y],
            (u, logs) =>
            {
                Span<double> terms = _support.Length <= 512 ? stackalloc double[_support.Length] : new double[_support.Length];
                Span<double> conditionals = _support.Length <= 512 ? stackalloc double[_support.Length] : new double[_support.Length];
                LogConditionals(u, conditionals);
                for (var j = 0; j < logs.Length; j++)
                {
                    for (var k = 0; k < terms.Length; k++)
                        terms[k] = logPosteriors[j][k] + conditionals[k];
                    logs[j] = Accurate.LogSumExp(terms);
                }
            },
            Support(),
            options);
    }

    /// <summary>TC(z) = KL(p(z) || prod_i p(z_i)) &gt;= 0 by adaptive quadrature of its definition.</summary>
    /// <exception cref="InvalidOperationException">More than three components: use <see cref="ChannelSampling"/>.</exception>
    public QuadratureResult TotalCorrelation(CubatureOptions? options = null)
    {
        LogNormalMixture[] marginals = [.. Enumerable.Range(0, Dimensions).Select(Marginal)];
        return InformationIntegrals.Kl(LogDensityOfLog, u => LogProduct(marginals, u), Support(), options);
    }

    /// <summary>E_x KL(p(z|x) || prod_i q_i) &gt;= 0 in closed form (Proposition 3).</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public Nats ExpectedKl(params IReadOnlyList<LogNormal> priors)
    {
        Check(priors);
        var sum = 0.0;
        for (var x = 0; x < X.Count; x++)
            for (var i = 0; i < Dimensions; i++)
                sum += X[x] * KlDivergence.LogNormal(_outputs[x, i], priors[i]).Value;
        return new(sum);
    }

    /// <summary>E_x KL(p(z|x) || prod_i q_i) &gt;= 0 for priors that are mixtures, by adaptive quadrature.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public QuadratureResult ExpectedKl(IReadOnlyList<LogNormalMixture> priors, CubatureOptions? options = null)
    {
        Check(priors);
        var (value, error) = (Nats.Zero, Nats.Zero);
        foreach (var x in _support)
            for (var i = 0; i < Dimensions; i++)
            {
                var kl = new LogNormalMixture(FiniteDistribution.Uniform(1), _outputs[x, i]).Kl(priors[i], options);
                value += X[x] * kl.Value;
                error += X[x] * kl.Error;
            }
        return new(value, error);
    }

    /// <summary>sum_i KL(p(z_i) || q_i) &gt;= 0 by adaptive quadrature.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public QuadratureResult MarginalKl(IReadOnlyList<LogNormal> priors, CubatureOptions? options = null)
    {
        Check(priors);
        var (value, error) = (Nats.Zero, Nats.Zero);
        for (var i = 0; i < Dimensions; i++)
        {
            var kl = Marginal(i).Kl(priors[i], options);
            value += kl.Value;
            error += kl.Error;
        }
        return new(value, error);
    }

    /// <summary>Proposition 1 for given priors: the left side in closed form, each term of the right side by quadrature of its
    /// definition.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    /// <exception cref="InvalidOperationException">More than three components.</exception>
    public KlDecomposition Decompose(IReadOnlyList<LogNormal> priors, CubatureOptions? options = null) =>
        new(ExpectedKl(priors), Information(options).Value, TotalCorrelation(options).Value, MarginalKl(priors, options).Value);

    /// <summary>The logarithm of the density of log z at a point u, one coordinate for each component.</summary>
    /// <exception cref="ArgumentException"><paramref name="u"/> does not have <see cref="Dimensions"/> coordinates.</exception>
    public double LogDensityOfLog(ReadOnlySpan<double> u)
    {
        Require.SameLength(u.Length, Dimensions, "the point", "the representation");
        Span<double> logs = _support.Length <= 512 ? stackalloc double[_support.Length] : new double[_support.Length];
        LogConditionals(u, logs);
        for (var k = 0; k < logs.Length; k++)
            logs[k] += Math.Log(X[_support[k]]);
        return Accurate.LogSumExp(logs);
    }

    /// <summary>log p(u_1, ..., u_d | x) of u = log z.</summary>
    internal double LogConditional(int x, ReadOnlySpan<double> u)
    {
        var sum = 0.0;
        for (var i = 0; i < Dimensions; i++)
            sum += _densities[x, i].Log(u[i]);
        return sum;
    }

    internal static double LogProduct(LogNormalMixture[] marginals, ReadOnlySpan<double> u)
    {
        var sum = 0.0;
        for (var i = 0; i < marginals.Length; i++)
            sum += marginals[i].LogDensityOfLog(u[i]);
        return sum;
    }

    private void LogConditionals(ReadOnlySpan<double> u, Span<double> logs)
    {
        for (var k = 0; k < logs.Length; k++)
            logs[k] = LogConditional(_support[k], u);
    }

    /// <summary>log p(x|y) over the inputs of positive probability, one row for each y of positive probability; and p(y) of
    /// those.</summary>
    internal double[][] LogInputsGiven(Channel yGivenX, out double[] y)
    {
        ArgumentNullException.ThrowIfNull(yGivenX);
        Require.SameLength(yGivenX.Inputs, X.Count, "the channel from x to y", "the input distribution");
        var outputs = yGivenX.Apply(X);
        int[] possible = [.. Enumerable.Range(0, outputs.Count).Where(j => outputs[j] > 0)];
        y = [.. possible.Select(j => outputs[j])];
        return [.. possible.Select(j => _support.Select(x => Math.Log(X[x]) + Math.Log(yGivenX[x, j]) - Math.Log(outputs[j])).ToArray())];
    }

    private double[] SupportWeights() => [.. _support.Select(x => X[x])];

    private IReadOnlyList<IEnumerable<LogNormal>> Support() => Dimensions <= AdaptiveCubature.MaxDimensions
        ? [.. Enumerable.Range(0, Dimensions).Select(i => Marginal(i).Support())]
        : throw new InvalidOperationException(
            $"The channel has {Dimensions} components; quadrature serves 1 to {AdaptiveCubature.MaxDimensions}. Use ChannelSampling.");

    private void Check<T>(IReadOnlyList<T> priors)
    {
        ArgumentNullException.ThrowIfNull(priors);
        Require.SameLength(priors.Count, Dimensions, "the list of priors", "the representation");
    }
}
