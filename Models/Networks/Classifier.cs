using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A network that gives logits: <c>call(images, pass)</c> returns [N, classes].</summary>
public abstract class Classifier : nn.Module<Tensor, NoisePass, Tensor>
{
    /// <summary>Names the network.</summary>
    protected Classifier(string name)
        : base(TorchRuntime.Prepared(name)) { }

    /// <summary>What the last dropout layer lets through, [N, ...]; in a network without noise, the activations at its place.</summary>
    /// <param name="images">As for the network itself.</param>
    /// <param name="pass">What happens to the noise. Only the layers up to the representation write in its ledger.</param>
    public abstract Tensor Representation(Tensor images, NoisePass pass);

    /// <summary>The representation in evaluation mode and without gradient; the network is left in the mode that it is in.</summary>
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
