using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Carries out every run that a figure needs. A finished run is never repeated, an interrupted one goes on from its checkpoint.</summary>
internal static class Study
{
    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="figure">What is studied.</param>
    /// <param name="directory">Where the runs are.</param>
    /// <param name="options">How they are carried out.</param>
    /// <param name="say">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what is in progress is saved.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public static void Run(Figure figure, StudyFolder directory, StudyOptions options, Action<StudyProgress> say, CancellationToken cancellation)
    {
        var study = directory.ReadSettings();
        if (options.Jobs > 1)
        {
            ParallelRuns.ToEnd(Pending, options, Say, cancellation);
            return;
        }
        using var cache = new DataCache();
        while (Pending() is [var next, ..])
        {
            cancellation.ThrowIfCancellationRequested();
            var words = next.ReadSettings().Words;
            TrainingRun.ToEnd(next, options.Run, cache, progress => Say([$"{words}: {progress.Words()}"]), cancellation);
        }

        // Asked anew after every run: what is needed may depend on what came out.
        IReadOnlyList<RunFolder> Pending() =>
            [.. figure.Plan(study, directory).Select(run => directory.Begin(run, figure.Measurements(study, run))).Where(run => !run.IsComplete)];

        void Say(IReadOnlyList<string> running)
        {
            var planned = figure.Plan(study, directory);
            say(new(planned.Count(run => directory.Of(run).IsComplete), planned.Count, running));
        }
    }

    /// <summary>What the study measured, with its plots written beside its runs as SVG, PNG and CSV.</summary>
    public static FigureOutcome Conclude(Figure figure, StudyFolder directory)
    {
        var outcome = figure.Measure(directory.ReadSettings(), directory);
        PlotFiles.Write(directory.Path, figure.Id, outcome.Plots);
        return outcome;
    }
}
