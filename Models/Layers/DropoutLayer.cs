using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A layer that multiplies activations by noise. All methods share one call, so that a network is built once for all of them.</summary>
/// <remarks><c>call(input, activation, pass)</c>: the layer's input (which adaptive noise looks at, and constant noise ignores), the activations f(x)
/// that the noise multiplies, any shape [N, ...], and the <see cref="NoisePass"/>. Returns a tensor of the activations' shape.</remarks>
public abstract class DropoutLayer : nn.Module<Tensor, Tensor, NoisePass, Tensor>
{
    /// <summary>Names the layer, as its KL appears in a <see cref="KlLedger"/>.</summary>
    protected DropoutLayer(string name)
        : base(TorchRuntime.Prepared(name)) { }
}
