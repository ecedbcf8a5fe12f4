using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 3(b): test error on CIFAR-10 of three kinds of noise against the percentage of the filters of All-CNN-32.</summary>
internal sealed record Fig3b() : MethodComparison(
    "fig3b", "Test error against the number of filters of All-CNN-32",
    claim: "Information Dropout is comparable to binary dropout or outperforms it, especially on smaller networks.",
    paper: "Lower error than binary dropout, most clearly with few filters (no numbers are printed).")
{
    public override string SizeAxis => "filters (%)";

    public override string SizeLabel(double size) => Invariant($"{size}% of the filters");

    protected override DropoutMethod Information { get; } = AllCnnScale.Information(Activation.Softplus);

    public override string PaperDataset => "cifar-10";

    protected override Preset? RepeatedFrom => Preset.Cpu;

    public override Scale ScaleOf(StudySettings study)
    {
        ImmutableArray<double> rate = [AllCnnScale.Of(study).Rates.Initial];
        return study.Preset switch
        {
            Preset.Smoke => new([6.25], [0.3, 3], rate),
            // Smaller where there are few training images N, as information weighs beta/N.
            Preset.Quick => new([6.25, 12.5], [0.1, 0.3], rate),
            // At 25% the trainings of Fig. 5.
            Preset.SmallData => new([6.25, 12.5, 25], [0.003, 0.01, 0.03, 0.1], rate, EverySeedDecides: true),
            Preset.Cpu => new([12.5, 25, 50], [0.1, 0.3, 1, 3], rate),
            _ => new([12.5, 25, 50, 75, 100], [0.1, 0.3, 1, 3, 10], rate),
        };
    }

    protected override IEnumerable<Noise> Baselines(StudySettings study, double? learnedAlpha) =>
    [
        new("no noise", new DropoutMethod.None(), null),
        new("binary dropout", new DropoutMethod.Binary(), "binary dropout"),
    ];

    protected override RunSettings Training(StudySettings study, Candidate candidate, ulong seed) =>
        AllCnnScale.Training(study, candidate.Size, Activation.Softplus, candidate.Noise.Method, candidate.Beta, seed);

    protected override IEnumerable<string> Deviations(StudySettings study) =>
        [.. base.Deviations(study), .. AllCnnScale.Deviations(study)];
}
