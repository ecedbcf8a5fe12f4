using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Multiplication by log-normal noise, log eps ~ N(m, alpha^2), as a differentiable function of the activation and of
/// alpha.</summary>
internal static class LogNormalNoise
{
    /// <summary>The location m of the log-noise.</summary>
    public static TensorReal Location(TensorReal alpha, NoiseConvention convention) =>
        convention == NoiseConvention.UnitMean
            ? NoiseFormulas.UnitMeanLocation(alpha)
            : new(zeros_like(alpha.Value));

    /// <summary>log f(x) + m, the median of log z.</summary>
    public static Tensor LogMedian(Tensor logActivation, Tensor alpha, NoiseConvention convention) =>
        convention == NoiseConvention.MedianOne
            ? logActivation
            : (new TensorReal(logActivation) + Location(new(alpha), convention)).Value;

    /// <summary>The activation times drawn noise (reparametrised), or times the noise's median or mean.</summary>
    public static Tensor Multiply(Tensor activation, Tensor alpha, NoiseConvention convention, NoisePass pass)
    {
        var unit = pass.Mode switch
        {
            NoiseMode.Median => convention == NoiseConvention.MedianOne,
            NoiseMode.Mean => convention == NoiseConvention.UnitMean,
            _ => false,
        };
        if (unit) return activation.alias();

        using var scope = NewDisposeScope();
        var scale = new TensorReal(alpha);
        var noise = pass.Mode switch
        {
            NoiseMode.Median => TensorReal.Exp(Location(scale, convention)),
            NoiseMode.Mean => NoiseFormulas.Mean(Location(scale, convention), scale),
            _ => TensorReal.Exp(Sampled(scale, convention, pass)),
        };
        return (activation * noise.Value).MoveToOuterDisposeScope();
    }

    private static TensorReal Sampled(TensorReal alpha, NoiseConvention convention, NoisePass pass)
    {
        var centred = alpha * new TensorReal(pass.StandardNormal(alpha.Value));
        return convention == NoiseConvention.MedianOne ? centred : centred + Location(alpha, convention);
    }
}
