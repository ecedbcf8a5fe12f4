using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The improper log-uniform prior q(z) = c/z (Proposition 2, for ReLU), normalised so that the cost is zero at the largest
/// noise.</summary>
/// <remarks>The cost depends on alpha alone: -log(alpha / alphaMax). Optionally a spike: units with f(x) = 0 cost -log q0 and the others
/// -log(alpha / alphaMax) - log(1 - q0), with q0 learned (the part of Proposition 2 that eq. (7) leaves out; erratum E6). Without the
/// spike, zero activations have the same cost as the others, as in the authors' networks.</remarks>
/// <example><code>
/// var options = new InformationDropoutOptions { AlphaMax = 0.7 };
/// using var prior = new LogUniformPrior(options.LargestAlpha);
/// using var layer = InformationDropout.Dense("dropout1", inputs: 784, outputs: 100, prior, options);
/// </code></example>
public sealed class LogUniformPrior : ActivationPrior
{
    private readonly double _alphaMax;
    private readonly Parameter? spikeLogit;

    /// <summary>A prior for noise up to a largest alpha.</summary>
    /// <param name="alphaMax">The largest alpha that the layer can reach, finite and &gt; 0.</param>
    /// <param name="learnedSpike">Whether the prior has an atom at zero of learned probability, starting at one half.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest alpha is not finite and &gt; 0.</exception>
    public LogUniformPrior(double alphaMax, bool learnedSpike = false)
        : base(nameof(LogUniformPrior))
    {
        _alphaMax = Require.Positive(alphaMax);
        spikeLogit = learnedSpike ? nn.Parameter(zeros(1)) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Kl(Tensor activation, Tensor alpha, NoiseConvention convention) =>
        TensorReal.Evaluate(() =>
        {
            var scale = new TensorReal(alpha);
            var continuous = KlFormulas.LogUniformRelative(scale, new(full([], _alphaMax, dtype: alpha.dtype, device: alpha.device)));
            if (spikeLogit is null) return continuous;
            var atom = KlFormulas.Spike(new TensorReal(sigmoid(spikeLogit)));
            var rest = KlFormulas.Spike(new TensorReal(sigmoid(-spikeLogit)));
            return new(where(activation.gt(0), (continuous + rest).Value, atom.Value));
        });
}
