using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Statements and curves of a sweep over beta alone: Figs. 2, 4 and 5.</summary>
/// <remarks>The best beta is chosen on held-out images, so that the test images do not choose what is tested on them.</remarks>
internal static class BetaSweep
{
    /// <summary>The trainings, of which those that a large beta kept from learning are outcomes.</summary>
    public static Cells<double, T> ScanOfBeta<T>(this Cells<double, T> cells) => cells.Scan(beta => ("", [beta]));

    /// <summary>Means over the seeds against beta.</summary>
    public static PlotSeries Series<T>(
        this Cells<double, T> cells, string name, Func<Cell<double, T>, double> of,
        Func<Cell<double, T>, (double Low, double High)>? intervalOfOne = null) =>
        cells.All.Series(name, beta => beta, of, intervalOfOne);

    /// <summary>That values rise, or fall, with beta: over the trainings for which they are finite, by ranks.</summary>
    public static Func<double, Statement> Trend<T>(
        this Cells<double, T> cells, string text, bool rises, Func<Cell<double, T>, double> of) =>
        cells.State(level => Statement.Trend(
            text, rises, [.. cells.All.Select(c => (c.Point, Value: of(c))).Where(c => double.IsFinite(c.Value))], level));

    /// <summary>That the test error at the best beta is below that at the smallest.</summary>
    /// <param name="cells">The trainings.</param>
    /// <param name="error">Name of the error.</param>
    public static Func<double, Statement> FallsFromSmallest<T>(this Cells<double, T> cells, string error) =>
        cells.BestIsBelow(error, "smallest", 0);

    /// <summary>That the test error at the best beta is below that at the largest.</summary>
    /// <param name="cells">The trainings.</param>
    /// <param name="error">Name of the error.</param>
    public static Func<double, Statement> RisesToLargest<T>(this Cells<double, T> cells, string error) =>
        cells.BestIsBelow(error, "largest", ^1);

    private static Func<double, Statement> BestIsBelow<T>(this Cells<double, T> cells, string error, string which, Index at)
    {
        var end = cells.Points[at];
        var best = cells.Points.MinBy(beta => beta.Average(c => c.Result.Validation!.Error))!;
        // Without noise beta is 0.
        var place = end.Key == 0 ? "without noise" : Invariant($"at the {which}, {end.Key}");
        return cells.Where(beta => beta == best.Key || beta == end.Key).State(level => best.Key == end.Key
            ? new($"{error} is lower at another beta than {place}", "it is lowest there, on the validation images", Support.Undecided)
            : Statement.Smaller(
                Invariant($"{error} at the best beta, {best.Key}, is below that {place}"),
                PairedDifference.Of(best.BySeed(c => c.Error), end.BySeed(c => c.Error)), level,
                difference => Invariant($"difference {100 * difference:+0.00;-0.00} points")));
    }
}
