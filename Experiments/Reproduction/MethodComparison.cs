using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Test error of Information Dropout and of other noises against the size of a network: Fig. 3.</summary>
/// <remarks>For each size, beta is chosen on the validation images with the first seed; the other seeds then use that one.</remarks>
/// <inheritdoc/>
internal abstract record MethodComparison(string id, string title, string claim, string paper) : Figure(id, title, claim, paper)
{
    /// <summary>Name of the horizontal axis.</summary>
    public abstract string SizeAxis { get; }

    /// <summary>A size as after "at".</summary>
    public abstract string SizeLabel(double size);

    /// <summary>The other noises, in the order of the legend.</summary>
    public abstract ImmutableArray<Baseline> Baselines { get; }

    /// <summary>The adaptive noise.</summary>
    public abstract DropoutMethod Information { get; }

    /// <summary>The size of a preset.</summary>
    public abstract Scale ScaleOf(StudySettings study);

    /// <summary>One training.</summary>
    public abstract RunSettings Training(StudySettings study, double size, DropoutMethod method, double beta, ulong seed);

    /// <summary>What a reader must know that the comparison itself does not tell.</summary>
    public virtual IEnumerable<string> Remarks(StudySettings study) => Deviations(study);

    public sealed override ImmutableArray<PlannedRun> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from size in ScaleOf(study).Sizes from run in PlanOf(study, size, finished) select new PlannedRun(run, [])];

    public sealed override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        Cell[] cells = [.. ScaleOf(study).Sizes.Select(size => CellOf(study, size, finished)).OfType<Cell>()];
        return cells.Length > 0
            ? MethodComparisonOutcome.Of(this, study, cells)
            : throw study.TooLittle("no size has all its runs yet");
    }

    private IEnumerable<RunSettings> PlanOf(StudySettings study, double size, IFinishedRuns finished)
    {
        foreach (var seed in study.Seeds)
            foreach (var baseline in Baselines)
                yield return Training(study, size, baseline.Method, 0, seed);
        foreach (var beta in ScaleOf(study).Betas)
            yield return Training(study, size, Information, beta, study.Seeds[0]);
        if (Chosen(study, size, finished) is not { } best) yield break;
        foreach (var seed in study.Seeds.Skip(1))
            yield return Training(study, size, Information, best, seed);
    }

    private double? Chosen(StudySettings study, double size, IFinishedRuns finished)
    {
        var errors = ScaleOf(study).Betas.Select(beta =>
            (Beta: beta, Result: finished.Result(Training(study, size, Information, beta, study.Seeds[0])))).ToArray();
        return errors.All(e => e.Result is not null)
            ? errors.MinBy(e => (e.Result!.Validation!.Error, e.Result.Validation.CrossEntropy.Value)).Beta
            : null;
    }

    private Cell? CellOf(StudySettings study, double size, IFinishedRuns finished)
    {
        if (Chosen(study, size, finished) is not { } best) return null;
        ImmutableSortedDictionary<ulong, RunResult> Results(DropoutMethod method, double beta) =>
            study.Seeds.Select(seed => (seed, Result: finished.Result(Training(study, size, method, beta, seed))))
                .Where(run => run.Result is not null).ToImmutableSortedDictionary(run => run.seed, run => run.Result!);
        var baselines = Baselines.ToImmutableDictionary(baseline => baseline.Label, baseline => Results(baseline.Method, 0));
        if (baselines.Values.Any(results => results.IsEmpty)) return null;
        return new(size, best, Results(Information, best), baselines,
            [.. ScaleOf(study).Betas.Select(beta => (beta, finished.Result(Training(study, size, Information, beta, study.Seeds[0]))!))]);
    }

    /// <summary>A noise to compare with.</summary>
    /// <param name="Label">Its name in the legend.</param>
    /// <param name="Method">The noise.</param>
    /// <param name="Claim">The claim that it takes part in: of several noises with one claim the best counts; null for none.</param>
    internal sealed record Baseline(string Label, DropoutMethod Method, string? Claim);

    /// <summary>What a preset varies.</summary>
    internal sealed record Scale(EquatableArray<double> Sizes, EquatableArray<double> Betas);

    /// <summary>What was measured at one size: results by method and seed.</summary>
    internal sealed class Cell(
        double size, double beta, ImmutableSortedDictionary<ulong, RunResult> information,
        ImmutableDictionary<string, ImmutableSortedDictionary<ulong, RunResult>> baselines,
            ImmutableArray<(double Beta, RunResult Result)> betasTried)
    {
        public double Size => size;

        public double Beta => beta;

        public ImmutableSortedDictionary<ulong, RunResult> Information => information;

        public ImmutableDictionary<string, ImmutableSortedDictionary<ulong, RunResult>> Baselines => baselines;

        public ImmutableArray<(double Beta, RunResult Result)> BetasTried => betasTried;

        /// <summary>Whether every method has so many seeds.</summary>
        public bool Has(int seeds) => Information.Count >= seeds && Baselines.Values.All(results => results.Count >= seeds);
    }
}
