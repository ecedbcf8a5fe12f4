using System.CommandLine;
using System.Diagnostics;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Page;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Toys;
using IDropTheory.Verification;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop reproduce</c>: runs the checks, the toy problems and a quick study of every figure, and writes a report.</summary>
internal static class ReproduceCommand
{
    // Seconds; without a terminal.
    private const double BetweenNotes = 30;

    public static Command Create(Shell shell)
    {
        var output = new Option<string>("--out")
        {
            Description = "Folder of the results",
            HelpName = "dir",
            DefaultValueFactory = _ => "idrop-results",
        };
        var preset = new Choice<Preset>(
            "--preset", "How thoroughly the figures are run", ("quick", Preset.Quick), ("smoke", Preset.Smoke));
        var jobs = RunDataOptions.JobsOption("Trainings at a time, one process and one thread each");
        var data = new RunDataOptions();
        return shell.Command(
            "reproduce",
            "Check the formulas, solve the toy problems, run a quick version of every figure and write one report about all; "
            + "Ctrl-C saves, and the same command continues",
            [output, preset, jobs, .. data.All],
            run =>
            {
                var results = ResultsFolder.Begin(run.Get(output));
                Verify(run, results);
                SolveToys(run, results);
                var device = data.Prepare(run, run.Get(preset) == Preset.Smoke ? 1 : null);
                var options = new RunOptions(data.Data(run), device, KeepCheckpoint: false)
                {
                    Jobs = run.Get(jobs) ?? RunOptions.DefaultJobs(device),
                };
                var unfinished = Figures(run, results, run.Get(preset), options);
                var file = Path.Combine(results.Path, ReportPage.Name);
                var result = ReportPage.Write(results, file);
                return unfinished.Count == 0
                    ? result
                    : throw new TrainingException(
                        $"{string.Join(", ", unfinished)} did not finish, for the reason above; {file} reports the others. "
                        + "Run the same command again to continue.");
            },
            new() { Examples = ["idrop reproduce", "idrop reproduce --preset smoke --out seconds"] });
    }

    private static void Verify(Invocation run, ResultsFolder results)
    {
        run.Note("checking the formulas");
        var checks = VerifyCommand.Check(run, VerificationSettings.Default);
        results.Write(checks);
        run.Note($"  {checks.Count(check => check.Passed)} of {checks.Count} checks passed");
    }

    private static void SolveToys(Invocation run, ResultsFolder results)
    {
        run.Note("solving the toy problems");
        foreach (var solve in ToyCatalogue.All)
        {
            var toy = run.Working("solving", _ => solve(run.Cancellation));
            results.Write(new ToyRecord(toy.Name, toy.Sentence, toy.Plot));
            run.Note($"  {toy.Name}: {toy.Sentence}");
        }
    }

    /// <summary>Carries out the studies of all figures, the longest runs first, and writes the report before them and after each.</summary>
    /// <returns>The figures that did not finish: runs that fail are in the remarks of their study; one that cannot be carried out, or of
    /// which no run finished, does not stop the others.</returns>
    private static List<string> Figures(Invocation run, ResultsFolder results, Preset preset, RunOptions options)
    {
        Study[] studies =
        [
            .. from figure in FigureCatalogue.All
               where figure.Presets.Contains(preset)
               let settings = new StudySettings(figure.Id, preset, Dataset(figure, preset, options.Data), figure.DefaultSeeds(preset))
               let study = Study.Begin(results.PathOf(figure), figure, settings)
               orderby study.Plan().Max(RunCost.Seconds) descending
               select study,
        ];
        var records = new SortedDictionary<string, StudyRecord>(
            studies.ToDictionary(study => study.Figure.Id, study => StudyRecord.ToCome(study, results.Path)), StringComparer.Ordinal);
        var file = Path.Combine(results.Path, ReportPage.Name);
        var unfinished = new List<string>();
        Report();
        run.Note($"the figures; {file} has what is done so far");
        using var saying = run.SaysThatItSaves();
        return run.WithBar(show =>
        {
            var (forecast, clock, noted) = (new Forecast(Math.Min(options.Jobs, Environment.ProcessorCount)), Stopwatch.StartNew(), 0.0);
            new StudyQueue(studies, options).ToEnd(progress =>
            {
                var (share, time) = forecast.After(clock.Elapsed.TotalSeconds, progress);
                var words = $"{progress.Counts}, {time.Describe()}";
                show(share, words);
                if (run.ShowsProgress || time.Elapsed - noted < BetweenNotes) return;
                noted = time.Elapsed;
                run.Note(Invariant($"  {100 * share:F0}%: {words}"));
            }, run.Note, Conclude, Refuse, run.Cancellation);
            return unfinished;
        });

        void Conclude(Study study)
        {
            var record = records[study.Figure.Id] = StudyRecord.Read(study.Folder, results.Path);
            if (record.Missing is { } missing) Refuse(study, new UserError(missing));
            else run.Note($"  {study.Figure.Id} on {study.Settings.Dataset}: {record.VerdictLabel}");
            Report();
        }

        void Refuse(Study study, Exception reason)
        {
            unfinished.Add(study.Figure.Id);
            run.Note($"  {reason.Message}");
        }

        void Report() => ReportPage.Write(results, [.. records.Values], file);
    }

    // The paper's images if their files are on disk, else those of the preset, which need no files.
    private static string Dataset(Figure figure, Preset preset, DataOptions options)
    {
        var paper = figure.DefaultDataset(figure.Presets[^1]);
        var files = DataSource.All.FirstOrDefault(source => source.Name == paper)?.Inspect(options.ResolveDirectory()) ?? [];
        return files.Any() && files.All(file => file.Verified || (options.AllowUnverified && file.Path is not null))
            ? paper
            : figure.DefaultDataset(preset);
    }
}
