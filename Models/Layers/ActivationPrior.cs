using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The prior q(z) of a layer's noisy activations z = eps f(x): what the information cost of a layer is measured against.</summary>
public abstract class ActivationPrior : nn.Module
{
    /// <summary>The activation below which log f(x) no longer falls, unless another is given: the authors' 1e-4.</summary>
    public const double DefaultActivationFloor = 1e-4;

    private readonly double _activationFloor;

    /// <summary>Names the prior among the parameters of its layer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="activationFloor">Activations below it count as this value in log f(x), so that it is finite at a zero; finite and &gt; 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The floor is not finite and &gt; 0.</exception>
    protected ActivationPrior(string name, double activationFloor = DefaultActivationFloor)
        : base(name) => _activationFloor = Require.Positive(activationFloor);

    /// <summary>log f(x) + m, the median of log z, elementwise; same shape as the activation.</summary>
    /// <param name="activation">f(x) &gt;= 0; below the floor it counts as the floor.</param>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="convention">Where the log-noise is centred.</param>
    public Tensor LogMedian(Tensor activation, Tensor alpha, NoiseConvention convention)
    {
        using var scope = NewDisposeScope();
        var logActivation = log(clamp_min(activation, _activationFloor));
        var logMedian = convention == NoiseConvention.MedianOne
            ? logActivation
            : logActivation + LogNormalNoise.Location(new(alpha), convention).Value;
        return logMedian.MoveToOuterDisposeScope();
    }

    /// <summary>KL(p(z_i|x) || q) of every unit, in nats, elementwise; same shape as the activation.</summary>
    /// <param name="activation">f(x) &gt;= 0.</param>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="convention">Where the log-noise is centred.</param>
    public abstract Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention);
}
