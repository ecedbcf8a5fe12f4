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

    public override ImmutableArray<Baseline> Baselines =>
    [
        new("no noise", new DropoutMethod.None(), null),
        new("binary dropout", new DropoutMethod.Binary(), "binary dropout"),
    ];

    public override DropoutMethod Information { get; } = AllCnnScale.Information(Activation.Softplus);

    public override string PaperDataset => "cifar-10";

    protected override Preset? RepeatedFrom => Preset.Cpu;

    public override Scale ScaleOf(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => new([6.25], [0.3, 3]),
        // Beta counts relative to the number of training images, of which quick has a tenth.
        Preset.Quick => new([6.25, 12.5], [0.1, 0.3]),
        Preset.Cpu => new([12.5, 25, 50], [0.1, 0.3, 1, 3]),
        _ => new([12.5, 25, 50, 75, 100], [0.1, 0.3, 1, 3, 10]),
    };

    public override RunSettings Training(StudySettings study, double size, DropoutMethod method, double beta, ulong seed) =>
        AllCnnScale.Training(study, size, Activation.Softplus, method, beta, seed);

    protected override IEnumerable<string> Deviations(StudySettings study) =>
        [.. base.Deviations(study), .. AllCnnScale.Deviations(study), .. study.OneSeed];
}
