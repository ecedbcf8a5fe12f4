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
    /// others.</summary>
    BrainFloat16,
}

/// <summary>Convolutions in a given precision.</summary>
public static class ConvolutionPrecisions
{
    /// <summary>A convolution of float32 tensors with zero padding, in the given precision; the result is float32.</summary>
    public static Tensor Convolve(this ConvolutionPrecision precision, Conv2d convolution, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(convolution);
        ArgumentNullException.ThrowIfNull(input);
        if (precision == ConvolutionPrecision.Single) return convolution.call(input);
        using var scope = NewDisposeScope();
        Tensor? Rounded(Tensor? x) => x?.to(ScalarType.BFloat16);
        return nn.functional.conv2d(
                Rounded(input)!, Rounded(convolution.weight)!, Rounded(convolution.bias),
                convolution.stride, convolution.padding, convolution.dilation)
            .to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
