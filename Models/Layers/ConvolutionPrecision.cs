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
            (images, weight) = (ChannelsLast.Arrange(WithEmptyChannel(images)), WithEmptyChannel(weight));
        Tensor? Rounded(Tensor? x) => precision == ConvolutionPrecision.Single ? x : x?.to(ScalarType.BFloat16);
        return nn.functional.conv2d(
                Rounded(images)!, Rounded(weight)!, Rounded(convolution.bias),
                convolution.stride, convolution.padding, convolution.dilation)
            .to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>A second channel, of zeros. The layout of one channel is ambiguous, and libtorch takes the one in which its convolutions on
    /// processors without AVX-512 multiply memory that nobody has written by zero: NaN, where that memory happens to contain one.</summary>
    private static Tensor WithEmptyChannel(Tensor x) => cat([x, zeros_like(x)], 1);
}
