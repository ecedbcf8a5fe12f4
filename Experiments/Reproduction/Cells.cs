using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The trainings of a sweep, or some of them, in the order of its points: those that are finished, and those that
/// failed.</summary>
/// <param name="trainings">All of them, whether they have ended or not.</param>
/// <param name="finished">The finished runs.</param>
internal sealed class Cells<TPoint, TMeasured>(ImmutableArray<Training<TPoint, TMeasured>> trainings, IFinishedRuns finished)
    where TPoint : notnull
{
    /// <summary>All trainings, whether they have ended or not.</summary>
    public ImmutableArray<Training<TPoint, TMeasured>> Trainings => trainings;

    /// <summary>Every finished training.</summary>
    public ImmutableArray<Cell<TPoint, TMeasured>> All { get; } = [.. trainings.Select(t => t.Cell).OfType<Cell<TPoint, TMeasured>>()];

    /// <summary>The finished trainings of each point that has any.</summary>
    public ImmutableArray<IGrouping<TPoint, Cell<TPoint, TMeasured>>> Points => [.. All.GroupBy(cell => cell.Point)];

    /// <summary>Whether every training is finished or failed.</summary>
    public bool IsEnded => trainings.All(training => training.Cell is not null || training.Failure is not null);

    /// <summary>How many are finished, and what is wrong with the others.</summary>
    public Completeness Completeness => new(
        trainings.Length, All.Length,
        [.. from t in trainings let failure = t.Failure where failure is not null select $"{t.Run.ShortLabel}: {failure.Message}"],
        [.. All.Where(cell => !cell.IsOutcome).SelectMany(Warned)], [.. All.Where(cell => cell.IsOutcome).SelectMany(Warned)])
    {
        MissingHours = MissingSeconds / 3600,
    };

    private double MissingSeconds
    {
        get
        {
            static double Cost(RunSettings run) => RunCost.Seconds(new(run, []));
            var open = trainings.Where(training => training.Cell is null && training.Failure is null).Sum(t => Cost(t.Run));
            return All.IsEmpty ? open : open * All.Sum(cell => cell.Result.Seconds) / All.Sum(cell => Cost(cell.Run));
        }
    }

    private static IEnumerable<string> Warned(Cell<TPoint, TMeasured> cell) =>
        cell.Result.Warnings.IsEmpty ? [] : [$"{cell.Run.ShortLabel}: {string.Join(" ", cell.Result.Warnings)}"];

    /// <summary>The trainings for which a condition holds.</summary>
    public Cells<TPoint, TMeasured> Where(Func<TPoint, RunSettings, bool> condition) =>
        new([.. trainings.Where(training => condition(training.Point, training.Run))], finished);

    /// <summary>The trainings at the points for which a condition holds.</summary>
    public Cells<TPoint, TMeasured> Where(Func<TPoint, bool> condition) => Where((point, _) => condition(point));

    /// <summary>The trainings, those for which there is one more warning with it.</summary>
    public Cells<TPoint, TMeasured> Warning(Func<Cell<TPoint, TMeasured>, string?> warning) => new(
    [
        .. trainings.Select(training => training.Cell is { } cell && warning(cell) is { } words
            ? training with { Cell = cell with { Result = cell.Result with { Warnings = [.. cell.Result.Warnings, words] } } }
            : training),
    ], finished);

    /// <summary>The trainings of a scan over weights of the penalty. That nothing is learned at its large end, or that every noise scale
    /// is at its largest there, is an outcome of the scan and no failure: where all trainings at weights as large or larger end so, and one
    /// at smaller ones does not. At smaller weights there is another reason, and the warning stands; so does one of divergence.</summary>
    /// <param name="scan">The scan to which a point belongs, if there are several, and its weights there.</param>
    public Cells<TPoint, TMeasured> Scan(Func<TPoint, (object Of, ImmutableArray<double> Weights)> scan)
    {
        var sound = All.Where(cell => !cell.Result.Warnings.Any(w => Warnings.IsOfOverweight(w) || Warnings.IsOfDivergence(w)))
            .Select(cell => scan(cell.Point)).ToArray();
        return new(
        [
            .. trainings.Select(training => training.Cell is { Result.LooksOverweighted: true } cell && IsPastTheEnd(scan(cell.Point))
                ? training with { Cell = cell with { IsOutcome = true } }
                : training),
        ], finished);

        bool IsPastTheEnd((object Of, ImmutableArray<double> Weights) point)
        {
            var same = sound.Where(other => Equals(other.Of, point.Of)).Select(other => other.Weights).ToArray();
            return !same.Any(other => AtMost(point.Weights, other)) && same.Any(other => AtMost(other, point.Weights));
        }

        static bool AtMost(ImmutableArray<double> first, ImmutableArray<double> second) => first.Zip(second).All(w => w.First <= w.Second);
    }

    /// <summary>What was measured of the first training of which it was; null if of none.</summary>
    public T? FirstMeasured<T>(Measurement<T> measurement)
        where T : class => All.Select(cell => finished.Measured(cell.Run, measurement)).FirstOrDefault(measured => measured is not null);

    /// <summary>A statement that rests on these trainings: undecided where one of them failed or ended with a warning
    /// that is no outcome.</summary>
    public Func<double, Statement> State(Func<double, Statement> statement) => level =>
        Completeness.Doubts.Length is > 0 and var doubtful
            ? statement(level).Doubted($"{Plural.Of(doubtful, "run")} failed or ended with a warning")
            : statement(level);

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
        State(level => Statement.Smaller(text, Difference(of), level, show));
}

/// <summary>A training of a sweep.</summary>
/// <param name="Point">The point of the sweep at which it stands.</param>
/// <param name="Run">Its settings.</param>
/// <param name="Cell">What came out; null if it is not finished.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
internal sealed record Training<TPoint, TMeasured>(TPoint Point, RunSettings Run, Cell<TPoint, TMeasured>? Cell, RunFailure? Failure);

/// <summary>A finished training of a sweep.</summary>
/// <param name="Point">The point of the sweep at which it stands.</param>
/// <param name="Run">Its settings.</param>
/// <param name="Result">Its result.</param>
/// <param name="Measured">What was measured of it.</param>
internal sealed record Cell<TPoint, TMeasured>(TPoint Point, RunSettings Run, RunResult Result, TMeasured Measured)
{
    /// <summary>Whether its warnings are an outcome: the weights of the penalty are so large that nothing is learned.</summary>
    public bool IsOutcome { get; init; }

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
