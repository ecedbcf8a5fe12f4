using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>Trainings of an All-CNN-32 that differ in beta and seed alone: Figs. 4 and 5.</summary>
/// <remarks>The best beta is chosen on held-out images, so that the test images do not choose what is tested on them.</remarks>
internal sealed class BetaScan(IEnumerable<BetaScan.Training> trainings)
{
    private readonly IGrouping<double, Training>[] _betas = [.. trainings.GroupBy(t => t.Beta).OrderBy(beta => beta.Key)];

    /// <summary>The values of beta of a preset. Beta counts relative to the number of training images, of which quick has a tenth.</summary>
    public static ImmutableArray<double> Betas(PresetName preset) => preset switch
    {
        PresetName.Smoke => [0.3, 3],
        PresetName.Quick => [0.03, 0.1, 0.3, 1, 3],
        PresetName.Cpu => [0.3, 1, 3, 10, 30],
        _ => [0.1, 0.3, 1, 3, 10, 30, 100],
    };

    /// <summary>That the test error at the best beta is below that at the smallest.</summary>
    public Statement FallsFromSmallest(string error, double level) => BestIsBelow(error, "smallest", _betas[0], level);

    /// <summary>That the test error at the best beta is below that at the largest.</summary>
    public Statement RisesToLargest(string error, double level) => BestIsBelow(error, "largest", _betas[^1], level);

    private Statement BestIsBelow(string error, string which, IGrouping<double, Training> end, double level)
    {
        var best = _betas.MinBy(beta => beta.Average(t => t.Result.Validation!.Error))!;
        return best == end
            ? new(FormattableString.Invariant($"{error} is lower at another beta than at the {which}, {end.Key}"), "it is lowest there, on the validation images", Support.Undecided)
            : Statement.Smaller(
                FormattableString.Invariant($"{error} at the best beta, {best.Key}, is below that at the {which}, {end.Key}"),
                PairedDifference.Of(Errors(best), Errors(end)), level,
                difference => FormattableString.Invariant($"{100 * difference:+0.00;-0.00} points"));
    }

    private static Dictionary<ulong, double> Errors(IEnumerable<Training> at) => at.ToDictionary(t => t.Seed, t => t.Result.Test.Error!.Value);

    /// <summary>One of the trainings.</summary>
    internal sealed record Training(double Beta, ulong Seed, RunResult Result);
}
