using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Page;

/// <summary>What the folder of a run says.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Epochs">The epochs that are complete.</param>
/// <param name="Result">What came out; null while it is not finished.</param>
/// <param name="Manifest">Where it comes from; null while it is not finished.</param>
internal sealed record RunRecord(RunSettings Settings, IReadOnlyList<EpochRecord> Epochs, RunResult? Result, RunManifest? Manifest)
{
    public static RunRecord Read(RunFolder folder, RunSettings settings) => folder.IsFinished
        ? new(settings, folder.ReadMetrics(), folder.ReadResult(), folder.ReadManifest())
        : new(settings, folder.ReadMetrics(), null, null);
}
