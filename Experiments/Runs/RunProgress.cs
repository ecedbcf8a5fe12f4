using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>How far a training is, for a person who waits.</summary>
/// <param name="Epoch">The epoch in progress, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Fraction">Share of all steps that are done.</param>
/// <param name="ImagesPerSecond">Training speed.</param>
/// <param name="Remaining">Estimate of the time that is left.</param>
/// <param name="Last">The last complete epoch.</param>
public sealed record RunProgress(int Epoch, int Epochs, double Fraction, double ImagesPerSecond, TimeSpan Remaining, EpochRecord? Last)
{
    /// <summary>A few words for the moment, which fit beside a bar.</summary>
    public string Describe()
    {
        var last = Last is null ? ""
            : Invariant($"loss {Last.Loss:G3}, ") + (Last.Validation?.Error is { } error ? Invariant($"error {100 * error:F1}%, ") : "");
        return Invariant($"epoch {Epoch}/{Epochs}, {last}{ImagesPerSecond:N0} images/s, {Left} left");
    }

    /// <summary>A line for the epoch that has just ended.</summary>
    public string DescribeEpoch()
    {
        if (Last is null) return "";
        return Invariant($"epoch {Last.Epoch} of {Epochs}: loss {Last.Loss:G4}")
            + (Last.KlPerLayer.Count > 0 ? Invariant($", KL {Last.KlPerLayer.Sum(layer => layer.Value.Value):G4} nats") : "")
            + (Last.Validation?.Error is { } error ? Invariant($", validation error {100 * error:F2}%") : "");
    }

    private string Left => Remaining.ToString(Remaining.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}

/// <summary>How far a run among several is.</summary>
/// <param name="Settings">The run.</param>
/// <param name="Epochs">The epochs that are complete.</param>
internal sealed record RunInProgress(RunSettings Settings, int Epochs)
{
    /// <summary>A line for the moment.</summary>
    public string Label => $"{Settings.ShortLabel}: {Epochs}/{Settings.Epochs}";
}
