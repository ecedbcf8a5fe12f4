using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop train</c>: begins a run, or continues one that was stopped.</summary>
internal static class TrainCommand
{
    private const string FromInput = "-";

    public static Command Create(Shell shell)
    {
        var settings = new TrainOptions();
        var data = new RunDataOptions();
        var output = PathOption.Optional("--out", "Folder for the run's files; needed unless --resume is given", "dir");
        var resume = PathOption.Optional(
            "--resume", "Continue the run of this folder, with the settings that it has; - reads folders from standard input, "
                + "one a line, and writes each back when its run is finished", "dir");
        var events = new Option<bool>("--tensorboard") { Description = "Also write TensorBoard event files into the folder" };
        var discard = new Option<bool>("--no-checkpoint") { Description = "Delete the checkpoint when the run is finished" };
        var every = NumberOption.WithDefault("--checkpoint-seconds", "Time between two checkpoints", NumberRange.NonNegative, 60);
        return shell.Command(
            "train",
            "Train a network; Ctrl-C saves, and --resume continues bit for bit",
            [.. settings.All, .. data.All, output, resume, events, discard, every],
            run =>
            {
                var first = run.Get(resume) == FromInput ? null : Directory(run, settings, output, resume);
                var options = new RunOptions(data.Data(run), data.Prepare(run), !run.Get(discard), run.Get(events))
                {
                    CheckpointEvery = TimeSpan.FromSeconds(run.Get(every)),
                };
                using var cache = new DataCache();
                if (first is not null) return Result(Train(run, first, options, cache), first);
                while (Console.In.ReadLine() is { } folder)
                {
                    Train(run, RunFolder.Open(folder), options, cache);
                    run.Answer(folder);
                }
                return new CommandResult();
            });
    }

    private static RunResult Train(Invocation run, RunFolder directory, RunOptions options, DataCache cache)
    {
        var description = directory.ReadSettings().Label;
        var epoch = 0;
        run.Note($"{description}: {directory.Path}");
        return run.Working(description, say => TrainingRun.ToEnd(directory, options, cache, progress =>
        {
            say(progress.Describe());
            if (progress.Last is not { } last || last.Epoch == epoch) return;
            epoch = last.Epoch;
            foreach (var alarm in last.Warnings) run.Note($"epoch {epoch}: {alarm}");
            if (!run.ShowsProgress) run.Note(progress.DescribeEpoch());
        }, run.Cancellation));
    }

    private static RunFolder Directory(Invocation run, TrainOptions settings, Option<string?> output, Option<string?> resume)
    {
        if (run.Get(resume) is { } stopped)
            return settings.FirstGiven(run) is { } given
                ? throw new UserError($"{given.Name} cannot be changed when a run is resumed; leave it out, or begin a new run with --out.")
                : RunFolder.Open(stopped);
        return run.Get(output) is { } folder
            ? RunFolder.Begin(folder, settings.Settings(run))
            : throw new UserError("--out is missing; name the folder that the run is written to, or one to continue with --resume.");
    }

    private static CommandResult Result(RunResult result, RunFolder directory) => new CommandResult()
        .Add("testError", "test error", result.Test.Error)
        .Add("validationError", "validation error", result.Validation?.Error)
        .Add("trainError", "training error", result.Train.Error)
        .Add("crossEntropy", "cross-entropy", result.Test.CrossEntropy)
        .Add("klPerLayer", "KL per layer", EvaluateCommand.Layers(result.Test))
        .Add("effectiveBeta", "effective beta", result.EffectiveBeta)
        .Add("imagesPerSecond", "images per second", result.ImagesPerSecond)
        .Add("seconds", "seconds", result.Seconds)
        .Add("alarms", null, string.Join(" ", result.Warnings))
        .Add("checkpoint", "checkpoint", File.Exists(directory.Checkpoint) ? directory.Checkpoint : null);
}
