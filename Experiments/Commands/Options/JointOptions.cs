using System.CommandLine;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options of a joint distribution: its file, how that is read, and what its numbers are.</summary>
internal sealed class JointOptions
{
    private readonly Option<string> _file = PathOption.Required(
        "--joint", $"Joint distribution p(x, y): rows x, columns y, summing to 1; {TableOptions.Files}");

    private readonly Option<bool> _samples = new("--from-samples")
    {
        Description = "The file has two columns of labels, x and y, one row per sample; their shares are the joint distribution",
    };

    private readonly WeightOptions _weights = new();
    private readonly TableOptions _tables = new();

    public IEnumerable<Option> All => [_file, _samples, .. _weights.All, .. _tables.All];

    /// <summary>Reads the joint, with what the result of the command says about it.</summary>
    /// <exception cref="UserError">The file is none, or two options contradict each other.</exception>
    public (JointDistribution Joint, CommandResult Read) Read(Invocation run)
    {
        if (!run.Get(_samples))
        {
            var table = _tables.Read(run, _file, "joint", InputLimit.Table);
            return (table.ToJoint(_weights.Of(run)), TableOptions.Describe(table.Shape));
        }
        if (_weights.All.FirstOrDefault(run.IsGiven) is { } other)
            throw new UserError($"--from-samples and {other.Name} contradict each other; leave one of them out.");
        var pairs = LabelPairs.Read(run.Get(_file), _tables.Format(run));
        return (pairs.Joint, TableOptions.Describe(pairs.Shape)
            .Add("x", pairs.X.Length <= TableOptions.MostNames ? "labels of x" : null, (IReadOnlyList<string>)pairs.X)
            .Add("y", pairs.Y.Length <= TableOptions.MostNames ? "labels of y" : null, (IReadOnlyList<string>)pairs.Y));
    }
}
