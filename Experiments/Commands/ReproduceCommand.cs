using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Page;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Verification;
using IDropTheory.Experiments.Verification.Toys;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop reproduce</c>: runs the checks, the toy problems and a quick study of every figure, and writes a report.</summary>
internal static class ReproduceCommand
{
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
                var unfinished = FigureCatalogue.All.Where(figure => figure.Presets.Contains(run.Get(preset)))
                    .Where(figure => !Finishes(run, results, figure, run.Get(preset), options)).Select(figure => figure.Id).ToList();
                var file = Path.Combine(results.Path, ReportPage.Name);
                var result = ReportPage.Write(results, file);
                return unfinished.Count == 0
                    ? result
                    : throw new TrainingException(
                        $"{string.Join(", ", unfinished)} did not finish, for the reason above; {file} reports the others. "
                        + "Run the same command again to continue.");
            });
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

    // Runs that fail are in the study's remarks. A study that cannot be carried out, or of which no run finished, does not stop the others.
    private static bool Finishes(Invocation run, ResultsFolder results, Figure figure, Preset preset, RunOptions options)
    {
        try
        {
            Study(run, results, figure, preset, options);
            return true;
        }
        catch (Exception failed) when (failed is TrainingException or UserError)
        {
            run.Note($"  {failed.Message}");
            return false;
        }
    }

    private static void Study(Invocation run, ResultsFolder results, Figure figure, Preset preset, RunOptions options)
    {
        var settings = new StudySettings(figure.Id, preset, Dataset(figure, preset, options.Data), figure.DefaultSeeds(preset));
        run.Note($"{figure.Id} on {settings.Dataset}: {figure.Title}");
        var study = Reproduction.Study.Begin(results.PathOf(figure), figure, settings);
        var finished = -1;
        run.Working(figure.Title, say =>
        {
            study.Run(options, progress =>
            {
                say(progress.Describe());
                if (progress.Finished == finished) return;
                finished = progress.Finished;
                run.Note($"  {progress.Finished} of {progress.Known} trainings done");
            }, run.Cancellation);
            return true;
        });
        study.Conclude();
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
