using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop import</c>: weights from another program, for <c>idrop evaluate</c>, <c>activations</c> and <c>export</c>.</summary>
internal static class ImportCommand
{
    private const string ImportedKey = "imported";

    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("file") { Description = "Weights, .safetensors, with the names that `idrop export` writes" };
        var like = PathOption.Required("--like", "Folder of a run with the same network, whose settings the new folder gets", "dir");
        var output = PathOption.Required("--out", "New folder for the network", "dir");
        return shell.Command(
            "import",
            "Take weights that another program changed or trained into a folder like that of a run",
            [file, like, output],
            run =>
            {
                var original = RunFolder.Open(run.Get(like));
                if (new RunFolder(run.Get(output)).IsBegun)
                    throw new UserError($"{run.Get(output)} holds a run; name another --out.");
                if (!File.Exists(run.Get(file))) throw new UserError($"{run.Get(file)}: there is no such file.");
                TorchRuntime.Prepare();
                using var scope = NewDisposeScope();
                var (expected, _) = SafeTensorsFile.Read(original.RequireCheckpoint());
                var (given, metadata) = SafeTensorsFile.Read(run.Get(file));
                var weights = Weights(run.Get(file), expected, given);
                var settings = original.ReadSettings();
                var changed = weights.Count(weight => weight.Value.ne(expected[weight.Name]).any().item<bool>());
                var folder = RunFolder.Begin(run.Get(output), settings);
                SafeTensorsFile.Write(folder.Checkpoint, weights, new Dictionary<string, string>
                {
                    ["settings"] = RunJson.Line(settings),
                    ["epoch"] = metadata.GetValueOrDefault("epoch", "0"),
                    [ImportedKey] = Path.GetFileName(run.Get(file)),
                });
                return new CommandResult()
                    .Add("folder", "folder", Path.GetFullPath(folder.Path))
                    .Add("network", "network", settings.Network.Label)
                    .Add("tensors", "tensors", weights.Length)
                    .Add("changed", "of them other than in the run", changed);
            },
            new() { Examples = ["idrop import changed.safetensors --like runs/400 --out runs/changed"] });
    }

    /// <summary>Whether the weights of a folder were imported: they are those of no training.</summary>
    public static bool IsImported(RunFolder folder)
    {
        if (!File.Exists(folder.Checkpoint)) return false;
        using var file = File.OpenRead(folder.Checkpoint);
        return SafeTensorsFile.Header(file, folder.Checkpoint).Metadata.ContainsKey(ImportedKey);
    }

    private static (string Name, Tensor Value)[] Weights(
        string file, ImmutableDictionary<string, Tensor> expected, ImmutableDictionary<string, Tensor> given)
    {
        var own = expected.Where(tensor => tensor.Key.StartsWith(TrainingSession.NetworkPrefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[TrainingSession.NetworkPrefix.Length..], tensor => tensor.Value);
        foreach (var name in own.Keys.Union(given.Keys).Order(StringComparer.Ordinal))
        {
            var (mine, theirs) = (own.GetValueOrDefault(name), given.GetValueOrDefault(name));
            if (mine is null)
                throw new UserError($"{file}: the network has no tensor {Quoted.Text(name)}; its tensors are those that `idrop export` "
                    + "writes.");
            if (theirs is null)
                throw new UserError($"{file}: the tensor {Quoted.Text(name)} is missing; save the whole state_dict.");
            if (!mine.shape.SequenceEqual(theirs.shape))
                throw new UserError($"{file}: {Quoted.Text(name)} has the shape [{string.Join(", ", theirs.shape)}]; the network needs "
                    + $"[{string.Join(", ", mine.shape)}].");
            if (!theirs.isfinite().all().item<bool>())
                throw new UserError($"{file}: {Quoted.Text(name)} has a value that is not finite; a network cannot be evaluated with it.");
        }
        return [.. own.Select(tensor => (TrainingSession.NetworkPrefix + tensor.Key, given[tensor.Key].to(tensor.Value.dtype)))];
    }
}
