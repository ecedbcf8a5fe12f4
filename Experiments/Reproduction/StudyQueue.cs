using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Carries out the runs of studies as one queue, so that no processor waits for the last run of a figure. A run that several of
/// them need is trained once, and all that they ask for is measured of it.</summary>
/// <param name="studies">The studies, the first to begin first.</param>
/// <param name="options">How runs are carried out.</param>
internal sealed class StudyQueue(IEnumerable<Study> studies, RunOptions options)
{
    private readonly List<Study> _open = [.. studies];
    private readonly Queue<Study> _ended = [];
    private readonly Dictionary<string, Study> _owners = [];
    private StudyProgress _progress = StudyProgress.Nothing;
    // Ended runs by the hash of their settings: whether they are finished.
    private readonly Dictionary<string, bool> _runs = [];

    /// <summary>Carries out every run that is neither finished nor recorded as failed. A run that fails does not stop the others.</summary>
    /// <param name="say">Told how far the studies are.</param>
    /// <param name="ended">Told of a study of which every run has ended.</param>
    /// <param name="refused">Told of a study that cannot go on, for instance as its images are missing; the others go on.</param>
    /// <param name="cancellation">Stops all; what is in progress is saved.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public void ToEnd(
        Action<StudyProgress> say, Action<Study> ended, Action<Study, Exception> refused, CancellationToken cancellation)
    {
        if (options.Jobs > 1) ParallelRuns.ToEnd(Pending, options, Say, Refuse, cancellation);
        else OneByOne();
        Say([]);

        void OneByOne()
        {
            using var cache = new DataCache();
            while (Pending() is [var next, ..])
            {
                cancellation.ThrowIfCancellationRequested();
                var (settings, failures) = (next.ReadSettings(), next.ReadFailure()?.Attempts ?? 0);
                Say([new(settings, 0)]);
                try
                {
                    TrainingRun.ToEnd(next, options, cache, run => Say([new(settings, run.Last?.Epoch ?? 0)]), cancellation);
                }
                catch (Exception) when (next.ReadFailure()?.Attempts > failures)
                {
                    // It is in the folder of the run.
                }
                catch (Exception e) when (e is TrainingException or UserError or DataException)
                {
                    Refuse(next, e);
                }
            }
        }

        // Studies are concluded while runs are in progress, not while processors wait for the next one.
        void Say(IReadOnlyList<RunInProgress> running)
        {
            say(_progress with { Running = [.. running] });
            while (_ended.TryDequeue(out var study)) ended(study);
        }

        void Refuse(RunFolder run, Exception reason)
        {
            var study = _owners[run.Path];
            if (_open.Remove(study)) refused(study, reason);
        }
    }

    // Planned anew after every run: what is needed may depend on what came out.
    private IReadOnlyList<RunFolder> Pending()
    {
        var plans = _open.Select(study => (Study: study, Runs: study.Plan().ToLookup(run => run.Settings.Hash))).ToArray();
        var pending = new OrderedDictionary<string, (RunFolder Folder, PlannedRun Run)>();
        foreach (var (study, runs) in plans)
        {
            var open = false;
            // A run that another study has in progress is copied from there when it is finished.
            foreach (var run in runs)
                if (pending.ContainsKey(run.Key)) open = true;
                else
                {
                    var folder = study.Folder.Begin(run.First());
                    if (folder.IsComplete || folder.IsFailed)
                    {
                        _runs[run.Key] = folder.IsComplete;
                        continue;
                    }
                    (open, _owners[folder.Path]) = (true, study);
                    if (!folder.IsFinished) folder.Want([.. plans.SelectMany(plan => plan.Runs[run.Key]).SelectMany(r => r.Measurements)]);
                    pending.Add(run.Key, (folder, run.First()));
                }
            if (open) continue;
            _open.Remove(study);
            _ended.Enqueue(study);
        }
        var finished = _runs.Values.Count(isFinished => isFinished);
        _progress = new(finished, _runs.Count - finished, [.. pending.Values.Select(run => run.Run)], []);
        return [.. pending.Values.Select(run => run.Folder)];
    }
}

/// <summary>How far studies are.</summary>
/// <param name="Finished">Runs that are finished.</param>
/// <param name="Failed">Runs whose failure is recorded.</param>
/// <param name="Open">The other runs that are known to be needed, each once.</param>
/// <param name="Running">Those in progress.</param>
internal sealed record StudyProgress(int Finished, int Failed, EquatableArray<PlannedRun> Open, EquatableArray<RunInProgress> Running)
{
    /// <summary>Before the first plan.</summary>
    public static StudyProgress Nothing { get; } = new(0, 0, [], []);

    /// <summary>A line for the moment.</summary>
    public string Describe() => string.Join("; ", [Counts, .. Running.Select(run => run.Label)]);

    /// <summary>How many runs are done.</summary>
    public string Counts =>
        $"{Finished} of {Finished + Failed + Open.Length} runs done{(Failed > 0 ? $", {Failed} failed" : "")}";
}
