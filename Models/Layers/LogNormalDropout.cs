using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Constant log-normal noise, log eps ~ N(m, alpha^2) with one fixed alpha: the paper's control for adaptive noise (Fig. 3a). It
/// has no KL term.</summary>
public sealed class LogNormalDropout : DropoutLayer
{
    private readonly double _alpha;
    private readonly NoiseConvention _noise;

    /// <summary>A layer of fixed noise.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="alpha">Standard deviation of the log-noise, finite and &gt; 0; 0.7 gives a variance of about one, like binary dropout
    /// with keep = 1/2.</param>
    /// <param name="noise">Where the log-noise is centred.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not finite and &gt; 0.</exception>
    public LogNormalDropout(string name, double alpha = 0.7, NoiseConvention noise = NoiseConvention.MedianOne)
        : base(name) => (_alpha, _noise) = (Require.Positive(alpha), noise);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor activation, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        var alpha = full_like(activation, _alpha, requires_grad: false);
        return LogNormalNoise.Multiply(activation, alpha, _noise, pass).MoveToOuterDisposeScope();
    }
}
