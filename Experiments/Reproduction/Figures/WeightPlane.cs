using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using PlaneCell = IDropTheory.Experiments.Reproduction.Cell<
    IDropTheory.Experiments.Reproduction.Figures.WeightPlane.Weights, IDropTheory.Experiments.Runs.Measurements.CodeDecomposition.Outcome>;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The plane of eq. (4): information, total correlation and error of a classifier and of an autoencoder for every pair of weights
/// (beta, gamma).</summary>
/// <remarks>The paper trains on the diagonal beta = gamma alone, where the loss is a closed form; section 7 says what the two axes
/// are.</remarks>
internal sealed record WeightPlane() : SweepFigure<WeightPlane.Weights, CodeDecomposition.Outcome>(
    "plane", "Information, total correlation and error over the plane of weights (beta, gamma)",
    claim: "beta weighs the information of the representation and gamma its total correlation: gamma = 0 compresses without disentangling, "
        + "beta = 0 disentangles without a bound on the information (eqs. 4 and 8; stated, and not tried beyond gamma = beta).",
    paper: "Nothing: the paper gives no measurement off the diagonal.")
{
    private static readonly ImmutableArray<Model> Models =
    [
        // Its weights are divided by the number of training images.
        new(
            "classifier", "test error (%)",
            preset => preset switch { Preset.Smoke => [0, 30], Preset.Quick => [0, 30, 300], _ => [0, 10, 30, 100, 300] },
            scale => new MlpSettings(scale.Width, 1, Activation.Softplus, AllCnnScale.Information(Activation.Softplus)),
            result => 100 * result.Test.Error!.Value),
        new(
            "autoencoder", "cross-entropy (nats per image)",
            preset => preset switch { Preset.Smoke => [0, 1], Preset.Quick => [0, 1, 4], _ => [0, 0.3, 1, 2, 4] },
            scale => new VaeSettings(1, new LatentKind.Information(new(), PriorPerUnit: true), PixelTargets.Intensities)
            {
                Size = new(scale.Hidden, scale.Code),
            },
            result => result.Test.CrossEntropy.Value),
    ];

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper];

    public override string PaperDataset => GeneratedDigits.Name;

    protected override Preset? RepeatedFrom => Preset.Paper;

    protected override Sweep<Weights, CodeDecomposition.Outcome> Sweep(StudySettings study, IFinishedRuns finished) =>
        Reproduction.Sweep.Of(
        from seed in study.Seeds
        from model in Models
        from beta in model.Values(study.Preset)
        from gamma in model.Values(study.Preset)
        let weights = new Weights(model, beta, gamma)
        select (weights, Training(study, weights, seed)),
        new CodeDecomposition(study.Preset == Preset.Smoke ? 100 : 1000));

    protected override Cells<Weights, CodeDecomposition.Outcome> Judged(Cells<Weights, CodeDecomposition.Outcome> cells) =>
        cells.Scan(weights => (weights.Model, [weights.Beta, weights.Gamma]));

    protected override Findings Show(StudySettings study, Cells<Weights, CodeDecomposition.Outcome> cells)
    {
        var (scale, code) = (Scale.Of(study), cells.All[0].Measured);
        var planes = Models.Select(model => (Model: model, Cells: cells.All.Where(cell => cell.Point.Model == model).ToArray())).ToArray();
        var shown = planes.Where(plane => plane.Cells.Length > 0).ToArray();
        return new()
        {
            Statements = [.. planes.SelectMany(plane => StatementsOf(plane.Model, plane.Cells)
                .Select(cells.Where(weights => weights.Model == plane.Model).State))],
            Pictures = [.. shown.SelectMany(plane => PicturesOf(study, plane.Model, plane.Cells))],
            Tables = [.. shown.Select(plane => TableOf(plane.Model, plane.Cells))],
            Remarks =
            [
                Invariant($"I and TC are those of the mixture of the known p(z|x) over {code.Images} test images, so I is at most log ")
                    + Invariant($"{code.Images} = {Math.Log(code.Images):F2} nats; ± is the standard error of the Monte-Carlo mean over ")
                    + "one drawn z per image.",
                "Off the diagonal the part of the weights that differs is charged by Gaussian estimates on the mini-batch, which bound I "
                    + "from above and are biased for TC.",
                Invariant($"One noisy layer each, so that p(z|x) is known: a classifier with {scale.Width} Softplus units, an autoencoder ")
                    + Invariant($"with {scale.Hidden} hidden units and {scale.Code} components; log-normal priors; Adam at 0.001; ")
                    + Invariant($"{scale.Epochs} epochs. All of this is ours."),
                "Mutual information gap (bins of equal mass, Miller-Madow) and DCI (lasso) of the locations of log z against the factors "
                    + "that generated the digits: class, position, scale, aspect, rotation, shear, thickness.",
                "The classifier's weights are divided by the number of training images, as in the paper; the autoencoder's are not.",
            ],
        };
    }

    private static RunSettings Training(StudySettings study, Weights weights, ulong seed)
    {
        var scale = Scale.Of(study);
        return new()
        {
            Dataset = study.Dataset,
            Validation = 0,
            TrainImages = study.TrainImages ?? scale.TrainImages,
            TestImages = scale.TestImages,
            Network = weights.Model.Network(scale),
            Beta = weights.Beta,
            // Equal weights are the closed form, and one run however they are given.
            Gamma = weights.Gamma == weights.Beta ? null : weights.Gamma,
            Epochs = scale.Epochs,
            LearningRate = LearningRateSchedule.Constant(1e-3),
            Optimiser = new OptimiserSettings.Adam(),
            Seed = seed,
        };
    }

    private static IEnumerable<Func<double, Statement>> StatementsOf(Model model, PlaneCell[] cells)
    {
        Func<double, Statement> Falls(string text, Func<Weights, double> with, Func<Weights, double> within, Func<PlaneCell, double> of) =>
            level => Statement.TrendWithin(
                $"In the {model.Name} {text}", rises: false,
                [.. cells.GroupBy(c => (within(c.Point), c.Seed)).Select(g => g.Select(c => (with(c.Point), of(c))).ToArray())], level);
        yield return Falls("the information falls with beta at every gamma", w => w.Beta, w => w.Gamma,
            c => c.Measured.Information.Mean.Value);
        yield return Falls("the total correlation falls with gamma at every beta", w => w.Gamma, w => w.Beta,
            c => c.Measured.TotalCorrelation.Mean.Value);
    }

    private static IEnumerable<Picture> PicturesOf(StudySettings study, Model model, PlaneCell[] cells)
    {
        // beta to the right, gamma upward.
        double[] betas = [.. cells.Select(c => c.Point.Beta).Distinct().Order()];
        double[] gammas = [.. cells.Select(c => c.Point.Gamma).Distinct().OrderDescending()];
        HeatMap Of(string title, string axis, Func<PlaneCell, double> of) => new(
            $"{title} of the {model.Name}, {study.Dataset}", "beta", "gamma", axis,
            [.. betas.Select(Numbers.Sentence)], [.. gammas.Select(Numbers.Sentence)],
            [.. gammas.Select(gamma => (EquatableArray<double>)[.. betas.Select(beta => Mean(beta, gamma, of))])])
        {
            Marks = [.. Special.Select(special => new CellMark(special.Name, [.. Places(special.Where)]))],
        };
        double Mean(double beta, double gamma, Func<PlaneCell, double> of) =>
            cells.Where(c => c.Point.Beta == beta && c.Point.Gamma == gamma).Select(of).DefaultIfEmpty(double.NaN).Average();
        IEnumerable<(int Row, int Column)> Places(Func<double, double, bool> where) =>
            from row in Enumerable.Range(0, gammas.Length)
            from column in Enumerable.Range(0, betas.Length)
            where @where(betas[column], gammas[row])
            select (row, column);
        yield return Of("Information I(x;z)", "I(x;z) (nats)", c => c.Measured.Information.Mean.Value);
        yield return Of("Total correlation TC(z)", "TC(z) (nats)", c => c.Measured.TotalCorrelation.Mean.Value);
        yield return Of("Error", model.Axis, c => model.Error(c.Result));
        if (cells.All(c => c.Measured.Disentanglement is not null))
            yield return Of("Mutual information gap", "MIG", c => c.Measured.Disentanglement!.Gap) with { Range = (0, 1) };
    }

    private static FigureTable TableOf(Model model, PlaneCell[] cells) => FigureTable.Of(
        $"The plane of the {model.Name}, test images", cells.GroupBy(c => c.Point),
        ("beta", p => $"{p.Key.Beta}"), ("gamma", p => $"{p.Key.Gamma}"), ("where", p => $"{Where(p.Key)}"),
        ("I(x;z) (nats)", p => Mean(p, c => c.Measured.Information)), ("TC(z) (nats)", p => Mean(p, c => c.Measured.TotalCorrelation)),
        ("KL (nats)", p => $"{p.Average(c => c.Result.Test.Kl.Value):F2}"),
            (model.Axis, p => $"{p.Average(c => model.Error(c.Result)):F2}"),
        ("active units", p => $"{p.Average(c => c.Measured.ActiveUnits):F1} of {p.First().Measured.Units}"),
        ("MIG", p => OfScores(p, scores => $"{scores.Average(s => s.Gap):F3}")),
        ("D, C, I of DCI", p => OfScores(p, scores => Dci(
            scores.Average(s => s.Disentanglement), scores.Average(s => s.Completeness), scores.Average(s => s.Informativeness)))),
        ("seeds", p => $"{p.Count()}"));

    private static FormattableString Mean(IEnumerable<PlaneCell> cells, Func<PlaneCell, MeanEstimate> of) =>
        $"{cells.Average(c => of(c).Mean.Value):F2} ± {cells.Average(c => of(c).StandardError.Value):F2}";

    private static FormattableString OfScores(
        IEnumerable<PlaneCell> cells, Func<CodeDecomposition.DisentanglementScores[], FormattableString> show) =>
        cells.First().Measured.Disentanglement is null ? $"" : show([.. cells.Select(c => c.Measured.Disentanglement!)]);

    private static FormattableString Dci(double disentanglement, double completeness, double informativeness) =>
        $"{disentanglement:F2}, {completeness:F2}, {informativeness:F2}";

    private static string Where(Weights weights) => weights is { Beta: 0, Gamma: 0 }
        ? "no penalty"
        : Special.FirstOrDefault(special => special.Where(weights.Beta, weights.Gamma)).Name ?? "";

    private static ImmutableArray<(string Name, Func<double, double, bool> Where)> Special { get; } =
    [
        ("gamma = beta: closed form", (beta, gamma) => beta == gamma && beta > 0),
        ("gamma = 0: information bottleneck", (beta, gamma) => gamma == 0 && beta > 0),
        ("beta = 0: independent components", (beta, gamma) => beta == 0 && gamma > 0),
    ];

    /// <summary>A point of the plane of a model.</summary>
    internal sealed record Weights(Model Model, double Beta, double Gamma);

    /// <summary>A kind of network on the plane.</summary>
    /// <param name="Name">Its name in sentences.</param>
    /// <param name="Axis">Name and unit of its error.</param>
    /// <param name="Values">The values of beta and of gamma.</param>
    /// <param name="Network">The network.</param>
    /// <param name="Error">Its error.</param>
    internal sealed record Model(
        string Name, string Axis, Func<Preset, ImmutableArray<double>> Values, Func<Scale, NetworkSettings> Network,
        Func<RunResult, double> Error);

    /// <summary>The size of a preset.</summary>
    internal sealed record Scale(int Epochs, int? TrainImages, int? TestImages, int Width, int Hidden, int Code)
    {
        public static Scale Of(StudySettings study) => study.Preset switch
        {
            Preset.Smoke => new(study.Epochs ?? 1, 300, 100, 8, 16, 4),
            Preset.Quick => new(study.Epochs ?? 6, 10_000, 2000, 32, 128, 10),
            Preset.Cpu => new(study.Epochs ?? 20, 20_000, null, 32, 256, 10),
            _ => new(study.Epochs ?? 60, null, null, 32, 256, 10),
        };
    }
}
