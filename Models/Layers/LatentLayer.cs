using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A stochastic code z of dense features: <c>call(features, pass)</c> maps [N, inputs] to z [N, units] and records KL(p(z|x) ||
/// q(z)) in the pass's <see cref="KlLedger"/>.</summary>
/// <remarks>A pass that draws noise returns one reparametrised draw of z; deterministic passes return the median or the mean of every
/// unit.</remarks>
public abstract class LatentLayer : nn.Module<Tensor, NoisePass, Tensor>
{
    /// <summary>Sets the layer's name, under which its KL appears in a <see cref="KlLedger"/>.</summary>
    protected LatentLayer(string name)
        : base(TorchRuntime.Prepared(name)) { }
}
