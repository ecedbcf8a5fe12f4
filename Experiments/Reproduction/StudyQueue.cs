using System.Diagnostics;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Carries out the runs of studies as one queue, so that no processor waits for the last run of a figure. A run that several of
/// them need is trained once, and all that they ask for is measured of it.</summary>
/// <remarks>Several processes, on one machine or on many, may carry out the same studies: each takes runs that no other has, and waits for
/// the others at the end.</remarks>
/// <param name="studies">The studies, the first to begin first.</param>
/// <param name="options">How runs are carried out.</param>
internal sealed class StudyQueue(IEnumerable<Study> studies, RunOptions options)
{
    private readonly List<StudyPlan> _open = [.. studies.Select(study => new StudyPlan(study))];
    private readonly Queue<Study> _ended = [];
    private readonly Dictionary<string, Study> _owners = [];
    // Ended runs by the hash of their settings: whether they are finished.
    private readonly Dictionary<string, bool> _runs = [];

    /// <summary>Carries out every run that is neither finished nor recorded as failed. A run that fails does not stop the others.</summary>
    /// <param name="say">Told how far the studies are.</param>
    /// <param name="note">Told, in a line, of a run that another process took, and whom this one waits for.</param>
    /// <param name="ended">Told of a study of which every run has ended.</param>
    /// <param name="refused">Told of a study that cannot go on, for instance as its images are missing; the others go on.</param>
    /// <param name="cancellation">Stops all; what is in progress is saved.</param>
    /// <returns>Whether every run has ended; false if some are left to other processes.</returns>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public bool ToEnd(
        Action<StudyProgress> say, Action<string> note, Action<Study> ended, Action<Study, Exception> refused,
        CancellationToken cancellation)
    {
        BeginAll();
        if (options.Jobs > 1) ParallelRuns.ToEnd(Pending, options, Say, note, Refuse, cancellation);
        else OneByOne();
        Say([]);
        return _open.Count == 0;

        void OneByOne()
        {
            using var cache = new DataCache();
            var others = new OtherProcesses(note);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = others.Free(Pending()).FirstOrDefault();
                if (next is not null) Train(next, cache);
                else if (!(others.HaveRuns && options.WaitsForOthers)) return;
                else
                {
                    Say([]);
                    others.SayWaiting();
                    cancellation.WaitHandle.WaitOne(OtherProcesses.LookAgain);
                }
            }
        }

        void Train(RunFolder next, DataCache cache)
        {
            var (settings, failures) = (next.ReadSettings(), next.ReadFailure()?.Attempts ?? 0);
            Say([new(settings, 0)]);
            try
            {
                TrainingRun.ToEnd(next, options, cache, run => Say([new(settings, run.Last?.Epoch ?? 0)]), cancellation);
            }
            catch (RunTakenException taken)
            {
                if (taken.WasMine) note(taken.Message);
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

        // Studies are concluded while runs are in progress, not while processors wait for the next one.
        void Say(IReadOnlyList<RunInProgress> running)
        {
            say(Progress(running));
            while (_ended.TryDequeue(out var study)) ended(study);
        }

        void Refuse(RunFolder run, Exception reason)
        {
            var study = _owners[run.Path];
            if (_open.RemoveAll(plan => plan.Study == study) > 0) refused(study, reason);
        }
    }

    /// <summary>Begins the folder of every run that is planned now, so that all processes and people see what there is to do.</summary>
    /// <returns>How many of them have not ended.</returns>
    public int BeginAll() => Pending().Count();

    // Read only as far as runs are needed: what has ended once is not looked at again.
    private IEnumerable<RunFolder> Pending()
    {
        var pending = new HashSet<string>();
        foreach (var plan in _open.ToArray())
        {
            var isOpen = false;
            plan.Renew();
            do
                foreach (var (hash, run) in plan.Open)
                {
                    // A run that another study has in progress is copied from there when it is finished.
                    if (pending.Contains(hash))
                    {
                        isOpen = true;
                        continue;
                    }
                    var folder = plan.Study.Folder.Begin(run);
                    if (folder.IsComplete || folder.IsFailed)
                    {
                        _runs[hash] = folder.IsComplete;
                        plan.End(hash);
                        continue;
                    }
                    if (!folder.IsFinished) folder.Want([.. _open.SelectMany(other => other.MeasurementsOf(hash))]);
                    _owners[folder.Path] = plan.Study;
                    isOpen = pending.Add(hash);
                    yield return folder;
                }
            while (!isOpen && plan.HasMore());
            if (isOpen) continue;
            _open.Remove(plan);
            _ended.Enqueue(plan.Study);
        }
    }

    private StudyProgress Progress(IReadOnlyList<RunInProgress> running)
    {
        var finished = _runs.Values.Count(isFinished => isFinished);
        return new(
            finished, _runs.Count - finished,
            [.. _open.SelectMany(plan => plan.Open).DistinctBy(run => run.Key).Select(run => run.Value)], [.. running]);
    }

    /// <summary>What a study needs, as far as it is known. It is planned anew after runs, since what is needed may depend on what came
    /// out; and of thousands of runs so rarely that the plan is a small part of the work.</summary>
    private sealed class StudyPlan(Study study)
    {
        // Planning may take this part of the time.
        private const double Share = 0.05;

        private readonly HashSet<string> _ended = [];
        private readonly Stopwatch _sincePlanned = new();
        private TimeSpan _cost;
        private ILookup<string, PlannedRun> _runs = Array.Empty<PlannedRun>().ToLookup(_ => "");

        public Study Study => study;

        /// <summary>The runs that have not ended, each once, by the hash of their settings.</summary>
        public KeyValuePair<string, PlannedRun>[] Open { get; private set; } = [];

        public IEnumerable<Measurement> MeasurementsOf(string hash) => _runs[hash].SelectMany(run => run.Measurements);

        public void Renew()
        {
            if (!_sincePlanned.IsRunning || Share * _sincePlanned.Elapsed > _cost) Plan();
            else Open = [.. Open.Where(run => !_ended.Contains(run.Key))];
        }

        /// <summary>Plans anew, and tells whether there are runs that have not ended.</summary>
        public bool HasMore()
        {
            Plan();
            return Open.Length > 0;
        }

        public void End(string hash) => _ended.Add(hash);

        private void Plan()
        {
            _sincePlanned.Restart();
            _runs = study.Plan().ToLookup(run => run.Settings.Hash);
            Open = [.. _runs.Where(run => !_ended.Contains(run.Key)).Select(run => KeyValuePair.Create(run.Key, run.First()))];
            _cost = _sincePlanned.Elapsed;
        }
    }
}

/// <summary>How far studies are.</summary>
/// <param name="Finished">Runs that are finished.</param>
/// <param name="Failed">Runs whose failure is recorded.</param>
/// <param name="Open">The other runs that are known to be needed, each once.</param>
/// <param name="Running">Those in progress.</param>
internal sealed record StudyProgress(int Finished, int Failed, EquatableArray<PlannedRun> Open, EquatableArray<RunInProgress> Running)
{
    /// <summary>A line for the moment.</summary>
    public string Describe() => string.Join("; ", [Counts, .. Running.Select(run => run.Label)]);

    /// <summary>How many runs are done.</summary>
    public string Counts =>
        $"{Finished} of {Finished + Failed + Open.Length} runs done{(Failed > 0 ? $", {Failed} failed" : "")}";
}
