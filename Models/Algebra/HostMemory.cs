using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Tensors in the processor's memory as spans, for Theory's loops over arrays. Call within a dispose scope, which keeps the memory.</summary>
internal static class HostMemory
{
    /// <summary>Whether a tensor lies there, is of float, and fits a span.</summary>
    public static bool Holds(Tensor x) =>
        x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32 && x.numel() * x.ElementSize <= int.MaxValue;

    /// <summary>A tensor of the shape and layout of another, to be filled through <see cref="Numbers"/>.</summary>
    public static Tensor EmptyLike(Tensor like) => ChannelsLast.Like(like, shape => empty(shape, like.dtype));

    /// <summary>The numbers of a tensor in the order of the memory of another of its shape: its own memory where it is laid out so, else a copy.</summary>
    public static Span<float> Numbers(Tensor like, Tensor x) =>
        MemoryMarshal.Cast<byte, float>(ChannelsLast.InOrderOf(like, x).contiguous().bytes);
}
