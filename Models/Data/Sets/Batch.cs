using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Some images and their labels. The tensors belong to the dispose scope in which the batch was taken.</summary>
/// <param name="Images">float32 [N, C, H, W].</param>
/// <param name="Labels">int64 [N].</param>
public readonly record struct Batch(Tensor Images, Tensor Labels) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
