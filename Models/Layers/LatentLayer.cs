using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A stochastic code z of dense features: <c>call(features, pass)</c> maps [N, inputs] to z [N, units] and writes KL(p(z|x) || q(z)) in the
/// pass's <see cref="KlLedger"/>.</summary>
/// <remarks>A pass that draws noise gives one reparametrised draw of z; deterministic passes give its median or its mean, unit by unit.</remarks>
public abstract class LatentLayer : nn.Module<Tensor, NoisePass, Tensor>
{
    /// <summary>Names the layer, as its KL appears in a <see cref="KlLedger"/>.</summary>
    protected LatentLayer(string name)
        : base(TorchRuntime.Prepared(name)) { }
}
