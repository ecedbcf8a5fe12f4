using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;
using TorchSharp;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop activations</c>: writes what a layer of a trained network computes, for <c>tc</c>, <c>mi</c>, <c>check</c> and other
/// programs.</summary>
internal static class ActivationsCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of a run" };
        var layer = PathOption.WithDefault(
            "--layer", "Layer: the name of a dropout layer (dropout1, stage3.dropout), or representation, the last one's output "
                + "(default); of a vae code; input: the images",
            "name", "");
        var to = PathOption.Required("--to", $"File to write: {RowFile.Endings}; one row per image, one column per unit");
        var labels = PathOption.Optional("--labels", $"Also write the labels of the images: {RowFile.Endings}");
        var split = new Choice<Split>(
            "--split", "Which images", ("test", Split.Test), ("train", Split.Train), ("validation", Split.Validation));
        var noise = new Choice<NoiseMode>(
            "--noise", "What happens to the noise", ("sample", NoiseMode.Sample), ("median", NoiseMode.Median), ("mean", NoiseMode.Mean));
        var log = new Option<bool>("--log") { Description = "Write the logarithms of the activations, which must be > 0" };
        var count = NumberOption.OptionalCount("--images", "Use only this many images", 1, 1_000_000);
        var seed = NumberOption.Seed();
        var data = new RunDataOptions();
        return shell.Command(
            "activations",
            "Write the activations of a layer of a trained network, noisy or not",
            [folder, layer, to, labels, split, noise, log, count, seed, .. data.All],
            run =>
            {
                RowFile.Check(run.Get(to), "--to");
                if (run.Get(labels) is { } file) RowFile.Check(file, "--labels");
                var directory = RunFolder.Open(run.Get(folder));
                var device = data.Prepare(run);
                return run.Working("computing activations", _ =>
                {
                    using var trained = EvaluatedRun.Open(directory, data.Data(run), device, run.Get(noise), run.Cancellation);
                    var chosen = run.Get(split) switch
                    {
                        Split.Train => trained.Set.Train,
                        Split.Validation => trained.Set.Validation ?? throw new UserError(
                            "--split is validation, and this run held out no images; allowed: test, train."),
                        _ => trained.Set.Test,
                    };
                    if (run.Get(count) > chosen.Count)
                        throw new UserError($"--images is {run.Get(count)}; allowed: 1 to {chosen.Count}, the images of this split.");
                    using var images = chosen.Take(run.Get(count) ?? chosen.Count);
                    var network = trained.Objective.Network;
                    var name = run.Get(layer) is { Length: > 0 } given ? given : LayerActivations.Of(network)[^1];
                    var (mode, key) = (run.Get(noise), RandomKey.FromSeed(run.Get(seed)).Fold("activations"));
                    var outputs = LayerActivations.Outputs(
                        network, name, trained.Batches(images),
                        step => mode == NoiseMode.Sample ? NoisePass.Sample(key.Fold((ulong)step))
                            : mode == NoiseMode.Mean ? NoisePass.Mean() : NoisePass.Median(),
                        run.Cancellation);
                    var columns = RowFile.Write(run.Get(to), images.Count, run.Get(log) ? outputs.Select(Logarithm) : outputs);
                    if (run.Get(labels) is { } second)
                        RowFile.WriteLabels(second, images.Labels.cpu().data<long>().ToArray());
                    return new CommandResult()
                        .Add("file", "file", Path.GetFullPath(run.Get(to)))
                        .Add("labels", "labels", run.Get(labels) is { } path ? Path.GetFullPath(path) : null)
                        .Add("layer", "layer", name)
                        .Add("layers", null, LayerActivations.Of(network))
                        .Add("noise", "noise", Label.Of(mode))
                        .Add("split", "images", Label.Of(run.Get(split)))
                        .Add("rows", "rows", images.Count)
                        .Add("columns", "columns", columns);
                });
            },
            new() { Examples = ["idrop activations runs/400 --to activations.npy --labels labels.csv"] });
    }

    private static torch.Tensor Logarithm(torch.Tensor activations)
    {
        var logs = activations.log();
        return logs.isfinite().all().item<bool>() ? logs
            : throw new UserError("The layer has activations of 0 or less, which have no logarithm; leave --log out, or use a network with "
                + "--activation softplus.");
    }
}
