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
    /// <summary>KL per unit.</summary>
    /// <exception cref="InvalidOperationException">The number of units is unknown, because an older file does not contain it.</exception>
    [JsonIgnore]
    public Nats PerUnit => Units > 0
        ? Kl / Units
        : throw new InvalidOperationException($"{Layer}: the number of units was not recorded; train or evaluate the network again.");
}
