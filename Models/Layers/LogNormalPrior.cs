using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The log-normal prior log z ~ N(mu, sigma^2) (Proposition 3, for Softplus), one mu and one sigma per layer or per
/// unit.</summary>
/// <remarks>log sigma is learned instead of sigma, so that sigma stays positive; the defaults start at mu = 0, sigma = 1. The gradients of
/// mu and sigma are sums over all units, so that training diverges when beta is large; <see cref="FittedLogNormalPrior"/> does
/// not.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// using var prior = new LogNormalPrior(learned: true, mu: 0, sigma: 1);
/// using var f = ones(32, 100);
/// using var alpha = full_like(f, 0.7);
/// using var kl = prior.Kl(f, alpha, NoiseConvention.MedianOne);
/// Console.WriteLine($"KL of one unit = {kl[0, 0].item&lt;float&gt;()} nats");
/// </code></example>
public sealed class LogNormalPrior : ActivationPrior
{
    /// <summary>The default activation floor: smaller activations count as this value in log f(x). The authors use 1e-4.</summary>
    public const double DefaultActivationFloor = 1e-4;

    private readonly double _activationFloor;
    private readonly Parameter mu;
    private readonly Parameter logSigma;

    /// <summary>A prior of given location and scale.</summary>
    /// <param name="learned">Whether mu and sigma are trained with the network.</param>
    /// <param name="mu">Location of log z.</param>
    /// <param name="sigma">Scale of log z, &gt; 0.</param>
    /// <param name="activationFloor">Activations below it count as this value in log f(x), so that a zero has a finite cost; &gt;
    /// 0.</param>
    /// <param name="units">Number of units, the last dimension of dense activations, if each has its own mu and sigma; null for one mu
    /// and one sigma for all units, as in the authors' code. Both priors factorise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or there are fewer than 1 units.</exception>
    public LogNormalPrior(
        bool learned = true, double mu = 0, double sigma = 1, double activationFloor = DefaultActivationFloor, int? units = null)
        : base(nameof(LogNormalPrior))
    {
        _activationFloor = Require.Positive(activationFloor);
        long[] shape = units is { } count ? [Require.AtLeast(count, 1)] : [];
        this.mu = nn.Parameter(full(shape, (float)Require.Finite(mu)), learned);
        logSigma = nn.Parameter(full(shape, (float)Math.Log(Require.Positive(sigma))), learned);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor LogActivation(Tensor activation) => log(clamp_min(activation, _activationFloor));

    /// <inheritdoc/>
    public override Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention) =>
        TensorReal.Evaluate(() => new(LogNormalKlFunction.Of(
            LogNormalNoise.LogMedian(LogActivation(activation), alpha, convention), alpha, mu, exp(logSigma))));
}
