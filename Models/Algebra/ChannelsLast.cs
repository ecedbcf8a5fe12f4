using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Images whose channels lie next to each other in memory: [N, C, H, W] by shape, N, H, W, C by address. Convolutions of few filters are faster on them.</summary>
/// <remarks>It is enough to lay out a network's input so: convolution, normalisation, activation and whatever works unit by unit keep the layout.</remarks>
public static class ChannelsLast
{
    private static readonly long[] ToMemory = [0, 2, 3, 1];
    private static readonly long[] FromMemory = [0, 3, 1, 2];

    /// <summary>Images [N, C, H, W], laid out so.</summary>
    public static Tensor Arrange(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.permute(ToMemory).contiguous().permute(FromMemory).MoveToOuterDisposeScope();
    }

    /// <summary>A tensor of the shape and layout of another, made by a function of the shape that addresses have.</summary>
    internal static Tensor Like(Tensor like, Func<long[], Tensor> make)
    {
        if (!Is(like)) return make(like.shape);
        using var scope = NewDisposeScope();
        return make([.. ToMemory.Select(i => like.shape[i])]).permute(FromMemory).MoveToOuterDisposeScope();
    }

    /// <summary>A tensor with its dimensions in the order of the addresses of another of its shape.</summary>
    internal static Tensor InOrderOf(Tensor like, Tensor x) => Is(like) ? x.permute(ToMemory) : x.alias();

    private static bool Is(Tensor x)
    {
        if (x.dim() != 4 || x.is_contiguous()) return false;
        using var memory = x.permute(ToMemory);
        return memory.is_contiguous();
    }
}
