using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The finished trainings of a sweep, in the order of its points.</summary>
/// <param name="study">What was asked for.</param>
/// <param name="planned">Number of trainings of the sweep.</param>
/// <param name="cells">Those that are finished.</param>
/// <param name="finished">The finished runs.</param>
internal sealed class Cells<TPoint, TMeasured>(
    StudySettings study, int planned, IEnumerable<Cell<TPoint, TMeasured>> cells, IFinishedRuns finished)
    where TPoint : notnull
{
    /// <summary>Every finished training.</summary>
    public ImmutableArray<Cell<TPoint, TMeasured>> All { get; } = [.. cells];

    /// <summary>The finished trainings of each point that has any.</summary>
    public ImmutableArray<IGrouping<TPoint, Cell<TPoint, TMeasured>>> Points => [.. All.GroupBy(cell => cell.Point)];

    /// <summary>Whether every training of the sweep is finished.</summary>
    public bool IsComplete => All.Length == planned;

    /// <summary>The remark that trainings are missing, if some are.</summary>
    public ImmutableArray<string> Unfinished => study.Unfinished(All.Length, planned, "runs");

    /// <summary>What was measured of the first training of which it was; null if of none.</summary>
    public T? FirstMeasured<T>(Measurement<T> measurement)
        where T : class => All.Select(cell => finished.Measured(cell.Run, measurement)).FirstOrDefault(measured => measured is not null);

    /// <summary>A difference between points, compared seed by seed: over the seeds that every point has.</summary>
    /// <param name="of">The difference in one seed, given the trainings of that seed in the order of the points.</param>
    public PairedDifference Difference(Func<ImmutableArray<Cell<TPoint, TMeasured>>, double> of) => PairedDifference.Of(
    [
        .. All.GroupBy(cell => cell.Seed).Where(seed => seed.Count() == Points.Length).OrderBy(seed => seed.Key)
            .Select(seed => of([.. seed])),
    ]);

    /// <summary>That a quantity is smaller at some points than at others, compared seed by seed.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="of">Smaller less larger in one seed, given the trainings of that seed in the order of the points.</param>
    /// <param name="show">The mean difference in words.</param>
    public Func<double, Statement> Smaller(
        string text, Func<ImmutableArray<Cell<TPoint, TMeasured>>, double> of, Func<double, string> show) =>
        level => Statement.Smaller(text, Difference(of), level, show);
}

/// <summary>A finished training of a sweep.</summary>
/// <param name="Point">The point of the sweep at which it stands.</param>
/// <param name="Run">Its settings.</param>
/// <param name="Result">Its result.</param>
/// <param name="Measured">What was measured of it.</param>
internal sealed record Cell<TPoint, TMeasured>(TPoint Point, RunSettings Run, RunResult Result, TMeasured Measured)
{
    /// <summary>Its seed.</summary>
    public ulong Seed => Run.Seed;

    /// <summary>Its error on the test images, a fraction.</summary>
    public double Error => Result.Test.Error!.Value;
}

/// <summary>What is drawn of cells.</summary>
internal static class CellSeries
{
    /// <summary>Means over the seeds against a number of each point, without means that are not finite.</summary>
    /// <param name="cells">The trainings.</param>
    /// <param name="name">Entry of the legend.</param>
    /// <param name="x">The number of a point.</param>
    /// <param name="y">What is drawn of a training.</param>
    /// <param name="intervalOfOne">The interval of a point that has one training; null for none. Several have that of their mean.</param>
    public static PlotSeries Series<TPoint, TMeasured>(
        this IEnumerable<Cell<TPoint, TMeasured>> cells, string name,
        Func<TPoint, double> x, Func<Cell<TPoint, TMeasured>, double> y,
        Func<Cell<TPoint, TMeasured>, (double Low, double High)>? intervalOfOne = null)
    {
        var means = (
            from point in cells.GroupBy(cell => x(cell.Point))
            let mean = MeanInterval.Of([.. point.Select(y)])
            where double.IsFinite(mean.Mean)
            orderby point.Key
            let ends = intervalOfOne is not null && mean.Count == 1 ? intervalOfOne(point.First()) : mean.Ends
            select (X: point.Key, Y: mean.Mean, Ends: ends)).ToArray();
        return new(name, PlotStyle.Measured, [.. means.Select(m => m.X)], [.. means.Select(m => m.Y)])
        {
            Intervals = [.. means.Select(m => m.Ends)],
        };
    }

    /// <summary>A number of every training by its seed.</summary>
    public static Dictionary<ulong, double> BySeed<TPoint, TMeasured>(
        this IEnumerable<Cell<TPoint, TMeasured>> cells, Func<Cell<TPoint, TMeasured>, double> of) =>
        cells.ToDictionary(cell => cell.Seed, of);
}
