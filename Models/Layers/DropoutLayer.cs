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

    /// <summary>This layer behind the features that its noise multiplies, as a module of one argument for a <c>Sequential</c>.</summary>
    /// <param name="features">Computes the activations f(x) of the input, for instance a linear layer and a ReLU. The result owns it and
    /// this layer.</param>
    /// <param name="context">Says before every forward pass how noise is handled, and where the KL is recorded.</param>
    public nn.Module<Tensor, Tensor> After(nn.Module<Tensor, Tensor> features, NoiseContext context)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(context);
        return new NoisyFeatures(features, this, context);
    }
}
