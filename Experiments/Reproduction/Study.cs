using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure with what is asked for and the folder of its runs. A finished run is never repeated, an interrupted one goes on from
/// its
/// checkpoint.</summary>
/// <param name="Figure">What is studied.</param>
/// <param name="Settings">What is asked for.</param>
/// <param name="Folder">Where the runs are.</param>
internal sealed record Study(Figure Figure, StudySettings Settings, StudyFolder Folder)
{
    /// <summary>Begins a study, or goes on with it: the runs that an earlier study left in the folder are used.</summary>
    /// <exception cref="UserError">The figure cannot be made of such settings; the folder is left as it was.</exception>
    public static Study Begin(string path, Figure figure, StudySettings settings)
    {
        var study = new Study(figure, settings, new(path));
        study.Plan();
        study.Folder.Write(settings);
        return study;
    }

    /// <summary>The runs needed, given those finished.</summary>
    public ImmutableArray<PlannedRun> Plan() => Figure.Plan(Settings, Folder);

    /// <summary>Carries out every run that is not finished.</summary>
    /// <param name="options">How they are carried out.</param>
    /// <param name="say">Told how far the study is.</param>
    /// <param name="cancellation">Stops it; what is in progress is saved.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public void Run(RunOptions options, Action<StudyProgress> say, CancellationToken cancellation)
    {
        var progress = new StudyProgress(0, 0, []);
        if (options.Jobs > 1)
        {
            ParallelRuns.ToEnd(Pending, options, running => say(progress with { Running = [.. running] }), cancellation);
            return;
        }
        using var cache = new DataCache();
        while (Pending() is [var next, ..])
        {
            cancellation.ThrowIfCancellationRequested();
            var label = next.ReadSettings().Label;
            TrainingRun.ToEnd(next, options, cache, run => say(progress with { Running = [$"{label}: {run.Describe()}"] }), cancellation);
        }

        // Planned anew after every run: what is needed may depend on what came out.
        IReadOnlyList<RunFolder> Pending()
        {
            RunFolder[] planned = [.. Plan().Select(Folder.Begin)], pending = [.. planned.Where(run => !run.IsComplete)];
            progress = new(planned.Length - pending.Length, planned.Length, []);
            return pending;
        }
    }

    /// <summary>What the study measured.</summary>
    /// <exception cref="UserError">Too few runs are finished.</exception>
    public FigureOutcome Measure() => Figure.Measure(Settings, Folder);

    /// <summary>What the study measured, with its plots written beside its runs as SVG, PNG and CSV.</summary>
    public FigureOutcome Conclude()
    {
        var outcome = Measure();
        PlotFiles.Write(Folder.Path, Figure.Id, outcome.Plots);
        return outcome;
    }

    /// <summary>The command line that carries it out; where the data is and whether unverified files may be read is for whoever types
    /// it.</summary>
    public string Command => string.Join(' ',
    [
        $"idrop run {Figure.Id} --preset {Label.Of(Settings.Preset)}",
        .. Settings.Dataset == Figure.DefaultDataset(Settings.Preset) ? Array.Empty<string>() : [$"--dataset {Settings.Dataset}"],
        .. Settings.Seeds.SequenceEqual(Figure.DefaultSeeds(Settings.Preset)) ? Array.Empty<string>() : ["--seeds "
            + $"{string.Join(' ', Settings.Seeds)}"],
        .. Settings.Epochs is { } epochs ? [$"--epochs {epochs}"] : Array.Empty<string>(),
        .. Settings.Precision == default ? Array.Empty<string>() : [$"--precision {Label.Of(Settings.Precision)}"],
    ]);
}

/// <summary>How far a study is.</summary>
/// <param name="Finished">Runs that are finished.</param>
/// <param name="Known">Runs that are known to be needed so far.</param>
/// <param name="Running">Descriptions of the runs in progress.</param>
internal sealed record StudyProgress(int Finished, int Known, EquatableArray<string> Running)
{
    public string Describe() => Running.Length == 0
        ? $"{Finished} of {Known} runs done"
        : $"{Finished} of {Known} runs done; {string.Join("; ", Running)}";
}
