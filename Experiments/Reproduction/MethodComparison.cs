using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Settings;
using MethodCells = IDropTheory.Experiments.Reproduction.Cells<
    IDropTheory.Experiments.Reproduction.MethodComparison.Candidate, IDropTheory.Experiments.Runs.RunResult>;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>Test error of Information Dropout and of other noises against the size of a network: Fig. 3.</summary>
/// <remarks>Every noise has, at every size, the learning rate and the beta whose validation error is the lowest: the mean over the deciding
/// seeds. The other seeds train what was chosen.</remarks>
/// <inheritdoc/>
internal abstract record MethodComparison(string id, string title, string claim, string paper)
    : SweepFigure<MethodComparison.Candidate, RunResult>(id, title, claim, paper)
{
    /// <summary>Name of the adaptive noise in legends.</summary>
    public const string InformationLabel = "Information Dropout";

    /// <summary>Name of the horizontal axis.</summary>
    public abstract string SizeAxis { get; }

    /// <summary>The share of its own training images that a network gets wrong which has not learned the task; null where the size of the
    /// network may be the reason.</summary>
    public virtual double? FailedError => null;

    /// <summary>The adaptive noise.</summary>
    protected abstract DropoutMethod Information { get; }

    /// <summary>A size as after "at".</summary>
    public abstract string SizeLabel(double size);

    /// <summary>The size of a preset.</summary>
    public abstract Scale ScaleOf(StudySettings study);

    /// <summary>What a reader must know that the comparison itself does not tell.</summary>
    public virtual IEnumerable<string> Remarks(StudySettings study) => [];

    /// <summary>The other noises, in the order of the legend.</summary>
    /// <param name="study">What is asked for.</param>
    /// <param name="learnedAlpha">The mean alpha that Information Dropout learned at this size; null while it is unknown.</param>
    protected abstract IEnumerable<Noise> Baselines(StudySettings study, double? learnedAlpha);

    /// <summary>One training.</summary>
    protected abstract RunSettings Training(StudySettings study, Candidate candidate, ulong seed);

    /// <summary>The seeds that decide between candidates.</summary>
    public ImmutableArray<ulong> Deciding(StudySettings study) => ScaleOf(study).EverySeedDecides ? study.Seeds : study.Seeds[..1];

    /// <summary>The candidate with the lowest mean validation error, among those of which no training failed; null while trainings are
    /// open.</summary>
    public static Candidate? Chosen(MethodCells candidates)
    {
        if (!candidates.IsEnded || candidates.Trainings.IsEmpty) return null;
        var failed = candidates.Trainings.Where(training => training.Failure is not null).Select(training => training.Point).ToHashSet();
        var sound = candidates.Points.Where(point => !failed.Contains(point.Key)).ToArray();
        var best = (sound is [] ? candidates.Points : [.. sound]).MinBy(point => (
            point.Average(cell => cell.Result.Validation!.Error), point.Average(cell => cell.Result.Validation!.CrossEntropy.Value)));
        return best is null ? candidates.Trainings[0].Point : best.Key;
    }

    // Further seeds are trained with the weight that did best in the first.
    public sealed override bool IsPlannedAtOnce(StudySettings study) => false;

    protected sealed override Sweep<Candidate, RunResult> Sweep(StudySettings study, IFinishedRuns finished) => Reproduction.Sweep.Of(
        ScaleOf(study).Sizes.SelectMany(size => TrainingsAt(study, size, finished)));

    protected sealed override Findings Show(StudySettings study, MethodCells cells) => MethodComparisonFindings.Of(this, study, cells);

    private IEnumerable<(Candidate, RunSettings)> TrainingsAt(StudySettings study, double size, IFinishedRuns finished)
    {
        var (information, decided) = Decide(study, size, new(InformationLabel, Information, null), finished);
        double? learned = decided is null ? null : Math.Round(
            decided.All.Average(cell => cell.Result.Test.Layers.Average(layer => layer.MeanAlpha)), 2);
        return [.. Baselines(study, learned).SelectMany(noise => Decide(study, size, noise, finished).Trainings), .. information];
    }

    /// <summary>The trainings of a noise that are known to be needed, and those that were chosen; null while nothing is.</summary>
    private (ImmutableArray<(Candidate, RunSettings)> Trainings, MethodCells? Chosen) Decide(
        StudySettings study, double size, Noise noise, IFinishedRuns finished)
    {
        var scale = ScaleOf(study);
        var deciding = Deciding(study);
        Candidate[] candidates =
        [
            .. from rate in scale.Rates
               from beta in noise.Method is DropoutMethod.Information ? scale.Betas : [0]
               select new Candidate(size, noise, rate, beta),
        ];
        ImmutableArray<(Candidate, RunSettings)> Of(IEnumerable<Candidate> those, IEnumerable<ulong> seeds) =>
            [.. from seed in seeds from candidate in those select (candidate, Training(study, candidate, seed))];
        var first = Of(candidates, deciding);
        var cells = Reproduction.Sweep.Of(first).Finished(finished);
        var chosen = Chosen(cells);
        Candidate[] rest = chosen is not null ? [chosen] : candidates is [_] ? candidates : [];
        var decided = chosen is null ? null : cells.Where(candidate => candidate == chosen);
        return ([.. first, .. Of(rest, study.Seeds.Except(deciding))], decided is { All.Length: > 0 } ? decided : null);
    }

    /// <summary>A noise.</summary>
    /// <param name="Label">Its name in the legend.</param>
    /// <param name="Method">How it is drawn.</param>
    /// <param name="Claim">The claim that it takes part in: of several noises with one claim the best counts; null for none.</param>
    internal sealed record Noise(string Label, DropoutMethod Method, string? Claim);

    /// <summary>Settings among which a noise may choose.</summary>
    /// <param name="Size">The size of the network.</param>
    /// <param name="Noise">The noise.</param>
    /// <param name="Rate">The initial learning rate.</param>
    /// <param name="Beta">Weight of the information; 0 for other noises.</param>
    internal sealed record Candidate(double Size, Noise Noise, double Rate, double Beta);

    /// <summary>What a preset varies.</summary>
    /// <param name="Sizes">Sizes of the network.</param>
    /// <param name="Betas">Among which Information Dropout chooses.</param>
    /// <param name="Rates">Initial learning rates among which every noise chooses.</param>
    /// <param name="EverySeedDecides">Whether every candidate is trained with every seed; else with the first alone.</param>
    internal sealed record Scale(
        EquatableArray<double> Sizes, EquatableArray<double> Betas, EquatableArray<double> Rates, bool EverySeedDecides = false);
}
