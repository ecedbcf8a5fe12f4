using System.Collections.Immutable;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure or table of the paper as a declaration: what is run, what is measured, what the paper claims.</summary>
internal abstract record Figure
{
    /// <summary>The name on the command line.</summary>
    public abstract string Id { get; }

    /// <summary>What it shows.</summary>
    public abstract string Title { get; }

    /// <summary>What the paper claims about it.</summary>
    public abstract string Claim { get; }

    /// <summary>The presets that it has, the most thorough last.</summary>
    public abstract ImmutableArray<Preset> Presets { get; }

    /// <summary>The images that a preset uses unless told otherwise.</summary>
    public abstract string DefaultDataset(Preset preset);

    /// <summary>The seeds that a preset uses unless told otherwise.</summary>
    public virtual ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset is Preset.Smoke ? [1] : [1, 2, 3];

    /// <summary>The runs that are known to be needed, given those that are finished: asked again until all that it names are finished.</summary>
    /// <param name="study">What is asked for.</param>
    /// <param name="finished">What is finished.</param>
    public abstract IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished);

    /// <summary>What is measured of a run beyond its result.</summary>
    public virtual ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [];

    /// <summary>The figure, from the finished runs that there are; unfinished ones are left out and the remarks say so.</summary>
    /// <exception cref="UserError">Too little is finished to draw anything.</exception>
    public abstract FigureOutcome Measure(StudySettings study, IFinishedRuns finished);
}
