using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure or table of the paper as a declaration: what is run, what is measured, what the paper claims.</summary>
/// <param name="id">The name on the command line.</param>
/// <param name="title">What the figure shows.</param>
/// <param name="claim">What the paper claims about it.</param>
/// <param name="paper">What the paper reports in support, in a sentence.</param>
internal abstract record Figure(string id, string title, string claim, string paper)
{
    /// <summary>The name on the command line.</summary>
    public string Id => id;

    /// <summary>What the figure shows.</summary>
    public string Title => title;

    /// <summary>What the paper claims about it.</summary>
    public string Claim => claim;

    /// <summary>What the paper reports in support, in a sentence.</summary>
    public string Paper => paper;

    /// <summary>The presets of the figure, the most thorough last.</summary>
    public virtual ImmutableArray<Preset> Presets =>
        [Preset.Smoke, Preset.Quick, Preset.SmallData, Preset.Cpu, Preset.Paper, Preset.Authors];

    /// <summary>The data set of the paper.</summary>
    public abstract string PaperDataset { get; }

    /// <summary>The generated data set that stands in for the paper's in the presets smoke and quick.</summary>
    protected virtual string GeneratedDataset => GeneratedDigits.Name;

    /// <summary>The least thorough preset that repeats every training with three seeds, beside small-data, which adds seeds as they are
    /// needed; null: none does.</summary>
    protected virtual Preset? RepeatedFrom => Preset.Quick;

    /// <summary>The images that a preset uses unless told otherwise.</summary>
    public string DefaultDataset(Preset preset) => preset is Preset.Smoke or Preset.Quick ? GeneratedDataset : PaperDataset;

    /// <summary>The seeds that a preset uses unless told otherwise.</summary>
    public ImmutableArray<ulong> DefaultSeeds(Preset preset) =>
        preset == Preset.SmallData ? [1, 2, 3, 4, 5, 6, 7, 8] : preset >= RepeatedFrom ? [1, 2, 3] : [1];

    /// <summary>The numbers of seeds after which a preset looks whether more are needed, unless told otherwise; null: all at
    /// once.</summary>
    public static ImmutableArray<int>? DefaultLooks(Preset preset) => preset == Preset.SmallData ? [3, 5, 8] : null;

    /// <summary>The runs needed, given those finished. Called repeatedly: later runs may depend on earlier results.</summary>
    /// <param name="study">What is asked for.</param>
    /// <param name="finished">The finished runs.</param>
    /// <exception cref="UserError">The figure cannot be made of such settings.</exception>
    public abstract ImmutableArray<PlannedRun> Plan(StudySettings study, IFinishedRuns finished);

    /// <summary>Whether all runs of a study are known before the first is finished.</summary>
    public virtual bool IsPlannedAtOnce(StudySettings study) => study.Looks is null;

    /// <summary>How much of a study there is.</summary>
    public abstract Completeness CompletenessOf(StudySettings study, IFinishedRuns finished);

    /// <summary>The figure, from the finished runs; the remarks say what is missing.</summary>
    /// <exception cref="UserError">Too few runs are finished to draw anything.</exception>
    public abstract FigureOutcome Measure(StudySettings study, IFinishedRuns finished);

    /// <summary>How a study differs from the paper's experiment.</summary>
    protected virtual IEnumerable<string> Deviations(StudySettings study)
    {
        if (study.Dataset != PaperDataset) yield return $"The images are {study.Dataset}, not the {PaperDataset} of the paper.";
    }
}

/// <summary>A run that a figure needs, with what is measured of it beyond its result.</summary>
/// <param name="Settings">The training.</param>
/// <param name="Measurements">What is measured of the trained network.</param>
internal sealed record PlannedRun(RunSettings Settings, EquatableArray<Measurement> Measurements);
