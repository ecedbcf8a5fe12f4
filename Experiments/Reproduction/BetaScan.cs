using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The finished ones of trainings that differ in beta and seed alone, with what was measured of each: Figs. 2, 4 and 5.</summary>
/// <remarks>The best beta is chosen on held-out images, so that the test images do not choose what is tested on them.</remarks>
internal sealed class BetaScan<T>
    where T : class
{
    private readonly IGrouping<double, Point>[] _betas;

    /// <summary>Those that are finished.</summary>
    /// <param name="study">What is asked for.</param>
    /// <param name="betas">The values of beta.</param>
    /// <param name="run">The training at a beta with a seed.</param>
    /// <param name="measurement">What is measured of it.</param>
    /// <param name="finished">What is finished.</param>
    /// <exception cref="UserError">They have fewer than two values of beta.</exception>
    public BetaScan(StudySettings study, ImmutableArray<double> betas, Func<double, ulong, RunSettings> run, Measurement<T> measurement, IFinishedRuns finished)
    {
        Points =
        [
            .. from beta in betas
               from seed in study.Seeds
               let training = run(beta, seed)
               let result = finished.Result(training)
               let measured = finished.Measured(training, measurement)
               where result is not null && measured is not null
               select new Point(beta, seed, result, measured),
        ];
        _betas = [.. Points.GroupBy(p => p.Beta).OrderBy(beta => beta.Key)];
        if (_betas.Length < 2) throw study.TooLittle("fewer than two values of beta have finished runs");
        var all = betas.Length * study.Seeds.Length;
        (IsComplete, Unfinished) = (Points.Length == all, study.Unfinished(Points.Length, all, "runs"));
    }

    /// <summary>The trainings.</summary>
    public ImmutableArray<Point> Points { get; }

    /// <summary>Whether all are finished.</summary>
    public bool IsComplete { get; }

    /// <summary>The remark that some are missing, if some are.</summary>
    public IEnumerable<string> Unfinished { get; }

    /// <summary>Means over the seeds against beta, without those that are not finite.</summary>
    /// <param name="name">Words for the legend.</param>
    /// <param name="of">What is drawn of a training.</param>
    /// <param name="intervalOfOne">The interval of a beta that has one training; null for none. Several have that of their mean.</param>
    public PlotSeries Series(string name, Func<Point, double> of, Func<Point, (double Low, double High)>? intervalOfOne = null)
    {
        var means = (
            from beta in _betas
            let mean = MeanInterval.Of([.. beta.Select(of)])
            where double.IsFinite(mean.Mean)
            select (Beta: beta.Key, mean.Mean, Ends: intervalOfOne is not null && mean.Count == 1 ? intervalOfOne(beta.First()) : mean.Ends)).ToArray();
        return new(name, PlotStyle.Measured, [.. means.Select(m => m.Beta)], [.. means.Select(m => m.Mean)]) { Intervals = [.. means.Select(m => m.Ends)] };
    }

    /// <summary>That values rise, or fall, with beta: over the trainings for which they are finite, by ranks.</summary>
    public Statement Trend(string text, bool rises, Func<Point, double> of, double level) =>
        Statement.Trend(text, rises, [.. Points.Select(p => (p.Beta, Value: of(p))).Where(p => double.IsFinite(p.Value))], level);

    /// <summary>That the test error at the best beta is below that at the smallest.</summary>
    public Statement FallsFromSmallest(string error, double level) => BestIsBelow(error, "smallest", _betas[0], level);

    /// <summary>That the test error at the best beta is below that at the largest.</summary>
    public Statement RisesToLargest(string error, double level) => BestIsBelow(error, "largest", _betas[^1], level);

    private Statement BestIsBelow(string error, string which, IGrouping<double, Point> end, double level)
    {
        var best = _betas.MinBy(beta => beta.Average(p => p.Result.Validation!.Error))!;
        return best == end
            ? new(FormattableString.Invariant($"{error} is lower at another beta than at the {which}, {end.Key}"), "it is lowest there, on the validation images", Support.Undecided)
            : Statement.Smaller(
                FormattableString.Invariant($"{error} at the best beta, {best.Key}, is below that at the {which}, {end.Key}"),
                PairedDifference.Of(Errors(best), Errors(end)), level,
                difference => FormattableString.Invariant($"difference {100 * difference:+0.00;-0.00} points"));
    }

    private static Dictionary<ulong, double> Errors(IEnumerable<Point> at) => at.ToDictionary(p => p.Seed, p => p.Error);

    /// <summary>One of the trainings.</summary>
    internal sealed record Point(double Beta, ulong Seed, RunResult Result, T Measured)
    {
        /// <summary>Its error on the test images, a fraction.</summary>
        public double Error => Result.Test.Error!.Value;
    }
}
