using System.CommandLine;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options that say what the numbers of a table of probabilities are.</summary>
internal sealed class WeightOptions
{
    private readonly Option<bool> _counts = new("--counts") { Description = "The numbers are counts; they are divided by their sum" };

    private readonly Option<bool> _normalise = new("--normalise")
    {
        Description = "The numbers are rounded probabilities, whose sum is near 1; they are divided by it",
    };

    public IEnumerable<Option> All => [_counts, _normalise];

    /// <summary>What the user said.</summary>
    /// <exception cref="UserError">Both were said.</exception>
    public TableWeights Of(Invocation run) => (run.Get(_counts), run.Get(_normalise)) switch
    {
        (true, true) => throw new UserError("--counts and --normalise contradict each other; leave one of them out."),
        (true, _) => TableWeights.Counts,
        (_, true) => TableWeights.Rounded,
        _ => TableWeights.Probabilities,
    };
}
