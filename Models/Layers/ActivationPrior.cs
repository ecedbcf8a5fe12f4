using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The prior q(z) of a layer's noisy activations z = eps f(x). The information cost of a layer is the KL divergence from
/// it.</summary>
public abstract class ActivationPrior : nn.Module
{
    /// <summary>Sets the prior's name among the parameters of its layer.</summary>
    protected ActivationPrior(string name)
        : base(TorchRuntime.Prepared(name)) { }

    /// <summary>KL(p(z_i|x) || q) of every unit, in nats, elementwise; same shape as the activation.</summary>
    /// <param name="activation">f(x) &gt;= 0.</param>
    /// <param name="alpha">Standard deviation of the log-noise, &gt; 0.</param>
    /// <param name="convention">Where the log-noise is centred.</param>
    public abstract Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention);

    /// <summary>log f(x) as the KL divergence uses it: finite where an activation is zero.</summary>
    /// <param name="activation">f(x) &gt;= 0.</param>
    public virtual Tensor LogActivation(Tensor activation) => log(clamp_min(activation, LogNormalPrior.DefaultActivationFloor));
}
