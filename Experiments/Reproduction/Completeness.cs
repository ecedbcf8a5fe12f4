namespace IDropTheory.Experiments.Reproduction;

/// <summary>How much of a study there is, and which of its runs are no evidence.</summary>
/// <param name="Planned">Number of runs that are known to be needed.</param>
/// <param name="Finished">Number of finished runs.</param>
/// <param name="Failures">The runs that failed, each with the reason.</param>
/// <param name="Warnings">The finished runs that ended with a warning, each with it.</param>
/// <param name="Outcomes">Those of which it is an outcome: they are past the large end of a scan.</param>
internal sealed record Completeness(
    int Planned, int Finished, EquatableArray<string> Failures, EquatableArray<string> Warnings, EquatableArray<string> Outcomes)
{
    /// <summary>Hours of one core that the other runs take, as fast as those that are finished.</summary>
    public double MissingHours { get; init; }

    // Named in a remark; more are counted.
    private const int Named = 3;

    /// <summary>Whether every run is finished.</summary>
    public bool IsComplete => Finished == Planned;

    /// <summary>Why runs are no evidence for a statement.</summary>
    public ImmutableArray<string> Doubts => [.. Failures, .. Warnings];

    /// <summary>What a reader must know of runs that are missing, failed or ended with a warning.</summary>
    public IEnumerable<string> Remarks(string figure)
    {
        if (Planned - Finished - Failures.Length is > 0 and var open)
            yield return $"{open} of {Planned} runs are not finished; "
                + Invariant($"they take about {MissingHours:G2} core-hours. `idrop run {figure}` continues.");
        if (!Failures.IsEmpty)
            yield return $"{Failures.Length} of {Planned} runs failed: {List(Failures)} `idrop run {figure} --retry-failed` tries them "
                + "again.";
        if (!Warnings.IsEmpty)
            yield return $"{Warnings.Length} of {Planned} runs ended with a warning and decide no statement: {List(Warnings)}";
        if (!Outcomes.IsEmpty)
            yield return $"{Outcomes.Length} of {Planned} runs are past the large end of the scan, which counts as an outcome: "
                + List(Outcomes);
    }

    /// <summary>Both of two parts of a study.</summary>
    public static Completeness operator +(Completeness first, Completeness second) => new(
        first.Planned + second.Planned, first.Finished + second.Finished,
        [.. first.Failures, .. second.Failures], [.. first.Warnings, .. second.Warnings], [.. first.Outcomes, .. second.Outcomes])
    {
        MissingHours = first.MissingHours + second.MissingHours,
    };

    private static string List(ImmutableArray<string> runs) =>
        string.Join(" ", runs.Take(Named)) + (runs.Length > Named ? $" And {runs.Length - Named} more." : "");
}
