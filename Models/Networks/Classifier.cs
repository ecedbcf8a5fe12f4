using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A network that gives logits: <c>call(images, pass)</c> returns [N, classes].</summary>
public abstract class Classifier : nn.Module<Tensor, NoisePass, Tensor>
{
    /// <summary>Names the network.</summary>
    protected Classifier(string name)
        : base(name) { }
}
