using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Second moments of a dense layer's log-activations over a batch, and the differentiable I(x;z) and TC(z) that they
/// give.</summary>
/// <remarks>
/// log z = log f(x) + m + alpha(x) n, so Cov(log z) = Cov(log f + m) + diag E[alpha^2]: the noise's part is exact, not sampled, and keeps
/// the matrix positive definite whatever the batch. With log z taken as Gaussian (as in <see cref="GaussianLogActivation"/>): I &lt;= 1/2
/// log det Cov - E sum log alpha, and TC = -1/2 log det R, so that I + TC is the KL from the best factorised log-normal prior. A batch of
/// n samples overestimates TC by about d(d - 1)/(4 n) where the noise is weak. Computed in double precision: with noise near its floor
/// and more units than samples the determinant's small factors are below what a float resolves beside the large ones.
/// </remarks>
public sealed class LogActivationMoments : IDisposable
{
    private readonly Tensor _covariance;
    private readonly Tensor _meanLogAlpha;
    private readonly ScalarType _type;

    private LogActivationMoments(Tensor covariance, Tensor meanLogAlpha, ScalarType type) =>
        (_covariance, _meanLogAlpha, _type) = (covariance, meanLogAlpha, type);

    /// <summary>The moments of a batch.</summary>
    /// <param name="layer">The layer's name, for messages.</param>
    /// <param name="logMedian">log f(x) + m, shape [N, d].</param>
    /// <param name="alpha">Noise scales, shape [N, d].</param>
    /// <exception cref="ArgumentException">The layer is not dense: a covariance of every pixel of every channel would not fit.</exception>
    internal static LogActivationMoments Of(string layer, Tensor logMedian, Tensor alpha)
    {
        if (logMedian.dim() != 2)
            throw new ArgumentException(
                $"{layer}: beta and gamma may differ only if every dropout layer is dense; "
                + $"this one has shape [{string.Join(", ", logMedian.shape)}].");
        using var scope = NewDisposeScope();
        var (location, scale) = (logMedian.to(ScalarType.Float64), alpha.to(ScalarType.Float64));
        var centred = location - location.mean([0L], keepdim: true);
        var covariance = centred.t().matmul(centred) / location.shape[0] + square(scale).mean([0L]).diag();
        var meanLogAlpha = log(scale).sum(1).mean();
        return new(covariance.DetachFromDisposeScope(), meanLogAlpha.DetachFromDisposeScope(), logMedian.dtype);
    }

    /// <summary>I(x;z) in nats, of Gaussian log-activations; a scalar.</summary>
    public Tensor Information()
    {
        using var scope = NewDisposeScope();
        return (HalfLogDeterminant() - _meanLogAlpha).to(_type).MoveToOuterDisposeScope();
    }

    /// <summary>TC(z) in nats, of Gaussian log-activations; a scalar.</summary>
    public Tensor TotalCorrelation()
    {
        using var scope = NewDisposeScope();
        return (0.5 * log(_covariance.diagonal()).sum() - HalfLogDeterminant()).to(_type).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _covariance.Dispose();
        _meanLogAlpha.Dispose();
    }

    private Tensor HalfLogDeterminant() => log(linalg.cholesky(_covariance).diagonal()).sum();
}
