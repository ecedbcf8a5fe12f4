using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The information terms of a loss: beta I(x;z) + gamma TC(z), a point of the plane of eq. (4), each weight already divided by
/// N.</summary>
/// <remarks>
/// On the diagonal beta = gamma it is the closed-form KL of every layer and nothing else (Proposition 1). Off the diagonal the rest of
/// the weight, <see cref="PlaneWeights.Information"/> or <see cref="PlaneWeights.TotalCorrelation"/>, multiplies an estimate on the batch
/// from the <see cref="LogActivationMoments"/> of every dense layer. No term is ever subtracted.
/// </remarks>
public sealed record InformationPenalty
{
    private readonly PlaneWeights _weights;

    private InformationPenalty(EffectiveBeta beta, EffectiveBeta gamma) =>
        (Beta, Gamma, _weights) = (beta, gamma, PlaneWeights.Of(beta.Value, gamma.Value));

    /// <summary>Weight of I(x;z).</summary>
    public EffectiveBeta Beta { get; }

    /// <summary>Weight of TC(z).</summary>
    public EffectiveBeta Gamma { get; }

    /// <summary>Whether layers must record the moments of their log-activations, which is so off the diagonal beta = gamma.</summary>
    public bool NeedsMoments => _weights.Information > 0 || _weights.TotalCorrelation > 0;

    /// <summary>The penalty of the paper's experiments: the KL of the layers times beta / N.</summary>
    public static InformationPenalty OfKl(EffectiveBeta beta) => new(beta, beta);

    /// <summary>A point of the plane.</summary>
    public static InformationPenalty OfPlane(EffectiveBeta beta, EffectiveBeta gamma) => new(beta, gamma);

    /// <summary>The penalty of a pass, in nats per sample; a scalar.</summary>
    /// <param name="ledger">The records of the layers; with moments if <see cref="NeedsMoments"/>.</param>
    /// <exception cref="InvalidOperationException">The moments are needed and the ledger was made without them.</exception>
    public Tensor Of(KlLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        using var scope = NewDisposeScope();
        var penalty = ledger.Total() * _weights.Shared;
        if (NeedsMoments)
            foreach (var entry in ledger.Entries)
            {
                var moments = entry.Moments ?? throw new InvalidOperationException(
                    $"{entry.Layer} recorded no moments; make the ledger with keepMoments: true.");
                penalty = penalty + moments.Information() * _weights.Information + moments.TotalCorrelation() * _weights.TotalCorrelation;
            }
        return penalty.MoveToOuterDisposeScope();
    }
}
