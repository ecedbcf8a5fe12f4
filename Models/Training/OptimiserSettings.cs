using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The optimiser and its settings.</summary>
/// <param name="WeightDecay">Factor of 1/2 |w|^2 over all parameters, added to the loss through its gradient; &gt;= 0.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(Sgd), "sgd")]
[JsonDerivedType(typeof(Adam), "adam")]
public abstract record OptimiserSettings(double WeightDecay)
{
    /// <summary>The largest Euclidean norm of all gradients together, &gt; 0; larger gradients are scaled down to it. Null: gradients are
    /// used as they are. Settings contain it only if it is set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LargestGradientNorm
    {
        get;
        init => field = value is { } norm ? Require.Positive(norm, nameof(LargestGradientNorm)) : null;
    }

    /// <summary>Stochastic gradient descent with momentum.</summary>
    /// <param name="Momentum">Momentum, in [0, 1).</param>
    /// <param name="Nesterov">Whether the momentum looks ahead.</param>
    /// <param name="WeightDecay">Factor of 1/2 |w|^2.</param>
    public sealed record Sgd(double Momentum = 0.9, bool Nesterov = false, double WeightDecay = 0) : OptimiserSettings(WeightDecay)
    {
        internal override OptimizerHelper Create(IEnumerable<Parameter> parameters) =>
            Momentum is >= 0 and < 1
                ? new SGD(parameters, this with { WeightDecay = Require.NonNegative(WeightDecay) })
                : throw Require.Refuse(Momentum, "0 or more and below 1", nameof(Momentum));
    }

    /// <summary>Adam with the usual decay rates, 0.9 and 0.999.</summary>
    /// <param name="WeightDecay">Factor of 1/2 |w|^2.</param>
    public sealed record Adam(double WeightDecay = 0) : OptimiserSettings(WeightDecay)
    {
        internal override OptimizerHelper Create(IEnumerable<Parameter> parameters) =>
            optim.Adam(parameters, 1, weight_decay: Require.NonNegative(WeightDecay));
    }

    /// <summary>An optimiser of these settings; the learning rate is set before every step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The momentum or the weight decay is outside its range.</exception>
    internal abstract OptimizerHelper Create(IEnumerable<Parameter> parameters);
}
