using System.Collections.Immutable;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 3(b): test error on CIFAR-10 of three kinds of noise against the percentage of the filters of All-CNN-32.</summary>
internal sealed record Fig3b : MethodComparison
{
    public override string Id => "fig3b";

    public override string Title => "Test error against the number of filters of All-CNN-32";

    public override string Claim => "Information Dropout is comparable to binary dropout or outperforms it, especially on smaller networks.";

    public override string Paper => "Lower error than binary dropout, most clearly with few filters (no numbers are printed).";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper, Preset.Authors];

    public override string SizeAxis => "filters (%)";

    public override string SizeWords(double size) => FormattableString.Invariant($"{size}% of the filters");

    public override ImmutableArray<Baseline> Baselines { get; } =
    [
        new("no noise", new DropoutMethod.None(), null),
        new("binary dropout", new DropoutMethod.Binary(), "binary dropout"),
    ];

    public override DropoutMethod Information { get; } = new DropoutMethod.Information(PriorFamily.LogNormal, new());

    public override string DefaultDataset(Preset preset) => AllCnnScale.DefaultDataset(preset);

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset is Preset.Smoke or Preset.Quick ? [1] : [1, 2, 3];

    public override Scale ScaleOf(StudySettings study) => study.Preset switch
    {
        Preset.Smoke => new([6.25], [0.3, 3]),
        // Beta counts relative to the number of training images, of which quick has a tenth.
        Preset.Quick => new([6.25, 12.5], [0.1, 0.3]),
        Preset.Cpu => new([12.5, 25, 50], [0.1, 0.3, 1, 3]),
        _ => new([12.5, 25, 50, 75, 100], [0.1, 0.3, 1, 3, 10]),
    };

    public override RunSettings Settings(StudySettings study, double size, DropoutMethod method, double beta, ulong seed) =>
        AllCnnScale.Of(study).Run(study, size, Activation.Softplus, method, beta, seed);

    public override IEnumerable<string> Remarks(StudySettings study) => AllCnnScale.Of(study).Remarks(study);
}
