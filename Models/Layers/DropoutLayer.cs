using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A layer that multiplies activations by noise. All dropout methods have the same call, so that one network works with each of
/// them.</summary>
/// <remarks><c>call(input, activation, pass)</c>: the layer's input (used by adaptive noise, ignored by constant noise), the activations
/// f(x) that the noise multiplies, of any shape [N, ...], and the <see cref="NoisePass"/>. Returns a tensor of the activations'
/// shape.</remarks>
public abstract class DropoutLayer : nn.Module<Tensor, Tensor, NoisePass, Tensor>
{
    /// <summary>Sets the layer's name, under which its KL appears in a <see cref="KlLedger"/>.</summary>
    protected DropoutLayer(string name)
        : base(TorchRuntime.Prepared(name)) { }
}
