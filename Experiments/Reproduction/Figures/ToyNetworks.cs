using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Beyond the paper: small Information Dropout networks, trained on finite joints and evaluated exactly, beside the certified
/// bottleneck optimum.</summary>
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

/// <summary>The plots and the numbers of <see cref="ToyNetworks"/>.</summary>
internal static class ToyFindings
{
    private const int CurvePoints = 41;

    private static readonly BottleneckOptions Accuracy = new() { Tolerance = 1e-7 };

    public static Findings Of(StudySettings study, Cells<ToyNetworks.Point, ExactRepresentation> trained)
    {
        var cells = trained.Points.Select(networks => new Networks(networks)).ToArray();
        var curves = cells.Select(cell => cell.Problem).Distinct().ToDictionary(p => p, p =>
            BottleneckCurve.Trace(p.Joint, CurvePoints, Accuracy));
        return new()
        {
            Sentences = [.. Sentences(cells, curves)],
            Pictures = [.. curves.Select(curve => Plane(curve.Key, curve.Value, cells)), Distances(cells)],
            Tables = [Table(cells, curves), Parts(cells)],
            Remarks = [.. Remarks(study, cells)],
        };
    }

    private static IEnumerable<string> Sentences(Networks[] cells, Dictionary<ToyProblem, BottleneckCurve> curves)
    {
        var nearest = cells.Min(cell => cell.Distances.Min());
        // Below by more than the integrals' estimated errors.
        var below = cells.Sum(cell => cell.Runs.Zip(cell.Distances).Count(run => run.Second < -run.First.Error.Value));
        yield return $"{(below == 0 ? "None" : $"{below}")} of {cells.Sum(cell => cell.Runs.Length)} networks {(below > 1 ? "are" : "is")} "
            + $"below the certified bound; the nearest is {Nats(Math.Abs(nearest))} nats {(nearest < 0 ? "below" : "above")} it.";
        foreach (var kind in cells.GroupBy(cell => cell.Kind.Label))
        {
            var distances = kind.Select(cell => cell.Distances.Average()).ToArray();
            yield return $"{Capital(kind.Key)}: {Nats(distances.Min())} to {Nats(distances.Max())} nats above it, "
                + $"{Nats(distances.Average())} on average; its I(z;y) is {Nats(kind.Average(cell => cell.BelowCurve(curves)))} below the "
                + "curve at its I(x;z), which differs from the optimal one by "
                + $"{Nats(kind.Average(cell => Math.Abs(cell.Mean(run => run.InformationX) - cell.Optimum.InformationX.Value)))}.";
        }
    }

    private static Plot Plane(ToyProblem problem, BottleneckCurve curve, Networks[] cells)
    {
        var mine = cells.Where(cell => cell.Problem == problem).ToArray();
        var points = curve.Solutions.OrderBy(s => s.InformationX.Value).ToArray();
        var most = Math.Max(problem.Joint.X.Entropy().Value, points[^1].InformationX.Value);
        var optima = mine.Select(cell => cell.Optimum).DistinctBy(optimum => optimum.Beta).ToArray();
        return new(
            $"{problem.Source.Name}: trained networks in the information plane", "I(x;z) in nats", "I(z;y) in nats",
            [
                new("best I(z;y) at each I(x;z)", PlotStyle.Line,
                    [.. points.Select(p => p.InformationX.Value), most],
                        [.. points.Select(p => p.InformationY.Value), points[^1].InformationY.Value]),
                new("optimum at each beta", PlotStyle.Points, [.. optima.Select(o => o.InformationX.Value)],
                    [.. optima.Select(o => o.InformationY.Value)]),
                .. mine.GroupBy(cell => cell.Kind.Label).Select(kind => new PlotSeries(
                    kind.Key, PlotStyle.Points,
                    [.. kind.SelectMany(cell => cell.Runs).Select(run => run.InformationX.Value)],
                    [.. kind.SelectMany(cell => cell.Runs).Select(run => run.InformationY.Value)])),
            ]);
    }

    private static Plot Distances(Networks[] cells) => new(
        "Distance of H(y|z) + beta I(x;z) from the certified bound, mean over joints and seeds", "beta / learnability threshold",
            "nats above the bound",
        [
            .. cells.GroupBy(cell => cell.Kind.Label).Select(kind =>
            {
                var byBeta = kind.GroupBy(cell => cell.Fraction).OrderBy(at => at.Key).ToArray();
                return new PlotSeries(
                    kind.Key, PlotStyle.Measured, [.. byBeta.Select(at => at.Key)],
                    [.. byBeta.Select(at => at.SelectMany(cell => cell.Distances).Average())]);
            }),
        ])
    { LogY = true };

    private static FigureTable Table(Networks[] cells, Dictionary<ToyProblem, BottleneckCurve> curves) => FigureTable.Of(
        "Trained networks and the optimum, nats; mean over seeds", cells,
        ("joint", c => $"{c.Problem.Source.Name}"), ("beta", c => $"{c.Beta.Paper}"), ("network", c => $"{c.Kind.Label}"),
        ("H(y|z) + beta I(x;z)", c => $"{c.Mean(c.Objective):F5}"),
        ("certified optimum", c => $"[{c.Optimum.LowerBound.Value:F6}, {c.Optimum.Objective.Value:F6}]"),
        ("distance", c => $"{c.Distances.Average():G3}"), ("best seed", c => $"{c.Distances.Min():G3}"),
        ("I(x;z)", c => $"{c.Mean(run => run.InformationX):F4}"), ("optimal", c => $"{c.Optimum.InformationX.Value:F4}"),
        ("I(z;y)", c => $"{c.Mean(run => run.InformationY):F4}"), ("below the curve", c => $"{c.BelowCurve(curves):G3}"),
        ("seeds", c => $"{c.Runs.Length}"));

    /// <summary>Why a network stops short: what its loss has beyond H(y|z) + beta I(x;z).</summary>
    private static FigureTable Parts(Networks[] cells) => FigureTable.Of(
        "What the loss charges beyond the objective, nats; mean over seeds", cells,
        ("joint", c => $"{c.Problem.Source.Name}"), ("beta", c => $"{c.Beta.Paper}"), ("network", c => $"{c.Kind.Label}"),
        ("loss", c => $"{c.Mean(run => run.Loss(c.Beta)):F4}"), ("objective", c => $"{c.Mean(c.Objective):F4}"),
        ("KL term", c => $"{c.Mean(run => run.Layers[^1].Kl):F4}"), ("I(x;z)", c => $"{c.Mean(run => run.InformationX):F4}"),
        ("cross-entropy", c => $"{c.Mean(run => run.CrossEntropy):F4}"), ("H(y|z)", c => $"{c.Mean(run => run.ConditionalEntropyY):F4}"));

    private static ImmutableArray<string> Remarks(StudySettings study, Networks[] cells)
    {
        var error = cells.SelectMany(cell => cell.Runs).Max(run => run.Error.Value);
        var gap = cells.Max(cell => cell.Optimum.Gap.Value);
        return
        [
            Invariant($"I(x;z) and I(z;y) are integrals of the densities that the weights define (largest estimated error {error:G2} ")
                + Invariant($"nats), not estimates; the bounds on the optimum are {gap:G2} nats apart or less."),
            "The optimum is that of any representation; the networks' noise is log-normal with alpha at most 0.7 above its floor.",
            "All samples of a joint, in exact proportion, are in every step, and beta is multiplied by their number, which the loss "
                + "divides it by.",
            "The log-uniform prior is improper: its KL term is relative to the largest noise, bounds I(x;z) in no direction, and charges "
                + "nothing for telling inputs apart by a zero or by the size of the activation.",
            .. study.Preset == Preset.Quick && study.Epochs is null ? ["800 steps; the preset paper trains 2500."] : Array.Empty<string>(),
        ];
    }

    private static string Nats(double amount) => Invariant($"{amount:G3}");

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The trainings of one kind of network at one trade-off, with the optimum.</summary>
    private sealed class Networks(IGrouping<ToyNetworks.Point, Cell<ToyNetworks.Point, ExactRepresentation>> seeds)
    {
        public ToyProblem Problem => seeds.Key.Problem;

        public ToyNetworks.Kind Kind => seeds.Key.Network;

        public double Fraction => seeds.Key.Fraction;

        public Beta Beta => seeds.Key.Beta;

        public ExactRepresentation[] Runs { get; } = [.. seeds.Select(cell => cell.Measured)];

        public BottleneckSolution Optimum { get; } = InformationBottleneck.Solve(seeds.Key.Problem.Joint, seeds.Key.Beta, Accuracy);

        /// <summary>H(y|z) + beta I(x;z) of a training.</summary>
        public Nats Objective(ExactRepresentation run) => run.Objective(Beta);

        /// <summary>How far each training is above the certified bound.</summary>
        public double[] Distances => [.. Runs.Select(run => (Objective(run) - Optimum.LowerBound).Value)];

        /// <summary>How much more any representation of the same I(x;z) could tell of y, at most; mean over seeds.</summary>
        public double BelowCurve(Dictionary<ToyProblem, BottleneckCurve> curves) =>
            Mean(run => curves[Problem].InformationYBound(run.InformationX) - run.InformationY);

        public double Mean(Func<ExactRepresentation, Nats> of) => Runs.Average(run => of(run).Value);
    }
}
