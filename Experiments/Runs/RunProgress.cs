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
    /// <summary>A line for the moment.</summary>
    public string Describe() => Invariant($"epoch {Epoch} of {Epochs}, {ImagesPerSecond:N0} images/s{DescribeLast()}, ")
        + Invariant($"{Remaining:h\\:mm\\:ss} left");

    /// <summary>A line for the epoch that has just ended.</summary>
    public string DescribeEpoch() => Invariant($"epoch {Last?.Epoch} of {Epochs}{DescribeLast()}, {ImagesPerSecond:N0} images/s, ")
        + Invariant($"{Remaining:h\\:mm\\:ss} left");

    private string DescribeLast()
    {
        if (Last is null) return "";
        var kl = string.Join(" + ", Last.KlPerLayer.Select(layer => Numbers.Short(Math.Round(layer.Value.Value, 2))));
        return Invariant($", loss {Last.Loss:G4}")
            + (kl.Length > 0 ? $", KL {kl} nats" : "")
            + (Last.Validation?.Error is { } error ? Invariant($", validation error {error:P2}") : "");
    }
}

/// <summary>How far a run among several is.</summary>
/// <param name="Settings">The run.</param>
/// <param name="Epochs">The epochs that are complete.</param>
internal sealed record RunInProgress(RunSettings Settings, int Epochs)
{
    /// <summary>A line for the moment.</summary>
    public string Label => $"{Settings.ShortLabel}: {Epochs}/{Settings.Epochs}";
}
