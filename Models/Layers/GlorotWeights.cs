using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The first weights of Glorot and Bengio (2010), uniform, and offsets of zero.</summary>
internal static class GlorotWeights
{
    /// <summary>Draws the weights of a layer from the global generator.</summary>
    public static void Set(Tensor weight, Tensor? bias)
    {
        using var _ = no_grad();
        nn.init.xavier_uniform_(weight);
        bias?.zero_();
    }
}
