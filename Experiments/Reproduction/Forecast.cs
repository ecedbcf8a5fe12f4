using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>How much of the work of studies is done and how long the rest takes, from the costs of the runs and the speed so
/// far.</summary>
/// <param name="processors">Runs at a time.</param>
internal sealed class Forecast(int processors)
{
    private readonly Dictionary<string, double> _costs = [];
    private readonly Dictionary<string, double> _begun = [];
    private RemainingTime? _time;
    private double _share;

    /// <summary>The share of the work that is done, which never falls, and the time that is left.</summary>
    /// <param name="elapsed">Seconds since the first run began.</param>
    /// <param name="progress">How far the studies are.</param>
    public (double Share, RemainingTime Time) After(double elapsed, StudyProgress progress)
    {
        var open = progress.Open.Sum(run => Cost(run.Settings.Hash, run));
        var all = _costs.Values.Sum();
        var speed = _share > 0 ? Math.Max(_share * all / elapsed, 1e-3) : processors;
        var running = progress.Running.Sum(run => InProgress(run, elapsed, speed / processors));
        var (done, rest) = (all - open + running, Math.Max(open - running, 0));
        _time = (_time ?? new(elapsed, all / processors)).After(elapsed, done, rest, processors);
        _share = all == 0 ? 1 : Math.Clamp(done / all, _share, 1);
        return (_share, _time.Value);
    }

    private double Cost(string hash, PlannedRun run) =>
        _costs.TryGetValue(hash, out var cost) ? cost : _costs[hash] = RunCost.Seconds(run);

    private double InProgress(RunInProgress run, double elapsed, double speed)
    {
        var hash = run.Settings.Hash;
        _begun.TryAdd(hash, elapsed);
        return _costs.TryGetValue(hash, out var cost)
            ? RemainingTime.Done(cost, run.Epochs, run.Settings.Epochs, (elapsed - _begun[hash]) * speed)
            : 0;
    }
}
