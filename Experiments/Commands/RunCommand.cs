using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop run</c>: trains what a figure needs, and prints its numbers and the verdict on the paper's claim.</summary>
internal static class RunCommand
{
    public static Command Create(Shell shell)
    {
        var id = new Argument<string>("id")
        {
            Description = $"Which figure: {string.Join(", ", FigureCatalogue.All.Select(figure => figure.Id))}",
        };
        var preset = new Choice<Preset>(
            "--preset", "How thoroughly",
            [("quick", Preset.Quick), .. Enum.GetValues<Preset>().Where(p => p != Preset.Quick).Select(p => (Label.Of(p), p))]);
        var seeds = NumberOption.Seeds(
            "Seeds of the repetitions (default: the preset's; small-data adds seeds until every statement is decided)");
        var dataset = PathOption.Optional("--dataset", "Use other images than the preset does", PathOption.DataSets);
        var output = PathOption.WithDefault("--out", "Folder of the study", "dir", "results");
        var jobs = RunDataOptions.JobsOption("Runs at a time, one process and one thread each; 1 runs them here, on --threads threads");
        var epochs = NumberOption.OptionalCount(
            "--epochs", "Epochs of every training instead of the preset's; the learning rate drops at the same fractions", 1, 100_000);
        var images = NumberOption.OptionalCount(
            "--train-images", "Training images of every training instead of the preset's", 1, 1_000_000);
        var retry = new Option<bool>("--retry-failed") { Description = "Try runs again whose failure is recorded" };
        var precision = TrainOptions.PrecisionOption();
        var data = new RunDataOptions();
        var events = new Option<bool>("--tensorboard") { Description = "Also write TensorBoard event files" };
        var keep = new Option<bool>("--keep-checkpoints") { Description = "Keep the weights of finished runs" };
        var cluster = new ClusterOptions();
        Option[] study = [preset, seeds, dataset, epochs, images, precision, output, jobs, retry, events, keep];
        return shell.Command(
            "run",
            "Reproduce a figure or table; Ctrl-C saves, and the same command continues. A run that fails is recorded and does not stop the "
            + "others",
            [id],
            run =>
            {
                var figure = FigureCatalogue.Named(run.Get(id));
                var settings = Settings(figure, run.Get(preset), run.Get(seeds), run.Get(dataset)) with
                {
                    Epochs = run.Get(epochs),
                    TrainImages = run.Get(images),
                    Precision = run.Get(precision),
                };
                var folder = new StudyFolder(Path.Combine(run.Get(output), figure.Id));
                Study Begin() => Study.Begin(folder.Path, figure, settings, run.Get(retry));
                if (cluster.Submit(run, new()
                {
                    Name = figure.Id,
                    Command = ["run", figure.Id],
                    Options = study.Except([retry]),
                    Output = output,
                    Subfolder = figure.Id,
                    Jobs = jobs,
                    Data = data,
                    IsPlannedAtOnce = figure.IsPlannedAtOnce(settings),
                    Begin = () => new StudyQueue([Begin()], new(data.Data(run))).BeginAll(),
                    Open = () => new Study(figure, settings, folder).CountOpen(),
                }) is { } submitted) return submitted;
                // The networks of the smoke preset are too small to gain from several threads or processes.
                var smoke = settings.Preset == Preset.Smoke;
                var device = data.Prepare(run, smoke ? 1 : null);
                var how = new RunOptions(data.Data(run), device, run.Get(keep), run.Get(events))
                {
                    Jobs = smoke ? 1 : run.Get(jobs) ?? RunOptions.DefaultJobs(device),
                    WaitsForOthers = cluster.Waits(run),
                };
                var begun = Begin();
                using var saying = run.SaysThatItSaves();
                return run.Working(
                    figure.Title, say => begun.Run(how, progress => say(progress.Describe()), run.Note, run.Cancellation))
                    ? Result(begun)
                    : new CommandResult()
                        .Add("id", "figure", figure.Id)
                        .Add("left", "runs left to other processes", begun.CountOpen())
                        .Add("folder", "folder", folder.Path);
            },
            new()
            {
                Options = [("The study", study), data.Group, cluster.Group],
                Examples =
                [
                    "idrop run fig3a --preset smoke",
                    "idrop run fig5 --preset cpu --out /shared/results --on slurm --array-limit 20",
                ],
            });
    }

    private static StudySettings Settings(Figure figure, Preset preset, ulong[] seeds, string? dataset)
    {
        if (!figure.Presets.Contains(preset))
            throw new UserError(
                $"{figure.Id} has no preset {Label.Of(preset)}; it has: {string.Join(", ", figure.Presets.Select(Label.Of))}.");
        if (seeds.Distinct().Count() != seeds.Length)
            throw new UserError("--seeds names a seed twice; name each once.");
        return new(
            figure.Id, preset, dataset is null ? figure.DefaultDataset(preset) : DataSource.Named(dataset).Name,
            seeds.Length > 0 ? [.. seeds] : figure.DefaultSeeds(preset))
        {
            Looks = seeds.Length > 0 ? null : Figure.DefaultLooks(preset),
        };
    }

    private static CommandResult Result(Study study)
    {
        var (figure, settings, outcome) = (study.Figure, study.Settings, study.Conclude());
        var result = new CommandResult { Fixed = InformationUnit.Nats }
            .Add("id", "figure", figure.Id)
            .Add("preset", "preset", Label.Of(settings.Preset))
            .Add("dataset", "images", settings.Dataset)
            .Add("claim", "the paper's claim", figure.Claim)
            .Add("paper", "the paper", outcome.Paper)
            .Add("ours", outcome.Statements.IsEmpty ? "measured" : null, outcome.Ours)
            .Add(
                "beside", outcome.Statements.IsEmpty || outcome.Sentences.IsEmpty ? null : "measured beside",
                (IReadOnlyList<string>)outcome.Sentences)
            .Add("verdict", "verdict", Label.Of(outcome.Verdict))
            .Add("remarks", "remarks", (IReadOnlyList<string>)outcome.Remarks)
            .Add("folder", "folder", study.Folder.Path);
        foreach (var table in outcome.Statements.IsEmpty ? outcome.Tables : [outcome.StatementTable, .. outcome.Tables])
            result.Add(Key(table.Title), table.Title, [.. table.Rows.Select(row => Row(table, row))]);
        return result;
    }

    private static CommandResult Row(FigureTable table, IReadOnlyList<string> row)
    {
        var result = new CommandResult();
        for (var i = 0; i < row.Count; i++)
            result.Add(Key(table.Columns[i]), table.Columns[i], row[i]);
        return result;
    }

    // "KL per layer (nats)" -> "klPerLayerNats"
    private static string Key(string title)
    {
        var words = title.Split([' ', ',', '(', ')', '%', '.', '\'', '±'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) =>
            i == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
    }
}
