using System.Collections.Immutable;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Beyond the paper: small Information Dropout networks, trained on finite joints and evaluated exactly, beside the certified bottleneck optimum.</summary>
internal sealed record ToyNetworks : Figure
{
    private static readonly DropoutMethod LogNormal = new DropoutMethod.Information(PriorFamily.LogNormal, new());
    private static readonly DropoutMethod LogUniform = new DropoutMethod.Information(PriorFamily.LogUniform, new());
    private static readonly DropoutMethod Spike = new DropoutMethod.Information(PriorFamily.LogUniformWithSpike, new());

    public override string Id => "toy";

    public override string Title => "How near small networks come to the certified optimum of the bottleneck";

    public override string Claim =>
        "None: the paper derives Information Dropout from the bottleneck H(y|z) + beta I(x;z), and does not ask how near a trained network comes to its optimum.";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Paper];

    public override string DefaultDataset(Preset preset) => JointSource.AllOfThem;

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset is Preset.Paper ? [1, 2, 3] : [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) => [.. Planned(study).Select(planned => planned.Run)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [new ExactInformation()];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var planned = Planned(study).ToArray();
        var trained = planned.Select(p => Trained.Of(p, finished)).OfType<Trained>().ToArray();
        if (trained.Length == 0) throw study.TooLittle("no network is trained yet");
        return ToyOutcome.Of(study, trained, planned.Length);
    }

    private static IEnumerable<Planned> Planned(StudySettings study)
    {
        var scale = Scale.Of(study.Preset);
        return
            from problem in ToyProblem.Of(study, [.. scale.Joints])
            from network in scale.Networks
            from fraction in scale.Fractions
            from seed in study.Seeds
            let beta = problem.At(fraction)
            select new Planned(problem, network, fraction, beta, problem.Run(network.Settings, beta, study.Epochs ?? scale.Steps, seed));
    }

    /// <summary>A kind of network with its name in legends.</summary>
    internal sealed record Kind(string Label, MlpSettings Settings)
    {
        public static Kind SoftplusLogNormal(int units) => new($"log-normal, Softplus, {Units(units)}", new(units, 1, Activation.Softplus, LogNormal));

        public static Kind ReluLogUniform(int units) => new($"log-uniform, ReLU, {Units(units)}", new(units, 1, Activation.Relu, LogUniform));

        public static Kind ReluSpike(int units) => new($"log-uniform with spike, ReLU, {Units(units)}", new(units, 1, Activation.Relu, Spike));

        private static string Units(int count) => count == 1 ? "1 unit" : FormattableString.Invariant($"{count} units");
    }

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(ImmutableArray<JointSource> Joints, ImmutableArray<double> Fractions, ImmutableArray<Kind> Networks, int Steps)
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

/// <summary>A network that the study of toys trains.</summary>
/// <param name="Problem">The joint.</param>
/// <param name="Network">The kind of network.</param>
/// <param name="Fraction">beta as a fraction of the learnability threshold.</param>
/// <param name="Beta">beta of the bottleneck.</param>
/// <param name="Run">Its training.</param>
internal sealed record Planned(ToyProblem Problem, ToyNetworks.Kind Network, double Fraction, Beta Beta, RunSettings Run);

/// <summary>A trained network with its exact information.</summary>
/// <param name="Plan">What was trained.</param>
/// <param name="Exact">What its layer tells.</param>
internal sealed record Trained(Planned Plan, ExactRepresentation Exact)
{
    public static Trained? Of(Planned plan, IFinishedRuns finished) =>
        finished.Measured(plan.Run, new ExactInformation()) is { } exact ? new(plan, exact) : null;

    /// <summary>H(y|z) + beta I(x;z).</summary>
    public Nats Objective => Exact.Objective(Plan.Beta);
}
