using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Onnx;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop export</c>: writes the weights of a run for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of a run" };
        var to = PathOption.Required(
            "--to", "File to write: .safetensors, or .onnx, the network of a classifier as it is evaluated, without noise");
        return shell.Command(
            "export",
            "Write a trained network: its weights with the names of a PyTorch state_dict, or as ONNX",
            [folder, to],
            run =>
            {
                var isOnnx = run.Get(to).EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
                if (!isOnnx && !run.Get(to).EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
                    throw new UserError($"--to is {Quoted.Text(run.Get(to))}; allowed: a file that ends in .safetensors (weights, which "
                        + "PyTorch, JAX and others read without running code) or .onnx (the network without noise).");
                var directory = RunFolder.Open(run.Get(folder));
                var settings = directory.ReadSettings();
                var (tensors, metadata) = SafeTensorsFile.Read(directory.RequireCheckpoint());
                var weights = tensors.Where(t => t.Key.StartsWith(TrainingSession.NetworkPrefix, StringComparison.Ordinal))
                    .Select(t => (Name: t.Key[TrainingSession.NetworkPrefix.Length..], t.Value))
                    .OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
                var text = new Dictionary<string, string> { ["settings"] = RunJson.Line(settings), ["epoch"] = metadata["epoch"] };
                if (isOnnx)
                    WholeFile.Write(run.Get(to), OnnxNetwork.Of(settings.Network, weights.ToDictionary(w => w.Name, w => w.Value), text));
                else
                    SafeTensorsFile.Write(run.Get(to), weights, text);
                return new CommandResult()
                    .Add("file", "file", Path.GetFullPath(run.Get(to)))
                    .Add("network", "network", settings.Network.Label)
                    .Add("epoch", "epochs trained", int.Parse(metadata["epoch"], CultureInfo.InvariantCulture))
                    .Add("tensors", "tensors", [.. weights.Select(w => new CommandResult()
                        .Add("name", "name", w.Name)
                        .Add("type", "type", w.Value.dtype.ToString())
                        .Add("shape", "shape", (IReadOnlyList<double>)[.. w.Value.shape.Select(n => (double)n)]))]);
            },
            new()
            {
                Examples =
                [
                    "idrop export runs/400 --to weights.safetensors",
                    "idrop export runs/400 --to network.onnx",
                ],
            });
    }
}
