using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>The paper's layer on a continuous input: log f(x) ~ N(mu, S) and noise of fixed scales alpha, so that log z ~ N(mu + m, S + D),
/// D = diag alpha^2.</summary>
/// <remarks>Every term of Proposition 1 has a closed form, in any number of dimensions. Immutable.</remarks>
public sealed class GaussianLogActivation
{
    private readonly Matrix<double> _covariance;
    private readonly LogNormal[] _marginals;
    private readonly double[] _alphas;

    /// <summary>A layer of given moments of log f(x) and noise scales.</summary>
    /// <param name="mean">mu: E[log f_i(x)], finite.</param>
    /// <param name="covariance">S: d x d, symmetric, positive semi-definite.</param>
    /// <param name="alphas">alpha_i &gt; 0, the standard deviations of the log-noise.</param>
    /// <param name="convention">The location of the log-noise.</param>
    /// <exception cref="ArgumentException">The shapes clash, or S is not symmetric positive semi-definite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public GaussianLogActivation(
        ReadOnlySpan<double> mean,
        Matrix<double> covariance,
        ReadOnlySpan<double> alphas,
        NoiseConvention convention = NoiseConvention.MedianOne)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        Dimensions = Require.AtLeast(mean.Length, 1, nameof(mean));
        Require.SameLength(alphas.Length, Dimensions, "alphas", "the mean");
        Require.SameLength(covariance.RowCount, Dimensions, "a column of the covariance", "the mean");
        Require.SameLength(covariance.ColumnCount, Dimensions, "a row of the covariance", "the mean");
        for (var i = 0; i < Dimensions; i++)
            for (var j = 0; j <= i; j++)
                if (!(Math.Abs(Require.Finite(covariance[i, j]) - covariance[j, i])
                    <= 1e-9 * Math.Sqrt(covariance[i, i] * covariance[j, j])))
                    throw new ArgumentException(
                        FormattableString.Invariant($"covariance[{i}, {j}] is {covariance[i, j]} and [{j}, {i}] is {covariance[j, i]};")
                        + " it must be symmetric with variances >= 0.",
                        nameof(covariance));
        _covariance = covariance.Clone();
        _alphas = [.. alphas];
        _marginals = new LogNormal[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            var noise = LogNormal.Noise(alphas[i], convention);
            _marginals[i] = new(
                Require.Finite(mean[i], $"mean[{i}]") + noise.Location, Math.Sqrt(covariance[i, i] + noise.Scale * noise.Scale));
        }
        Information = new(SignalToNoise().Sum(ratio => 0.5 * Accurate.Log1p(ratio)));
        TotalCorrelation = IDropTheory.TotalCorrelation.OfCovariance(
            Matrix<double>.Build.Dense(Dimensions, Dimensions, (i, j) => i == j ? Square(_marginals[i].Scale) : _covariance[i, j]));
    }

    /// <summary>Number of components d of z.</summary>
    public int Dimensions { get; }

    /// <summary>I(x;z) = 1/2 log det(1 + D^-1 S); in one dimension 1/2 log(1 + s^2 / alpha^2).</summary>
    public Nats Information { get; }

    /// <summary>TC(z) = -1/2 log det R, R the correlation matrix of S + D.</summary>
    public Nats TotalCorrelation { get; }

    /// <summary>p(z_i) = log N(mu_i + m_i, S_ii + alpha_i^2): the best factorised prior.</summary>
    public LogNormal Marginal(int component) => _marginals[component];

    /// <summary>E_x KL(p(z|x) || prod_i q_i) &gt;= 0: Proposition 3 averaged over log f_i(x) ~ N(mu_i, S_ii).</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public Nats ExpectedKl(params IReadOnlyList<LogNormal> priors) => Sum(
        priors,
        (i, q) => KlDivergence.LogNormal(new(_marginals[i].Location, _alphas[i]), q).Value + _covariance[i, i] / (2 * Square(q.Scale)));

    /// <summary>sum_i KL(p(z_i) || q_i) &gt;= 0.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public Nats MarginalKl(params IReadOnlyList<LogNormal> priors) =>
        Sum(priors, (i, q) => KlDivergence.LogNormal(_marginals[i], q).Value);

    /// <summary>Proposition 1 for given priors, each term by its own closed form.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public KlDecomposition Decompose(params IReadOnlyList<LogNormal> priors) =>
        new(ExpectedKl(priors), Information, TotalCorrelation, MarginalKl(priors));

    /// <summary>The eigenvalues of D^-1/2 S D^-1/2: the variances of the independent signals, in units of the noise.</summary>
    private IEnumerable<double> SignalToNoise()
    {
        var whitened = Matrix<double>.Build.Dense(
            Dimensions, Dimensions, (i, j) => 0.5 * (_covariance[i, j] + _covariance[j, i]) / _alphas[i] / _alphas[j]);
        var eigenvalues = whitened.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).ToArray();
        var rounding = 1e-12 * eigenvalues.Sum(Math.Abs);
        return eigenvalues.Select(v => v >= -rounding
            ? Math.Max(v, 0)
            : throw new ArgumentException(FormattableString.Invariant(
                $"The covariance has the eigenvalue {v} in units of the noise; it must be positive semi-definite.")));
    }

    private Nats Sum(IReadOnlyList<LogNormal> priors, Func<int, LogNormal, double> term)
    {
        ArgumentNullException.ThrowIfNull(priors);
        Require.SameLength(priors.Count, Dimensions, "the list of priors", "the representation");
        return new(priors.Select((q, i) => term(i, q)).Sum());
    }

    private static double Square(double v) => v * v;
}
