using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The log-normal prior log z ~ N(mu, sigma^2) (Proposition 3, for Softplus), one mu and one sigma per layer or per unit.</summary>
/// <remarks>log sigma is what is learned, so that sigma stays positive; it starts at mu = 0, sigma = 1.</remarks>
public sealed class LogNormalPrior : ActivationPrior
{
    private readonly Parameter mu;
    private readonly Parameter logSigma;

    /// <summary>A prior of given location and scale.</summary>
    /// <param name="learned">Whether mu and sigma are trained with the network.</param>
    /// <param name="mu">Location of log z, finite.</param>
    /// <param name="sigma">Scale of log z, finite and &gt; 0.</param>
    /// <param name="activationFloor">Activations below it count as this value in log f(x), so that a zero has a finite cost; finite and &gt; 0.</param>
    /// <param name="units">How many units have each their own mu and sigma, the last dimension of dense activations; null for one mu and one
    /// sigma for all, as the authors have it. Both are factorised priors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or there are fewer than 1 units.</exception>
    public LogNormalPrior(
        bool learned = true, double mu = 0, double sigma = 1, double activationFloor = DefaultActivationFloor, int? units = null)
        : base(nameof(LogNormalPrior), activationFloor)
    {
        long[] shape = units is { } count ? [Require.AtLeast(count, 1)] : [];
        this.mu = nn.Parameter(full(shape, (float)Require.Finite(mu)), learned);
        logSigma = nn.Parameter(full(shape, (float)Math.Log(Require.Positive(sigma))), learned);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention) =>
        TensorReal.Evaluate(() =>
        {
            var scale = new TensorReal(alpha);
            var location = new TensorReal(LogMedian(activation, alpha, convention));
            var sigma = new TensorReal(exp(logSigma));
            return LogNormalKlFunction.Takes(location.Value, alpha, mu, sigma.Value)
                ? new(LogNormalKlFunction.apply(location.Value, alpha, mu, sigma.Value))
                : KlFormulas.LogNormal(location, scale, new(mu), sigma);
        });
}
