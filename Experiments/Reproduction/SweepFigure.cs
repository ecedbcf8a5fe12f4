using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure whose trainings are one <see cref="Sweep{TPoint, TMeasured}"/>: it declares the product and what it shows of the
/// finished cells; the plan, the verdict and the remarks about what is missing follow.</summary>
/// <typeparam name="TPoint">What is varied beside the seed.</typeparam>
/// <typeparam name="TMeasured">What is measured of a training; <see cref="Runs.RunResult"/> for nothing beyond its result.</typeparam>
/// <inheritdoc/>
internal abstract record SweepFigure<TPoint, TMeasured>(string id, string title, string claim, string paper)
    : Figure(id, title, claim, paper)
    where TPoint : notnull
    where TMeasured : class
{
    /// <summary>The product of settings. Where settings are chosen by results, those that the finished runs have decided.</summary>
    protected abstract Sweep<TPoint, TMeasured> Sweep(StudySettings study, IFinishedRuns finished);

    /// <summary>The number of points that must have finished runs before anything is shown.</summary>
    protected virtual int FewestPoints => 1;

    /// <summary>The trainings with those marked whose warnings are outcomes: none, unless the figure scans weights.</summary>
    protected virtual Cells<TPoint, TMeasured> Judged(Cells<TPoint, TMeasured> cells) => cells;

    /// <summary>What the finished cells show.</summary>
    /// <exception cref="UserError">Too few of them are finished to show anything.</exception>
    protected abstract Findings Show(StudySettings study, Cells<TPoint, TMeasured> cells);

    public override ImmutableArray<PlannedRun> Plan(StudySettings study, IFinishedRuns finished) => Sweep(study, finished).Plan;

    public sealed override Completeness CompletenessOf(StudySettings study, IFinishedRuns finished) => Cells(study, finished).Completeness;

    /// <exception cref="UserError">Too few cells are finished to show anything.</exception>
    public sealed override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var cells = Cells(study, finished);
        if (cells.Points.Length < FewestPoints)
            throw study.TooLittle(
                cells.Points.IsEmpty ? "no run is finished" : $"runs are finished at fewer than {FewestPoints} points", cells.Completeness);
        return Show(study, cells).Outcome(study, Paper, cells.Completeness, [.. Deviations(study), .. study.OneSeed]);
    }

    private Cells<TPoint, TMeasured> Cells(StudySettings study, IFinishedRuns finished) =>
        Judged(Sweep(study, finished).Finished(finished));
}

/// <summary>What a figure shows of finished runs.</summary>
internal sealed class Findings
{
    /// <summary>The statements that the claim consists of, each a function of the level of its test; empty where the paper claims
    /// nothing.</summary>
    public ImmutableArray<Func<double, Statement>> Statements { get; init; } = [];

    /// <summary>The figure.</summary>
    public required ImmutableArray<Picture> Pictures { get; init; }

    /// <summary>Its numbers.</summary>
    public required ImmutableArray<FigureTable> Tables { get; init; }

    /// <summary>What a reader must know: what was measured and how, what is our choice.</summary>
    public required ImmutableArray<string> Remarks { get; init; }

    /// <summary>Sentences with numbers after those of the statements; empty for none.</summary>
    public ImmutableArray<string> Sentences { get; init; } = [];

    /// <summary>What two parts of a figure show together.</summary>
    public static Findings operator +(Findings first, Findings second) => new()
    {
        Statements = [.. first.Statements, .. second.Statements],
        Sentences = [.. first.Sentences, .. second.Sentences],
        Pictures = [.. first.Pictures, .. second.Pictures],
        Tables = [.. first.Tables, .. second.Tables],
        Remarks = [.. first.Remarks, .. second.Remarks],
    };

    /// <summary>The outcome: every statement tested at its share of the level, and the verdict on all.</summary>
    /// <param name="study">What was asked for.</param>
    /// <param name="paper">What the paper reports.</param>
    /// <param name="completeness">How much of the study there is.</param>
    /// <param name="remarks">Remarks after those of the figure.</param>
    public FigureOutcome Outcome(StudySettings study, string paper, Completeness completeness, ImmutableArray<string> remarks)
    {
        var statements = Statement.Test(Statements, study.Level);
        ImmutableArray<string> all = [.. Remarks, .. study.LookRemark, .. completeness.Remarks(study.Figure), .. remarks];
        var verdict = statements.IsEmpty ? Verdict.NoClaim
            : Statement.Verdict(statements, completeness.IsComplete && study.Seeds.Length >= PairedDifference.FewestPairs);
        return new(verdict, paper, statements, Sentences, Pictures, Tables, all);
    }
}
