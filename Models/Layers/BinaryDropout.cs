using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Binary dropout, eps in {0, 1/keep} with mean one: the special case of multiplicative Bernoulli noise (section 6). It has no
/// KL term.</summary>
/// <remarks>Both deterministic modes replace the noise by its mean, one, because its median is zero below keep = 1/2.</remarks>
public sealed class BinaryDropout : DropoutLayer
{
    private readonly double _keep;

    /// <summary>A layer that keeps each unit with a probability.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="keep">Probability of keeping a unit, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in (0, 1].</exception>
    public BinaryDropout(string name, double keep = 0.5)
        : base(name) =>
        _keep = Require.Positive(keep) <= 1 ? keep : throw Require.Refuse(keep, "in (0, 1]", nameof(keep));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor activation, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Mode != NoiseMode.Sample) return activation.alias();
        using var scope = NewDisposeScope();
        var kept = pass.Uniform(activation).lt(_keep);
        return (activation * kept * (1 / _keep)).MoveToOuterDisposeScope();
    }
}
