using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A network that computes logits: <c>call(images, pass)</c> returns [N, classes].</summary>
public abstract class Classifier : nn.Module<Tensor, NoisePass, Tensor>
{
    /// <summary>Sets the network's name.</summary>
    protected Classifier(string name)
        : base(TorchRuntime.Prepared(name)) { }

    /// <summary>The output of the last dropout layer, [N, ...]; in a network without noise, the activations at that place.</summary>
    /// <param name="images">As for the network itself.</param>
    /// <param name="pass">How noise is handled. Only the layers up to the representation record their KL.</param>
    public abstract Tensor Representation(Tensor images, NoisePass pass);

    /// <summary>The representation in evaluation mode and without gradient; afterwards the network is in the same mode as
    /// before.</summary>
    public Tensor FrozenRepresentation(Tensor images, NoisePass pass)
    {
        var before = training;
        if (before) eval();
        try
        {
            using var _ = no_grad();
            return Representation(images, pass);
        }
        finally
        {
            if (before) train();
        }
    }
}
