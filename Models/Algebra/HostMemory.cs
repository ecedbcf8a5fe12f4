using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Reads and writes tensors in the CPU's memory as spans, for Theory's loops over arrays. Call it within a dispose scope, which
/// keeps the memory alive.</summary>
internal static class HostMemory
{
    /// <summary>Whether a tensor is in the CPU's memory, has type float32 and fits in a span.</summary>
    public static bool Holds(Tensor x) =>
        x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32 && x.numel() * x.ElementSize <= int.MaxValue;

    /// <summary>An uninitialised tensor with the shape and layout of another, to be filled through
    /// <see cref="Numbers(Tensor, Tensor)"/>.</summary>
    public static Tensor EmptyLike(Tensor like) => ChannelsLast.Like(like, shape => empty(shape, like.dtype));

    /// <summary>The numbers of a tensor whose elements lie side by side: its own memory.</summary>
    public static Span<float> Numbers(Tensor x) => MemoryMarshal.Cast<byte, float>(x.bytes);

    /// <summary>The numbers of <paramref name="x"/> in the memory order of <paramref name="like"/>: the tensor's own memory if both have
    /// the same layout, otherwise a copy.</summary>
    public static Span<float> Numbers(Tensor like, Tensor x) =>
        Numbers(ChannelsLast.InOrderOf(like, x).contiguous());
}
