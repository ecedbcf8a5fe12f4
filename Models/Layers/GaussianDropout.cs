using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Gaussian dropout, eps ~ N(1, variance): the Gaussian approximation of binary dropout (section 3 of the paper). It has no KL
/// term.</summary>
public sealed class GaussianDropout : DropoutLayer
{
    private readonly double _deviation;

    /// <summary>A layer of fixed Gaussian noise of mean one.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="variance">Variance of the noise, finite and &gt; 0; (1 - keep) / keep matches binary dropout, so 1 matches keep =
    /// 1/2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not finite and &gt; 0.</exception>
    public GaussianDropout(string name, double variance = 1)
        : base(name) => _deviation = Math.Sqrt(Require.Positive(variance));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor activation, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Mode != NoiseMode.Sample) return activation.alias();
        using var scope = NewDisposeScope();
        return (activation * (1 + _deviation * pass.StandardNormal(activation))).MoveToOuterDisposeScope();
    }
}
