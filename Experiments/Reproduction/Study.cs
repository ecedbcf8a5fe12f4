using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure with what is asked for and the folder of its runs. A finished run is never repeated, an interrupted one continues
/// from its checkpoint, and one that failed is tried once more.</summary>
/// <param name="Figure">What is studied.</param>
/// <param name="Settings">What is asked for.</param>
/// <param name="Folder">Where the runs are.</param>
internal sealed record Study(Figure Figure, StudySettings Settings, StudyFolder Folder)
{
    /// <summary>Begins a study, or continues it: the runs that an earlier study left in the folder are used.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="figure">What is studied.</param>
    /// <param name="settings">What is asked for.</param>
    /// <param name="retryFailed">Whether runs whose failure is recorded are tried again.</param>
    /// <exception cref="UserError">The figure cannot be made of such settings; the folder is left as it was.</exception>
    public static Study Begin(string path, Figure figure, StudySettings settings, bool retryFailed = false)
    {
        var study = new Study(figure, settings, new(path));
        study.Plan();
        study.Folder.Write(settings);
        if (retryFailed) study.Folder.ForgetFailures();
        return study;
    }

    /// <summary>The runs needed, given those finished.</summary>
    public ImmutableArray<PlannedRun> Plan() => Figure.Plan(Look(), Folder);

    /// <summary>Carries out every run that is neither finished nor recorded as failed, together with other processes that do the same. A
    /// run that fails does not stop the others.</summary>
    /// <param name="options">How they are carried out.</param>
    /// <param name="say">Told how far the study is.</param>
    /// <param name="note">Told, in a line, of a run that another process took, and whom this one waits for.</param>
    /// <param name="cancellation">Stops it; what is in progress is saved.</param>
    /// <returns>Whether every run has ended; false if some are left to other processes.</returns>
    /// <exception cref="TrainingException">It cannot go on, for instance as images are missing.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user, after saving.</exception>
    public bool Run(RunOptions options, Action<StudyProgress> say, Action<string> note, CancellationToken cancellation) =>
        new StudyQueue([this], options).ToEnd(
            say, note, _ => { }, (_, reason) => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(reason), cancellation);

    /// <summary>What the study measured; while seeds are being added, at the look before.</summary>
    /// <exception cref="UserError">Too few runs are finished.</exception>
    public FigureOutcome Measure()
    {
        var look = Look();
        if (HasEnded(look) || Looks.TakeWhile(earlier => earlier != look).LastOrDefault() is not { } ended)
            return Figure.Measure(look, Folder);
        var outcome = Figure.Measure(ended, Folder);
        return outcome with
        {
            Remarks =
            [
                .. outcome.Remarks,
                $"It was not decided with {ended.Seeds.Length} seeds; they are being added up to {look.Seeds.Length}.",
                .. Figure.CompletenessOf(look, Folder).Remarks(Figure.Id),
            ],
        };
    }

    /// <summary>What is asked for at every look, with the seeds of that look.</summary>
    private ImmutableArray<StudySettings> Looks =>
        [.. (Settings.Looks ?? [Settings.Seeds.Length]).Select(seeds => Settings with { Seeds = Settings.Seeds[..seeds] })];

    /// <summary>The look that is in progress, or that decides.</summary>
    private StudySettings Look() => Looks.SkipLast(1).FirstOrDefault(look => !HasEnded(look) || IsDecided(look)) ?? Looks[^1];

    /// <summary>How many of the runs that are planned now have not ended; writes nothing.</summary>
    public int CountOpen() => CountOpen(Look());

    private int CountOpen(StudySettings look) =>
        Figure.Plan(look, Folder).Select(run => Folder.Of(run.Settings)).DistinctBy(run => run.Path)
            .Count(run => !run.IsComplete && !run.IsFailed);

    private bool HasEnded(StudySettings look) => CountOpen(look) == 0;

    private bool IsDecided(StudySettings look)
    {
        try
        {
            return Figure.Measure(look, Folder).IsDecided;
        }
        catch (UserError)
        {
            // So many runs failed that there is nothing to show.
            return false;
        }
    }

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
        .. Settings.Seeds.SequenceEqual(Figure.DefaultSeeds(Settings.Preset))
            && Settings.Looks is null == Reproduction.Figure.DefaultLooks(Settings.Preset) is null ? Array.Empty<string>() : ["--seeds "
            + $"{string.Join(' ', Settings.Seeds)}"],
        .. Settings.Epochs is { } epochs ? [$"--epochs {epochs}"] : Array.Empty<string>(),
        .. Settings.TrainImages is { } images ? [$"--train-images {images}"] : Array.Empty<string>(),
        .. Settings.Precision == default ? Array.Empty<string>() : [$"--precision {Label.Of(Settings.Precision)}"],
    ]);
}
