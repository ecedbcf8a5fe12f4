namespace IDropTheory.Experiments.Runs;

/// <summary>Runs in the order in which they are begun. Of thousands, those that have ended are looked at once.</summary>
/// <param name="runs">All of them, begun.</param>
internal sealed class OpenRuns(IEnumerable<RunFolder> runs)
{
    private readonly LinkedList<RunFolder> _open = new(runs);

    /// <summary>Runs that were found finished.</summary>
    public int Finished { get; private set; }

    /// <summary>The runs that are neither finished nor recorded as failed; read only as far as runs are needed.</summary>
    public IEnumerable<RunFolder> Look()
    {
        for (var (at, next) = (_open.First, _open.First?.Next); at is not null; (at, next) = (next, next?.Next))
        {
            var run = at.Value;
            if (!run.IsComplete && !run.IsFailed)
            {
                yield return run;
                continue;
            }
            if (run.IsComplete) Finished++;
            _open.Remove(at);
        }
    }
}
