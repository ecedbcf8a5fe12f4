using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Erratum E9: what the KL terms of two noisy layers add up to, beside the information that the layers carry.</summary>
internal sealed record Layers : Figure
{
    // Without a decision of this size there is nothing to compare.
    private const double Collapsed = 1e-2;

    // A KL term within this share of the information counts as the information.
    private const double Near = 0.1;

    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());
    private static readonly MlpSettings Small = new(1, 2, Activation.Softplus, Information);

    public override string Id => "layers";

    public override string Title => "The layers' KL terms beside the information that they carry";

    public override string Claim =>
        "The KL term of a dropout layer is the information that the layer transmits (Figs. 2 and 6 plot it as such).";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Paper];

    public override string DefaultDataset(Preset preset) => preset is Preset.Paper ? "mnist" : GeneratedDigits.Name;

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset is Preset.Paper ? [1, 2, 3] : [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. PlannedJoints(study).Select(planned => planned.Run), .. PlannedImages(study)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) =>
        run.Network == Small ? [new ExactInformation()] : [Scale.Of(study.Preset).Bounds];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var scale = Scale.Of(study.Preset);
        var joints = (
            from planned in PlannedJoints(study)
            let exact = finished.Measured(planned.Run, new ExactInformation())
            where exact is not null
            select new ExactRow(planned.Problem.Source.Name, planned.Beta, planned.Run.Seed, exact)).ToArray();
        var images = (
            from run in PlannedImages(study)
            let bounds = finished.Measured(run, scale.Bounds)
            where bounds is not null
            select new BoundedRow(run, bounds)).ToArray();
        if (joints.Length + images.Length == 0) throw study.TooLittle("no network is trained yet");
        Statement[] statements = [StatementOf([.. joints.SelectMany(row => row.Excesses)])];
        return new(
            Statement.Verdict(statements, joints.Length + images.Length == Planned(study)),
            "KL terms are plotted as \"information transmitted\" by a layer and as the total over layers (Figs. 2 and 6); no comparison is made.",
            string.Join(" ", [Statement.Sentences(statements), .. Sentences(joints, images)]),
            [.. joints.GroupBy(row => row.Joint).Select(JointPlot), .. images.Length > 0 ? [ImagePlot(study, images)] : Array.Empty<Plot>()],
            [Statement.Table(statements), JointTable(joints), ImageTable(study, images)],
            Remarks(study, joints, images));
    }

    private static IEnumerable<(ToyProblem Problem, Beta Beta, RunSettings Run)> PlannedJoints(StudySettings study)
    {
        var scale = Scale.Of(study.Preset);
        return
            from source in scale.Joints
            let problem = new ToyProblem(source)
            from fraction in scale.Fractions
            from seed in study.Seeds
            let beta = problem.At(fraction)
            select (problem, beta, problem.Run(Small, beta, scale.Steps, seed));
    }

    private static IEnumerable<RunSettings> PlannedImages(StudySettings study)
    {
        var scale = Scale.Of(study.Preset);
        return
            from beta in scale.ImageBetas
            from seed in study.Seeds
            select new RunSettings
            {
                Dataset = study.Dataset,
                Validation = 0,
                TrainImages = scale.TrainImages,
                TestImages = Math.Max(scale.Bounds.Images, scale.TestImages),
                Network = new MlpSettings(scale.Width, 2, Activation.Softplus, Information),
                Beta = beta,
                Epochs = study.Epochs ?? scale.Epochs,
                LearningRate = PaperSchedules.Mlp.Schedule.Rescaled(PaperSchedules.Mlp.Epochs, study.Epochs ?? scale.Epochs),
                Optimiser = new OptimiserSettings.Sgd(),
                Seed = seed,
            };
    }

    private static int Planned(StudySettings study) => PlannedJoints(study).Count() + PlannedImages(study).Count();

    /// <summary>On the joints alone, where the information is known: of images there are only bounds.</summary>
    private static Statement StatementOf(double[] excesses) => new(
        FormattableString.Invariant($"A layer's KL term is I(x;z) within {Near:P0} of it, at the trade-offs shown"),
        excesses.Length == 0 ? "no network carries anything" : FormattableString.Invariant($"it is {100 * excesses.Min():F0}% to {100 * excesses.Max():F0}% above, in {excesses.Length} layers"),
        excesses.Length == 0 || (excesses.Any(excess => Math.Abs(excess) <= Near) && excesses.Any(excess => Math.Abs(excess) > Near)) ? Support.Undecided
            : Math.Abs(excesses[0]) <= Near ? Support.Holds : Support.Contrary);

    private static IEnumerable<string> Sentences(ExactRow[] joints, BoundedRow[] images)
    {
        var alive = joints.Where(row => row.Carries).ToArray();
        if (alive.Length > 0)
        {
            var gaps = alive.Select(row => (row.SumOfKl - row.Last.InformationX).Value).ToArray();
            yield return FormattableString.Invariant(
                $"In {alive.Length} network{(alive.Length == 1 ? "" : "s")} of two noisy units the KL terms add up to {alive.Average(row => row.SumOfKl.Value):F2} nats on average and the second layer carries {alive.Average(row => row.Last.InformationX.Value):F2} about x: the sum exceeds that by {gaps.Min():F2} to {gaps.Max():F2} nats.");
            yield return FormattableString.Invariant(
                $"The first layer's term alone is {alive.Average(row => (row.First.Kl - row.First.InformationX).Value):F2} nats above I(x;z1), the second's {alive.Average(row => (row.Last.Kl - row.Last.InformationX).Value):F2} above I(x;z2).");
        }
        if (images.Length > 0)
            yield return FormattableString.Invariant(
                $"On images the first layer's term is {images.Min(row => row.Bounds.Kl.Value):F1} to {images.Max(row => row.Bounds.Kl.Value):F1} nats, and no layer can tell more than log {images[0].Bounds.Images} = {Math.Log(images[0].Bounds.Images):F2} of which of {images[0].Bounds.Images} images it was shown.");
    }

    private static Plot JointPlot(IGrouping<string, ExactRow> joint)
    {
        var cells = joint.GroupBy(row => row.Beta.Paper).OrderBy(cell => cell.Key).ToArray();
        PlotSeries Series(string name, Func<ExactRow, Nats> of, PlotStyle style = PlotStyle.Measured) =>
            new(name, style, [.. cells.Select(cell => cell.Key)], [.. cells.Select(cell => cell.Average(row => of(row).Value))]);
        return new(
            $"{joint.Key}: KL terms and information of two noisy units", "beta", "nats",
            [
                Series("sum of the KL terms", row => row.SumOfKl),
                Series("KL of layer 1", row => row.First.Kl),
                Series("KL of layer 2", row => row.Last.Kl),
                Series("I(z1;z2)", row => row.Last.OfInput),
                Series("I(x;z1)", row => row.First.InformationX),
                Series("I(x;z2)", row => row.Last.InformationX),
            ])
        { LogX = true };
    }

    private static Plot ImagePlot(StudySettings study, BoundedRow[] rows)
    {
        var cells = rows.GroupBy(row => row.Run.Beta).OrderBy(cell => cell.Key).ToArray();
        PlotSeries Series(string name, Func<LayerBounds, double> of, PlotStyle style = PlotStyle.Measured) =>
            new(name, style, [.. cells.Select(cell => cell.Key)], [.. cells.Select(cell => cell.Average(row => of(row.Bounds)))]);
        return new(
            FormattableString.Invariant($"First noisy layer on {rows[0].Bounds.Images} test images of {study.Dataset}"), "beta", "nats",
            [
                Series("KL term", bounds => bounds.Kl.Value),
                Series("I(x;z1), upper bound", bounds => bounds.Upper.Value),
                Series("I(x;z1), lower bound", bounds => bounds.Lower.Value),
                Series("log n: the most there is to tell", bounds => Math.Log(bounds.Images), PlotStyle.Thin),
            ])
        { LogX = true, LogY = true };
    }

    private static FigureTable JointTable(ExactRow[] rows) => new(
        "Two layers of one noisy unit on a joint distribution, nats, by quadrature",
        ["joint", "beta", "seed", "KL 1", "I(x;z1)", "KL 2", "I(z1;z2)", "I(x;z2)", "sum of KL", "sum - I(x;z2)"],
        [
            .. rows.Select(row => ImmutableArray.Create(
                row.Joint, FormattableString.Invariant($"{row.Beta.Paper}"), FormattableString.Invariant($"{row.Seed}"),
                Nats(row.First.Kl), Nats(row.First.InformationX), Nats(row.Last.Kl), Nats(row.Last.OfInput), Nats(row.Last.InformationX),
                Nats(row.SumOfKl), Nats(row.SumOfKl - row.Last.InformationX))),
        ]);

    private static FigureTable ImageTable(StudySettings study, BoundedRow[] rows) => new(
        $"First noisy layer of a fully connected network on {study.Dataset}, nats",
        ["beta", "seed", "images", "KL 1", "I(x;z1) at least", "I(x;z1) at most", "KL 1 - I(x;z1) at least"],
        [
            .. rows.Select(row => ImmutableArray.Create(
                FormattableString.Invariant($"{row.Run.Beta}"), FormattableString.Invariant($"{row.Run.Seed}"),
                FormattableString.Invariant($"{row.Bounds.Images}"), Nats(row.Bounds.Kl), Nats(row.Bounds.Lower), Nats(row.Bounds.Upper),
                Nats(row.Bounds.Kl - row.Bounds.Upper))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, ExactRow[] joints, BoundedRow[] images)
    {
        var collapsed = joints.Count(row => !row.Carries);
        return
        [
            "Softplus and the log-normal prior throughout: there the KL term is a true upper bound of I(input; z) of its layer. The log-uniform prior is improper, and its term bounds nothing (see the figure toy).",
            "The trade-offs of the joints were chosen after trials: at a tenth of the learnability threshold both layers told nothing any more, so that only small beta leave anything to compare. At larger beta the KL term of a single layer is much nearer to its information (the figure toy has both): the verdict is about the trade-offs shown.",
            "The image bounds are about n images: more of them leave more to tell, up to log n. The KL term bounds I(x;z) for every distribution of the images, so its distance from the truth depends on which is meant.",
            FormattableString.Invariant($"A KL term counts as the information when it is within {Near:P0} of it. The verdict is about the joints, where the information is known; of images there are only bounds."),
            "For images x is which of the test images is shown, uniform: the bounds are pairwise ones, without sampling (Kolchinsky and Tracey, 2017).",
            .. collapsed > 0 ? [FormattableString.Invariant($"{collapsed} networks tell less than {Collapsed} nats; their share is not counted.")] : Array.Empty<string>(),
            .. study.Unfinished(joints.Length + images.Length, Planned(study), "networks"),
        ];
    }

    private static string Nats(Nats amount) => FormattableString.Invariant($"{amount.Value:F4}");

    /// <summary>A network of two noisy units.</summary>
    private sealed record ExactRow(string Joint, Beta Beta, ulong Seed, ExactRepresentation Exact)
    {
        public ExactLayer First => Exact.Layers[0];

        public ExactLayer Last => Exact.Layers[^1];

        public Nats SumOfKl => Exact.Layers.Aggregate(IDropTheory.Nats.Zero, (sum, layer) => sum + layer.Kl);

        public bool Carries => Last.InformationX.Value > Collapsed;

        /// <summary>Each layer's KL term over its I(x;z), minus one; nothing for a network that tells nothing.</summary>
        public IEnumerable<double> Excesses => Carries ? Exact.Layers.Select(layer => layer.Kl / layer.InformationX - 1) : [];
    }

    /// <summary>A network on images.</summary>
    private sealed record BoundedRow(RunSettings Run, LayerBounds Bounds);

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(
        ImmutableArray<JointSource> Joints, ImmutableArray<double> Fractions, int Steps,
        ImmutableArray<double> ImageBetas, int Width, int Epochs, int? TrainImages, int TestImages, FirstLayerBounds Bounds)
    {
        public static Scale Of(Preset preset) => preset switch
        {
            Preset.Smoke => new([JointSource.NoisyBit], [0.01], 60, [3], 8, 1, 400, 100, new(100)),
            Preset.Quick => new(
                [JointSource.NoisyBit, JointSource.ZChannel, JointSource.Random], [0.01, 0.03], 1000, [1, 10], 32, 8, 10_000, 2000, new(1000)),
            _ => new(
                [JointSource.NoisyBit, JointSource.ZChannel, JointSource.Random], [0.005, 0.01, 0.02, 0.03, 0.05], 2500,
                [1, 3, 10, 30], 100, 20, null, 10_000, new(2000)),
        };
    }
}
