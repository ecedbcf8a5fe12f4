using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The first weights of He et al. (2015), normal, for layers that a ReLU follows, and offsets of zero.</summary>
internal static class HeWeights
{
    /// <summary>Draws the weights of a layer from the global generator.</summary>
    public static void Set(Tensor weight, Tensor bias)
    {
        using var _ = no_grad();
        nn.init.kaiming_normal_(weight);
        nn.init.zeros_(bias);
    }
}
