namespace IDropTheory.Experiments;

/// <summary>How far a training is, for a person who waits.</summary>
/// <param name="Epoch">The epoch in progress, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Fraction">Share of all steps that are done.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Remaining">Estimate of the time that is left.</param>
/// <param name="Last">The last complete epoch.</param>
public sealed record RunProgress(int Epoch, int Epochs, double Fraction, double ImagesPerSecond, TimeSpan Remaining, EpochRecord? Last)
{
    public string Words()
    {
        var kl = Last is null || Last.KlPerLayer.IsEmpty
            ? ""
            : $", KL {string.Join(" + ", Last.KlPerLayer.Select(layer => Numbers.Short(Math.Round(layer.Value.Value, 2))))} nats";
        var loss = Last is null ? "" : FormattableString.Invariant($", loss {Last.Loss:G4}{kl}");
        var error = Last?.Validation?.Error is { } e ? FormattableString.Invariant($", validation error {e:P2}") : "";
        return FormattableString.Invariant($"epoch {Epoch} of {Epochs}, {ImagesPerSecond:N0} images/s{loss}{error}, {Remaining:h\\:mm\\:ss} left");
    }
}
