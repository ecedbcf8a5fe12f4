using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A product of settings, declared once: the plan of a study, its finished trainings and what is missing of them follow from
/// it.</summary>
/// <typeparam name="TPoint">What is varied beside the seed: a beta, a width, a pair of weights.</typeparam>
/// <typeparam name="TMeasured">What is measured of every training.</typeparam>
internal sealed class Sweep<TPoint, TMeasured>
    where TPoint : notnull
    where TMeasured : class
{
    private readonly ImmutableArray<(TPoint Point, RunSettings Run)> _trainings;
    private readonly Func<IFinishedRuns, RunSettings, TMeasured?> _read;

    internal Sweep(
        IEnumerable<(TPoint Point, RunSettings Run)> trainings, ImmutableArray<Measurement> measurements,
        Func<IFinishedRuns, RunSettings, TMeasured?> read)
    {
        (_trainings, _read) = ([.. trainings], read);
        Plan = [.. _trainings.Select(training => new PlannedRun(training.Run, measurements))];
    }

    /// <summary>The trainings in the order of the product.</summary>
    public ImmutableArray<PlannedRun> Plan { get; }

    /// <summary>What came of the trainings, point by point.</summary>
    public Cells<TPoint, TMeasured> Finished(IFinishedRuns finished) => new(
    [
        .. from point in _trainings.GroupBy(training => training.Point, training => training.Run)
           from run in point
           let result = finished.Result(run)
           let measured = _read(finished, run)
           let cell = result is null || measured is null ? null : new Cell<TPoint, TMeasured>(point.Key, run, result, measured)
           select new Training<TPoint, TMeasured>(point.Key, run, cell, cell is null ? finished.Failure(run) : null),
    ], finished);
}

/// <summary>Makes sweeps.</summary>
internal static class Sweep
{
    /// <summary>A sweep of trainings whose results are all that is needed.</summary>
    /// <param name="trainings">Every training with the point at which it stands.</param>
    public static Sweep<TPoint, RunResult> Of<TPoint>(IEnumerable<(TPoint Point, RunSettings Run)> trainings)
        where TPoint : notnull => new(trainings, [], (finished, run) => finished.Result(run));

    /// <summary>A sweep of trainings of which something is measured.</summary>
    /// <param name="trainings">Every training with the point at which it stands.</param>
    /// <param name="measurement">What is measured of each.</param>
    public static Sweep<TPoint, TMeasured> Of<TPoint, TMeasured>(
        IEnumerable<(TPoint Point, RunSettings Run)> trainings, Measurement<TMeasured> measurement)
        where TPoint : notnull
        where TMeasured : class => new(trainings, [measurement], (finished, run) => finished.Measured(run, measurement));
}
