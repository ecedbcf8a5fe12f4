using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Beyond the paper: small Information Dropout networks, trained on finite joints and evaluated exactly, beside the certified
/// bottleneck
/// optimum.</summary>
internal sealed record ToyNetworks() : SweepFigure<ToyNetworks.Point, ExactRepresentation>(
    "toy", "How near small networks come to the certified optimum of the bottleneck",
    claim: "None: the paper derives Information Dropout from the bottleneck H(y|z) + beta I(x;z), and does not ask how near a trained "
        + "network comes to its optimum.",
    paper: "Nothing to compare with: the paper measures neither I(x;z) nor its distance from the optimum.")
{
    private static readonly DropoutMethod LogNormal = new DropoutMethod.Information(PriorFamily.LogNormal, new());
    private static readonly DropoutMethod LogUniform = new DropoutMethod.Information(PriorFamily.LogUniform, new());
    private static readonly DropoutMethod Spike = new DropoutMethod.Information(PriorFamily.LogUniformWithSpike, new());

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Paper];

    public override string PaperDataset => JointSource.AllOfThem;

    protected override string GeneratedDataset => JointSource.AllOfThem;

    protected override Preset? RepeatedFrom => Preset.Paper;

    protected override Sweep<Point, ExactRepresentation> Sweep(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        return Reproduction.Sweep.Of(
            from problem in ToyProblem.Of(study, [.. scale.Joints])
            from network in scale.Networks
            from fraction in scale.Fractions
            from seed in study.Seeds
            let beta = problem.At(fraction)
            select (new Point(problem, network, fraction, beta),
                problem.Training(network.Settings, beta, study.Epochs ?? scale.Steps, seed)),
            new ExactInformation());
    }

    protected override Findings Show(StudySettings study, Cells<Point, ExactRepresentation> cells) => ToyFindings.Of(study, cells);

    protected override IEnumerable<string> Deviations(StudySettings study) => [];

    /// <summary>A network that is trained at a trade-off of a joint.</summary>
    /// <param name="Problem">The joint.</param>
    /// <param name="Network">The kind of network.</param>
    /// <param name="Fraction">beta as a fraction of the learnability threshold.</param>
    /// <param name="Beta">beta of the bottleneck.</param>
    internal sealed record Point(ToyProblem Problem, Kind Network, double Fraction, Beta Beta);

    /// <summary>A kind of network with its name in legends.</summary>
    internal sealed record Kind(string Label, MlpSettings Settings)
    {
        public static Kind SoftplusLogNormal(int units) =>
            new($"log-normal, Softplus, {Units(units)}", new(units, 1, Activation.Softplus, LogNormal));

        public static Kind ReluLogUniform(int units) =>
            new($"log-uniform, ReLU, {Units(units)}", new(units, 1, Activation.Relu, LogUniform));

        public static Kind ReluSpike(int units) =>
            new($"log-uniform with spike, ReLU, {Units(units)}", new(units, 1, Activation.Relu, Spike));

        private static string Units(int count) => count == 1 ? "1 unit" : Invariant($"{count} units");
    }

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(EquatableArray<JointSource> Joints, EquatableArray<double> Fractions, EquatableArray<Kind> Networks,
        int Steps)
    {
        public static Scale Of(Preset preset) => preset switch
        {
            Preset.Smoke => new([JointSource.NoisyBit], [0.5], [Kind.SoftplusLogNormal(1), Kind.ReluLogUniform(1)], 60),
            Preset.Quick => new(
                [JointSource.NoisyBit, JointSource.ZChannel, JointSource.Random], [0.25, 0.5, 0.75],
                [Kind.SoftplusLogNormal(1), Kind.SoftplusLogNormal(2), Kind.ReluLogUniform(1), Kind.ReluLogUniform(2)], 800),
            _ => new(
                JointSource.All, [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9],
                [
                    Kind.SoftplusLogNormal(1), Kind.SoftplusLogNormal(2), Kind.ReluLogUniform(1), Kind.ReluLogUniform(2),
                    Kind.ReluSpike(1), Kind.ReluSpike(2),
                ],
                2500),
        };
    }
}
