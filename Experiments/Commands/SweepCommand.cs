using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop sweep</c>: trains a network at every combination of given values of options, with several seeds.</summary>
internal static class SweepCommand
{
    public static Command Create(Shell shell)
    {
        var training = new TrainOptions();
        var data = new RunDataOptions();
        var over = new Option<string[]>("--over")
        {
            Description = "What varies: an option of idrop train and its values, as beta=0.1,1,10; repeat it for a grid",
            Required = true,
            HelpName = "text",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = NumberOption.Seeds("Seeds of the repetitions of every combination", 1, 2, 3);
        var output = new Option<string>("--out") { Description = "Folder of the runs", HelpName = "dir", Required = true };
        var jobs = RunDataOptions.JobsOption("Trainings at a time, one process and one thread each");
        var cluster = new ClusterOptions();
        Option[] fixedOptions = [.. training.All.Where(option => option.Name != "--seed")];
        Option[] sweep = [over, seeds, output, jobs];
        return shell.Command(
            "sweep",
            "Train at every combination of values of options; Ctrl-C saves, and the same command continues",
            [],
            run =>
            {
                var axes = run.Get(over).Select(text => Axis.Parse(text, fixedOptions)).ToList();
                if (axes.Select(axis => axis.Option).FirstOrDefault(run.IsGiven) is { } twice)
                    throw new UserError($"{twice.Name} is given and varied by --over; leave one of them out.");
                var command = new Command("train");
                foreach (var option in training.All) command.Add(option);
                string[] common = [.. fixedOptions.SelectMany(run.Written)];
                Point[] points =
                [
                    .. Product(axes).Select(values => new Point(values,
                    [
                        .. run.Get(seeds).Select(seed => training.Settings(run.Reading(
                            command, [.. common, .. axes.Zip(values).SelectMany(a => a.First.Written(a.Second)), "--seed", $"{seed}"]))),
                    ])),
                ];
                var folder = run.Get(output);
                var runs = points.ToDictionary(
                    point => point, point => point.Runs.Select(each => new RunFolder(Path.Combine(folder, each.Hash))).ToArray());
                var all = points.SelectMany(point => point.Runs.Zip(runs[point], (settings, each) => (Settings: settings, Folder: each)))
                    .DistinctBy(each => each.Folder.Path).ToArray();
                void Begin() => Array.ForEach(all, each => RunFolder.Begin(each.Folder.Path, each.Settings));
                if (cluster.Submit(run, new()
                {
                    Name = "sweep",
                    Command = ["sweep"],
                    Options = [.. sweep, .. fixedOptions],
                    Output = output,
                    Jobs = jobs,
                    Data = data,
                    Begin = Begin,
                    Open = () => all.Count(each => !each.Folder.IsComplete && !each.Folder.IsFailed),
                }) is { } submitted) return submitted;
                var device = data.Prepare(run, 1);
                var how = new RunOptions(data.Data(run), device, KeepCheckpoint: false)
                {
                    Jobs = run.Get(jobs) ?? RunOptions.DefaultJobs(device),
                    WaitsForOthers = cluster.Waits(run),
                };
                Begin();
                using var saying = run.SaysThatItSaves();
                run.Working("sweep", say =>
                {
                    var open = new OpenRuns(all.Select(each => each.Folder));
                    ParallelRuns.ToEnd(
                        open.Look, how,
                        running => say(string.Join("; ",
                            [$"{open.Finished} of {all.Length} runs done", .. running.Select(run => run.Label)])),
                        run.Note, (_, reason) => throw reason, run.Cancellation);
                    return true;
                });
                Row[] rows = [.. points.Select(point => new Row(point, [.. runs[point].Where(each => each.IsComplete).Select(Read)]))];
                if (Picture(axes, rows) is { } plot) PlotFiles.Write(folder, "sweep", [plot]);
                return new CommandResult()
                    .Add("runs", "runs", all.Length)
                    .Add("failed", "failed", all.Count(each => each.Folder.IsFailed))
                    .Add("folder", "folder", folder)
                    .Add("points", "mean over the seeds ± half of the 95% interval", [.. rows.Select(row => row.Result(axes))]);
            },
            new()
            {
                Options =
                [
                    ("The sweep", sweep),
                    .. training.Groups.Select(group => (group.Title, (IReadOnlyList<Option>)[.. group.Options.Intersect(fixedOptions)])),
                    data.Group, cluster.Group,
                ],
                Examples = ["idrop sweep --over beta=0.1,1,10 --epochs 2 --out runs/beta"],
            });
    }

    private static IEnumerable<ImmutableArray<string>> Product(IEnumerable<Axis> axes) => axes.Aggregate(
        (IEnumerable<ImmutableArray<string>>)[[]],
        (before, axis) => before.SelectMany(values => axis.Values.Select(value => values.Add(value))));

    private static Measured Read(RunFolder run)
    {
        var result = run.ReadResult();
        return new(result.Test.Error ?? result.Test.Bound, result.Validation?.Error, result.Test.Kl.Value, result.Test.Error is not null);
    }

    /// <summary>The first varied option on the horizontal axis, a curve for each combination of the others; null where its values are no
    /// numbers.</summary>
    private static Plot? Picture(IReadOnlyList<Axis> axes, Row[] rows)
    {
        if (!axes[0].Values.All(value => Numbers.TryParse(value, out _)) || rows.All(row => row.Runs.IsEmpty)) return null;
        double X(Row row) => Numbers.TryParse(row.Point.Values[0], out var x) ? x : double.NaN;
        var classifies = rows.SelectMany(row => row.Runs).First().Classifies;
        var positive = rows.Select(X).Where(x => x > 0).ToArray();
        return new(
            "Mean over seeds with its 95% interval", axes[0].Name, classifies ? "test error (%)" : "test bound (nats)",
            [
                .. rows.Where(row => !row.Runs.IsEmpty)
                    .GroupBy(row => string.Join(", ", axes.Zip(row.Point.Values).Skip(1).Select(a => $"{a.First.Name} {a.Second}")))
                    .Select(curve => new PlotSeries(
                        curve.Key.Length > 0 ? curve.Key : "measured", PlotStyle.Measured,
                        [.. curve.Select(X)], [.. curve.Select(row => row.Shown.Mean)])
                    {
                        Intervals = [.. curve.Select(row => row.Shown.Ends)],
                    }),
            ])
        {
            LogX = positive.Length > 1 && positive.Max() >= 10 * positive.Min(),
            Possible = classifies ? Plot.Percentages : null,
        };
    }

    /// <summary>An option that varies.</summary>
    private sealed record Axis(Option Option, EquatableArray<string> Values)
    {
        public string Name => Option.Name[2..];

        public IEnumerable<string> Written(string value) => [Option.Name, value];

        public static Axis Parse(string text, IReadOnlyList<Option> options)
        {
            var parts = text.Split('=', 2);
            string[] values = parts is [_, var list] ? list.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
            if (values.Length == 0)
                throw new UserError($"--over is {Quoted.Text(text)}; allowed: NAME=VALUE,VALUE,... as beta=0.1,1,10.");
            var name = parts[0].TrimStart('-');
            return options.FirstOrDefault(option => option.Name == "--" + name) is { } option
                ? new(option, [.. values])
                : throw new UserError($"--over names {Quoted.Text(name)}; allowed: {string.Join(", ", options.Select(o => o.Name[2..]))}.");
        }
    }

    /// <summary>A combination of values with the runs that it needs, one for each seed.</summary>
    private sealed record Point(EquatableArray<string> Values, EquatableArray<RunSettings> Runs);

    /// <summary>What one run measured: test error, or for an autoencoder the variational bound.</summary>
    private sealed record Measured(double Test, double? ValidationError, double Kl, bool Classifies);

    private sealed record Row(Point Point, EquatableArray<Measured> Runs)
    {
        public MeanInterval Shown => MeanInterval.Of([.. Runs.Select(run => run.Classifies ? 100 * run.Test : run.Test)]);

        public CommandResult Result(IReadOnlyList<Axis> axes)
        {
            var result = axes.Zip(Point.Values).Aggregate(
                new CommandResult(), (row, axis) => row.Add(axis.First.Name, axis.First.Name, axis.Second));
            result.Add("runs", "runs", Runs.Length);
            if (Runs.IsEmpty) return result.AddMissing("test").AddMissing("validation").AddMissing("kl");
            var errors = Runs.Select(run => run.ValidationError).OfType<double>().ToArray();
            return result
                .Add("test", Runs[0].Classifies ? "test error (%)" : "test bound (nats)", Shown.Describe())
                .Add(
                    "validation", "validation error (%)",
                    errors is [] ? null : MeanInterval.Of([.. errors.Select(error => 100 * error)]).Describe())
                .Add("kl", "KL (nats)", MeanInterval.Of([.. Runs.Select(run => run.Kl)]).Describe());
        }
    }
}
