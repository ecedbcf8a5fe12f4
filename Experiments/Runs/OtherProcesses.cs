namespace IDropTheory.Experiments.Runs;

/// <summary>Other processes that carry out runs of the same list, on this machine or on others.</summary>
/// <param name="note">Told when this process has nothing to do but to wait for them.</param>
internal sealed class OtherProcesses(Action<string> note)
{
    private readonly List<ClaimHolder> _holders = [];
    private string _said = "";

    /// <summary>Time after which a process that could do more looks whether a run became free.</summary>
    public static TimeSpan LookAgain { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether they have runs of those that <see cref="Free"/> went through.</summary>
    public bool HaveRuns => _holders.Count > 0;

    /// <summary>The runs that nobody has.</summary>
    public IEnumerable<RunFolder> Free(IEnumerable<RunFolder> runs)
    {
        _holders.Clear();
        foreach (var run in runs)
            if (run.Holder is { } holder) _holders.Add(holder);
            else yield return run;
    }

    /// <summary>Says whom this process waits for, once for the same ones.</summary>
    public void SayWaiting()
    {
        var who = string.Join("; ", _holders.Select(holder => holder.Label).Distinct().Order(StringComparer.Ordinal));
        if (who == _said) return;
        _said = who;
        note($"waiting for runs that other processes carry out ({who})");
    }
}
