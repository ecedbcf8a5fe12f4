using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Images whose channels are adjacent in memory: shape [N, C, H, W], memory order N, H, W, C. Convolutions with few filters are
/// faster on this layout.</summary>
/// <remarks>Only the network's input needs this layout: convolution, normalisation, activation and elementwise operations keep
/// it.</remarks>
public static class ChannelsLast
{
    private static readonly long[] ToMemory = [0, 2, 3, 1];
    private static readonly long[] FromMemory = [0, 3, 1, 2];

    /// <summary>Copies images [N, C, H, W] into this layout; the shape stays the same.</summary>
    public static Tensor Arrange(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.permute(ToMemory).contiguous().permute(FromMemory).MoveToOuterDisposeScope();
    }

    /// <summary>Images in this layout: the tensor itself where it has the layout, else a copy.</summary>
    internal static Tensor Arranged(Tensor images) => Is(images) ? images : Arrange(images);

    /// <summary>Makes a tensor with the shape and layout of another; <paramref name="make"/> gets the shape in memory order.</summary>
    internal static Tensor Like(Tensor like, Func<long[], Tensor> make)
    {
        if (!Is(like)) return make(like.shape);
        using var scope = NewDisposeScope();
        return make([.. ToMemory.Select(i => like.shape[i])]).permute(FromMemory).MoveToOuterDisposeScope();
    }

    /// <summary>A view of <paramref name="x"/> whose dimensions are in the memory order of <paramref name="like"/>; both have the same
    /// shape.</summary>
    internal static Tensor InOrderOf(Tensor like, Tensor x) => Is(like) ? x.permute(ToMemory) : x.alias();

    private static bool Is(Tensor x)
    {
        if (x.dim() != 4 || x.is_contiguous()) return false;
        using var memory = x.permute(ToMemory);
        return memory.is_contiguous();
    }
}
