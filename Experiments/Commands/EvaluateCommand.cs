using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop evaluate</c>: evaluates a trained network on its test images, with the chosen noise.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of a run" };
        var noise = new Choice<NoiseMode>(
            "--noise", "What happens to the noise", ("median", NoiseMode.Median), ("mean", NoiseMode.Mean), ("sample", NoiseMode.Sample));
        var draws = NumberOption.Count(
            "--draws", "Draws of the noise per image, with --noise sample; errors and costs are averaged over them", 1, 10_000, 1);
        var seed = NumberOption.Seed();
        var data = new RunDataOptions();
        return shell.Command(
            "evaluate",
            "Evaluate a trained network on its test images",
            [folder, noise, draws, seed, .. data.All],
            run =>
            {
                var directory = RunFolder.Open(run.Get(folder));
                var mode = run.Get(noise);
                if (mode != NoiseMode.Sample && run.IsGiven(draws))
                    throw new UserError("--draws needs --noise sample; without drawn noise every pass is the same.");
                var device = data.Prepare(run);
                return run.Working(
                    "evaluating", _ => Evaluate(run, directory, data.Data(run), device, mode, run.Get(draws), run.Get(seed)));
            },
            new() { Examples = ["idrop evaluate runs/400 --noise sample --draws 10"] });
    }

    private static CommandResult Evaluate(
        Invocation run, RunFolder directory, DataOptions options, string device, NoiseMode mode, int draws, ulong seed)
    {
        using var trained = EvaluatedRun.Open(directory, options, device, mode, run.Cancellation);
        var (objective, batches) = (trained.Objective, trained.Batches(trained.Set.Test));
        var key = RandomKey.FromSeed(seed).Fold("evaluate");
        Evaluation[] evaluations = mode == NoiseMode.Sample
            ? [.. Enumerable.Range(0, draws).Select(draw => Evaluator.Run(objective, batches, key.Fold((ulong)draw), run.Cancellation))]
            : [Evaluator.Run(objective, batches, mode, run.Cancellation)];
        var mean = Evaluation.Mean(evaluations);
        return new CommandResult()
            .Add("testError", "test error", mean.Error)
            .Add("crossEntropy", "cross-entropy", mean.CrossEntropy)
            .Add("bound", "-(cross-entropy + KL)", new Nats(mean.Bound))
            .Add("klPerLayer", "KL per layer", Layers(mean))
            .Add("images", "images", mean.Images)
            .Add("draws", "draws", evaluations.Length);
    }

    /// <summary>The information of every layer.</summary>
    public static IReadOnlyList<CommandResult> Layers(Evaluation evaluation) =>
    [
        .. evaluation.Layers.Select(layer => new CommandResult()
            .Add("layer", "layer", layer.Layer)
            .Add("kl", "KL", layer.Kl)
            .Add("meanAlpha", "mean alpha", layer.MeanAlpha)
            .Add("saturated", "saturated", layer.Saturated)),
    ];
}
