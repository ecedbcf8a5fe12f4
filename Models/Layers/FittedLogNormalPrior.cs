using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The log-normal prior log z ~ N(mu, sigma^2) (Proposition 3, for Softplus) whose mu and sigma are those of the batch, in closed
/// form: the minimiser of the mean KL (Proposition 1's q).</summary>
/// <remarks>
/// Over batch and units, mu is the mean of log f(x) + m and sigma^2 that of alpha^2 + (log f(x) + m - mu)^2. In training mode these are the
/// batch's; in evaluation mode running averages of them, as in batch normalisation, which start at mu = 0 and sigma = 1. No gradient
/// flows through mu and sigma: at the minimum the derivatives of the mean KL by mu and sigma are zero, so that the gradients of f and
/// alpha are the same with and without it (the envelope theorem). Learned parameters instead (<see cref="LogNormalPrior"/>) receive
/// gradients that are sums over all units, and diverge at the learning rates of the other weights when beta is large.
/// </remarks>
/// <example><code>
/// using var prior = new FittedLogNormalPrior();
/// using var f = TorchSharp.torch.rand(32, 100) + 0.1;
/// using var alpha = TorchSharp.torch.full_like(f, 0.7);
/// using var kl = prior.Kl(f, alpha, NoiseConvention.MedianOne);
/// Console.WriteLine($"mean KL of a unit = {kl.mean().item&lt;float&gt;()} nats, the least of all log-normal priors");
/// </code></example>
public sealed class FittedLogNormalPrior : ActivationPrior
{
    /// <summary>The share of the latest batch in the running averages.</summary>
    private const double Momentum = 0.1;

    private readonly double _activationFloor;
    private readonly bool _perUnit;
    private readonly Tensor location;
    private readonly Tensor variance;

    /// <summary>A prior that has seen no batch.</summary>
    /// <param name="activationFloor">Activations below it count as this value in log f(x), so that a zero has a finite cost; &gt;
    /// 0.</param>
    /// <param name="units">Number of units, the last dimension of dense activations, if each has its own mu and sigma; null for one mu
    /// and one sigma for all units.</param>
    /// <exception cref="ArgumentOutOfRangeException">The floor is not finite and &gt; 0, or there are fewer than 1 units.</exception>
    public FittedLogNormalPrior(double activationFloor = LogNormalPrior.DefaultActivationFloor, int? units = null)
        : base(nameof(FittedLogNormalPrior))
    {
        _activationFloor = Require.Positive(activationFloor);
        _perUnit = units is not null;
        long[] shape = units is { } count ? [Require.AtLeast(count, 1)] : [];
        location = zeros(shape).DetachFromDisposeScope();
        variance = ones(shape).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor LogActivation(Tensor activation) => log(clamp_min(activation, _activationFloor));

    /// <inheritdoc/>
    public override Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention)
    {
        using var scope = NewDisposeScope();
        var logMedian = LogNormalNoise.LogMedian(LogActivation(activation), alpha, convention);
        var (mu, square) = training ? Learn(logMedian.detach(), alpha.detach()) : (location, variance);
        return LogNormalKlFunction.Of(logMedian, alpha, mu, square.sqrt()).MoveToOuterDisposeScope();
    }

    private (Tensor Location, Tensor Variance) Learn(Tensor logMedian, Tensor alpha)
    {
        using var _ = no_grad();
        Tensor Mean(Tensor x) => _perUnit ? x.flatten(0, -2).mean([0L]) : x.mean();
        var mu = Mean(logMedian);
        var square = Mean((logMedian - mu).pow_(2).add_(alpha.square()));
        location.lerp_(mu, Momentum);
        variance.lerp_(square, Momentum);
        return (mu, square);
    }
}
