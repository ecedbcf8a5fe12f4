using IDropTheory.Experiments.Runs.Measurements;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure about All-CNN with Information Dropout: trainings are repeated only where a preset has the time.</summary>
/// <inheritdoc/>
internal abstract record AllCnnFigure<TPoint, TMeasured>(string id, string title, string claim, string paper)
    : SweepFigure<TPoint, TMeasured>(id, title, claim, paper)
    where TPoint : notnull
    where TMeasured : class
{
    public override string PaperDataset => "cifar-10";

    protected override Preset? RepeatedFrom => Preset.Paper;

    /// <summary>The study with the number of training images that this figure takes if it is not asked for one.</summary>
    protected virtual StudySettings WithImages(StudySettings study) => study;

    protected override IEnumerable<string> Deviations(StudySettings study) =>
        [.. base.Deviations(study), .. AllCnnScale.Deviations(WithImages(study))];
}

/// <summary>A figure that trains All-CNN-32, Softplus units with the log-normal prior, at several beta.</summary>
/// <inheritdoc/>
internal abstract record BetaFigure<TMeasured>(string id, string title, string claim, string paper)
    : AllCnnFigure<double, TMeasured>(id, title, claim, paper)
    where TMeasured : class
{
    /// <summary>The percentage of the filters.</summary>
    protected virtual double Filters(Preset preset) => AllCnnScale.Filters(preset);

    /// <summary>The values of beta; 0 for no noise.</summary>
    protected virtual ImmutableArray<double> Betas(Preset preset) => AllCnnScale.Betas(preset);

    /// <summary>What is measured of every training.</summary>
    protected abstract Measurement<TMeasured> Measured(StudySettings study);

    protected sealed override Sweep<double, TMeasured> Sweep(StudySettings study, IFinishedRuns finished) => Reproduction.Sweep.Of(
        from seed in study.Seeds
        from beta in Betas(study.Preset)
        select (beta, AllCnnScale.Training(WithImages(study), Filters(study.Preset), Activation.Softplus, beta, seed)),
        Measured(study));

    protected sealed override Cells<double, TMeasured> Judged(Cells<double, TMeasured> cells) => cells.ScanOfBeta();

    protected override int FewestPoints => 2;
}
