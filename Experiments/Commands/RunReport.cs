using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands;

/// <summary>The result of a run as <c>train</c> prints it.</summary>
internal static class RunReport
{
    public static CommandResult Of(RunResult result, RunFolder directory)
    {
        var report = new CommandResult();
        Add(report, "testError", "test error", result.Test.Error);
        Add(report, "validationError", "validation error", result.Validation?.Error);
        Add(report, "trainError", "training error", result.Train.Error);
        report.Add("crossEntropy", "cross-entropy", result.Test.CrossEntropy)
            .Add("klPerLayer", "KL per layer", Layers(result.Test))
            .Add("effectiveBeta", "effective beta", result.EffectiveBeta)
            .Add("imagesPerSecond", "images per second", result.ImagesPerSecond)
            .Add("seconds", "seconds", result.Seconds)
            .Add("alarms", null, string.Join(" ", result.Warnings));
        if (File.Exists(directory.Checkpoint)) report.Add("checkpoint", "checkpoint", directory.Checkpoint);
        else report.AddMissing("checkpoint");
        return report;
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

    private static void Add(CommandResult report, string key, string label, double? value)
    {
        if (value is { } number) report.Add(key, label, number);
        else report.AddMissing(key);
    }
}
