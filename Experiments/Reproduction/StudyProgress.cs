namespace IDropTheory.Experiments.Reproduction;

/// <summary>How far a study is.</summary>
/// <param name="Finished">Runs that are finished.</param>
/// <param name="Known">Runs that are known to be needed so far.</param>
/// <param name="Running">Runs in progress, in words.</param>
internal sealed record StudyProgress(int Finished, int Known, IReadOnlyList<string> Running)
{
    public string Words() => Running.Count == 0
        ? $"{Finished} of {Known} runs done"
        : $"{Finished} of {Known} runs done; {string.Join("; ", Running)}";
}
