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
        var output = PathOption.Optional("--out", "Folder for the run's files (default: below runs/, named after the settings)", "dir");
        var resume = PathOption.Optional(
            "--resume", "Continue the run of this folder, with the settings that it has; - reads folders from standard input, "
                + "one a line, and writes each back when its run is finished or another process has it; for a run that was taken over "
                + "meanwhile it writes a line that says so", "dir");
        var events = new Option<bool>("--tensorboard") { Description = "Also write TensorBoard event files into the folder" };
        var discard = new Option<bool>("--no-checkpoint") { Description = "Delete the checkpoint when the run is finished" };
        var every = NumberOption.WithDefault("--checkpoint-seconds", "Time between two checkpoints", NumberRange.NonNegative, 60);
        return shell.Command(
            "train",
            "Train a network; Ctrl-C saves, and --resume continues bit for bit",
            [],
            run =>
            {
                var first = run.Get(resume) == FromInput ? null : Directory(run, settings, output, resume);
                var options = new RunOptions(data.Data(run), data.Prepare(run), !run.Get(discard), run.Get(events))
                {
                    CheckpointEvery = TimeSpan.FromSeconds(run.Get(every)),
                };
                using var saying = run.SaysThatItSaves();
                using var cache = new DataCache();
                if (first is not null) return Alone(run, first, options, cache);
                while (Console.In.ReadLine() is { } folder)
                {
                    try
                    {
                        Train(run, RunFolder.Open(folder), options, cache);
                        run.Answer(folder);
                    }
                    catch (RunTakenException taken)
                    {
                        run.Answer(taken.WasMine ? taken.Message : folder);
                    }
                }
                return new CommandResult();
            },
            new()
            {
                Options =
                [
                    ("Files", [output, resume, every, discard, events]), .. settings.Groups, data.Group,
                ],
                Examples =
                [
                    "idrop train --epochs 5 --beta 3",
                    "idrop train --dataset mnist --width 400 --beta 3 --out runs/400",
                    "idrop train --resume runs/400",
                ],
            });
    }

    private static CommandResult Alone(Invocation run, RunFolder directory, RunOptions options, DataCache cache)
    {
        try
        {
            return Result(Train(run, directory, options, cache), directory);
        }
        catch (OperationCanceledException)
        {
            run.Note(File.Exists(directory.Checkpoint)
                ? $"Saved in {directory.Path}. Continue with: idrop train --resume {directory.Path}"
                : $"Stopped before the first step. Begin again with: idrop train --resume {directory.Path}");
            throw;
        }
    }

    private static RunResult Train(Invocation run, RunFolder directory, RunOptions options, DataCache cache)
    {
        var settings = directory.ReadSettings();
        run.Note($"{settings.Label}: {directory.Path}");
        return run.WithBar(show =>
        {
            var epoch = 0;
            show(0, $"reading {settings.Dataset}");
            return TrainingRun.ToEnd(directory, options, cache, progress =>
            {
                show(progress.Fraction, progress.Describe());
                if (progress.Last is not { } last || last.Epoch == epoch) return;
                epoch = last.Epoch;
                foreach (var alarm in last.Warnings) run.Note($"epoch {epoch}: {alarm}");
                run.Note(progress.DescribeEpoch());
            }, run.Cancellation);
        });
    }

    private static RunFolder Directory(Invocation run, TrainOptions settings, Option<string?> output, Option<string?> resume)
    {
        if (run.Get(resume) is { } stopped)
            return settings.FirstGiven(run) is { } given
                ? throw new UserError($"{given.Name} cannot be changed when a run is resumed; leave it out, or begin a new run with --out.")
                : Resumed(stopped);
        var begun = settings.Settings(run);
        // Own images are named by their path.
        var name = $"{Path.GetFileNameWithoutExtension(begun.Dataset)}-{begun.Hash[..8]}";
        return RunFolder.Begin(run.Get(output) ?? Path.Combine("runs", name), begun);
    }

    private static RunFolder Resumed(string path)
    {
        var folder = RunFolder.Open(path);
        return ImportCommand.IsImported(folder)
            ? throw new UserError($"{path} contains imported weights and no training that could be continued; evaluate it, or begin a "
                + "new run with --out.")
            : folder;
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
