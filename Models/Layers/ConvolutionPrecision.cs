using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The number type of the products in convolutions.</summary>
public enum ConvolutionPrecision
{
    /// <summary>float32.</summary>
    Single,

    /// <summary>bfloat16: input and weight are rounded to 8 significant bits for the product. Weights, their gradients and all else stay
    /// float32. Faster on processors that have it in hardware (<see cref="TorchRuntimeState.HasBfloat16"/>), much slower on
    /// others. On CUDA it is the GPU that must have it (compute capability 8.0 or higher), which TorchSharp cannot tell.</summary>
    BrainFloat16,
}

/// <summary>Convolutions in a given precision.</summary>
public static class ConvolutionPrecisions
{
    /// <summary>A convolution of float32 tensors with zero padding, in the given precision; the result is float32.</summary>
    /// <param name="precision">The number type of the products.</param>
    /// <param name="convolution">Weights, stride and padding.</param>
    /// <param name="input">Images [N, C, H, W].</param>
    /// <param name="padEnd">Whether one row and one column of zeros more follow after each image.</param>
    public static Tensor Convolve(this ConvolutionPrecision precision, Conv2d convolution, Tensor input, bool padEnd = false)
    {
        ArgumentNullException.ThrowIfNull(convolution);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var images = padEnd ? nn.functional.pad(input, [0, 1, 0, 1]) : input;
        Tensor weight = convolution.weight!;
        if (images.device_type == DeviceType.CPU && images.shape[1] == 1)
            (images, weight) = (WithEmptyChannel(images), WithEmptyChannel(weight));
        if (images.device_type == DeviceType.CPU) images = ChannelsLast.Arranged(images);
        // Without AMX libtorch's products of bfloat16 are slow, and with AVX-512 their gradients contain memory that nobody has written:
        // there numbers are rounded and multiplied as float32.
        var isEmulated = images.device_type == DeviceType.CPU && !Processor.HasBfloat16;
        Tensor? Rounded(Tensor? x) => precision == ConvolutionPrecision.Single ? x
            : isEmulated ? x?.to(ScalarType.BFloat16).to(x.dtype) : x?.to(ScalarType.BFloat16);
        var result = nn.functional.conv2d(
            Rounded(images)!, Rounded(weight)!, Rounded(convolution.bias), convolution.stride, convolution.padding, convolution.dilation);
        return result.to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>A second channel, of zeros, as the layout of one channel is ambiguous. In the usual layout libtorch's convolutions
    /// multiply, on some processors (seen on an AMD EPYC with AVX-512), memory that nobody has written by zero: NaN, where that memory
    /// happens to contain one.</summary>
    private static Tensor WithEmptyChannel(Tensor x) => cat([x, zeros_like(x)], 1);
}
