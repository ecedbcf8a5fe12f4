using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>The information cost of one layer, averaged over images.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Kl">KL from the prior, summed over the layer's units.</param>
/// <param name="MeanAlpha">Mean noise scale over units and images.</param>
/// <param name="Saturated">Fraction of noise scales within 1 % of the largest possible.</param>
/// <param name="Units">Number of units of the layer, every channel and position; 0 if an older file does not contain it.</param>
public sealed record LayerKl(string Layer, Nats Kl, double MeanAlpha, double Saturated, int Units = 0)
{
    /// <summary>Mean noise scale over units and images, &gt;= 0.</summary>
    public double MeanAlpha { get; init; } = MeanAlpha < 0
        ? throw Require.Refuse(MeanAlpha, "0 or more", nameof(MeanAlpha))
        : MeanAlpha;

    /// <summary>Fraction of noise scales within 1 % of the largest possible, 0 to 1.</summary>
    public double Saturated { get; init; } = Saturated is < 0 or > 1 + Slack
        ? throw Require.Refuse(Saturated, "0 to 1", nameof(Saturated))
        : Saturated;

    /// <summary>Number of units of the layer; 0 if an older file does not contain it.</summary>
    public int Units { get; init; } = Require.AtLeast(Units, 0);

    // A mean of fractions over batches may exceed one in its last digits.
    private const double Slack = 1e-6;

    /// <summary>KL per unit.</summary>
    /// <exception cref="InvalidOperationException">The number of units is unknown, because an older file does not contain it.</exception>
    [JsonIgnore]
    public Nats PerUnit => Units > 0
        ? Kl / Units
        : throw new InvalidOperationException($"{Layer}: the number of units was not recorded; train or evaluate the network again.");
}
