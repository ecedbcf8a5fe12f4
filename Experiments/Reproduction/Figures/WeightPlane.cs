using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The plane of eq. (4): information, total correlation and error of a classifier and of an autoencoder for every pair of weights (beta, gamma).</summary>
/// <remarks>The paper trains on the diagonal beta = gamma alone, where the loss is a closed form; section 7 says what the two axes are.</remarks>
internal sealed record WeightPlane : Figure
{
    private static readonly ImmutableArray<Model> Models =
    [
        new("classifier", "test error (%)", result => 100 * result.Test.Error!.Value),
        new("autoencoder", "cross-entropy (nats per image)", result => result.Test.CrossEntropy.Value),
    ];

    public override string Id => "plane";

    public override string Title => "Information, total correlation and error over the plane of weights (beta, gamma)";

    public override string Claim =>
        "beta weighs the information of the representation and gamma its total correlation: gamma = 0 compresses without disentangling, beta = 0 disentangles without a bound on the information (eqs. 4 and 8; stated, and not tried beyond gamma = beta).";

    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper];

    public override string DefaultDataset(Preset preset) => GeneratedDigits.Name;

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset == Preset.Paper ? [1, 2, 3] : [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
    [
        .. from seed in study.Seeds
           from model in Models
           from beta in Weights(study.Preset, model)
           from gamma in Weights(study.Preset, model)
           select Run(study, model, beta, gamma, seed),
    ];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [Code(study)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var cells = (
            from model in Models
            from beta in Weights(study.Preset, model)
            from gamma in Weights(study.Preset, model)
            from seed in study.Seeds
            let run = Run(study, model, beta, gamma, seed)
            let result = finished.Result(run)
            let code = finished.Measured(run, Code(study))
            where result is not null && code is not null
            select new Cell(model, beta, gamma, seed, result, code)).ToArray();
        if (cells.Length == 0) throw study.TooLittle("no run is finished");
        Statement[] statements = [.. cells.GroupBy(cell => cell.Model).SelectMany(model => Statements(model.Key, [.. model]))];
        return new(
            Statement.Verdict(statements, cells.Length == Planned(study)),
            "Nothing: the paper gives no measurement off the diagonal.",
            Statement.Sentences(statements),
            [.. cells.GroupBy(cell => cell.Model).SelectMany(model => Plots(study, model.Key, [.. model]))],
            [Statement.Table(statements), .. cells.GroupBy(cell => cell.Model).Select(model => Table(model.Key, model))],
            Remarks(study, cells));
    }

    private static RunSettings Run(StudySettings study, Model model, double beta, double gamma, ulong seed)
    {
        var scale = Scale.Of(study);
        var classifies = model == Models[0];
        return new()
        {
            Dataset = study.Dataset,
            Validation = 0,
            TrainImages = scale.TrainImages,
            TestImages = scale.TestImages,
            Network = classifies
                ? new MlpSettings(scale.Width, 1, Activation.Softplus, new DropoutMethod.Information(PriorFamily.LogNormal, new()))
                : new VaeSettings(1, new LatentKind.Information(new(), PriorPerUnit: true), PixelTargets.Intensities) { Size = new(scale.Hidden, scale.Code) },
            Beta = beta,
            // Equal weights are the closed form, and one run however they are given.
            Gamma = gamma == beta ? null : gamma,
            Epochs = scale.Epochs,
            LearningRate = LearningRateSchedule.Constant(1e-3),
            Optimiser = new OptimiserSettings.Adam(),
            Seed = seed,
        };
    }

    private static int Planned(StudySettings study) => Models.Sum(model => Weights(study.Preset, model).Length * Weights(study.Preset, model).Length) * study.Seeds.Length;

    private static CodeDecomposition Code(StudySettings study) => new(study.Preset == Preset.Smoke ? 100 : 1000);

    // The weights of a classifier are divided by the number of training images, those of an autoencoder are not.
    private static ImmutableArray<double> Weights(Preset preset, Model model) => (preset, model == Models[0]) switch
    {
        (Preset.Smoke, true) => [0, 30],
        (Preset.Smoke, false) => [0, 1],
        (Preset.Quick, true) => [0, 30, 300],
        (Preset.Quick, false) => [0, 1, 4],
        (_, true) => [0, 10, 30, 100, 300],
        (_, false) => [0, 0.3, 1, 2, 4],
    };

    private static IEnumerable<Statement> Statements(Model model, IReadOnlyList<Cell> cells)
    {
        // Two statements for each of two models: Bonferroni.
        const double Level = 0.05 / 4;
        yield return Statement.TrendWithin(
            $"In the {model.Name} the information falls with beta at every gamma", rises: false,
            [.. cells.GroupBy(c => (c.Gamma, c.Seed)).Select(g => g.Select(c => (c.Beta, c.Code.Information.Mean.Value)).ToArray())], Level);
        yield return Statement.TrendWithin(
            $"In the {model.Name} the total correlation falls with gamma at every beta", rises: false,
            [.. cells.GroupBy(c => (c.Beta, c.Seed)).Select(g => g.Select(c => (c.Gamma, c.Code.TotalCorrelation.Mean.Value)).ToArray())], Level);
    }

    private static IEnumerable<Picture> Plots(StudySettings study, Model model, IReadOnlyList<Cell> cells)
    {
        // beta to the right, gamma upward.
        double[] betas = [.. cells.Select(c => c.Beta).Distinct().Order()];
        double[] gammas = [.. cells.Select(c => c.Gamma).Distinct().OrderDescending()];
        HeatMap Of(string title, string axis, Func<Cell, double> of) => new(
            $"{title} of the {model.Name}, {study.Dataset}", "beta", "gamma", axis,
            [.. betas.Select(Numbers.Sentence)], [.. gammas.Select(Numbers.Sentence)],
            [.. gammas.Select(gamma => (IReadOnlyList<double>)[.. betas.Select(beta => Mean(cells.Where(c => c.Beta == beta && c.Gamma == gamma), of))])])
        {
            Marks =
            [
                new("gamma = beta: closed form", [.. Places((beta, gamma) => beta == gamma && beta > 0)]),
                new("gamma = 0: information bottleneck", [.. Places((beta, gamma) => gamma == 0 && beta > 0)]),
                new("beta = 0: independent components", [.. Places((beta, gamma) => beta == 0 && gamma > 0)]),
            ],
        };
        IEnumerable<(int Row, int Column)> Places(Func<double, double, bool> where) =>
            from row in Enumerable.Range(0, gammas.Length)
            from column in Enumerable.Range(0, betas.Length)
            where @where(betas[column], gammas[row])
            select (row, column);

        yield return Of("Information I(x;z)", "I(x;z) (nats)", c => c.Code.Information.Mean.Value);
        yield return Of("Total correlation TC(z)", "TC(z) (nats)", c => c.Code.TotalCorrelation.Mean.Value);
        yield return Of("Error", model.Axis, c => model.Error(c.Result));
        if (cells.All(c => c.Code.Disentanglement is not null))
            yield return Of("Mutual information gap", "MIG", c => c.Code.Disentanglement!.Gap);
    }

    private static double Mean(IEnumerable<Cell> cells, Func<Cell, double> of) => cells.Select(of).DefaultIfEmpty(double.NaN).Average();

    private static FigureTable Table(Model model, IEnumerable<Cell> cells) => new(
        $"The plane of the {model.Name}, test images",
        ["beta", "gamma", "where", "I(x;z) (nats)", "TC(z) (nats)", "KL (nats)", model.Axis, "active units", "MIG", "D, C, I of DCI", "seeds"],
        [
            .. cells.GroupBy(c => (c.Beta, c.Gamma)).Select(cell => ImmutableArray.Create(
                FormattableString.Invariant($"{cell.Key.Beta}"), FormattableString.Invariant($"{cell.Key.Gamma}"), Where(cell.Key.Beta, cell.Key.Gamma),
                FormattableString.Invariant($"{cell.Average(c => c.Code.Information.Mean.Value):F2} ± {cell.Average(c => c.Code.Information.StandardError.Value):F2}"),
                FormattableString.Invariant($"{cell.Average(c => c.Code.TotalCorrelation.Mean.Value):F2} ± {cell.Average(c => c.Code.TotalCorrelation.StandardError.Value):F2}"),
                FormattableString.Invariant($"{cell.Average(c => c.Result.Test.Kl.Value):F2}"),
                FormattableString.Invariant($"{cell.Average(c => model.Error(c.Result)):F2}"),
                FormattableString.Invariant($"{cell.Average(c => c.Code.ActiveUnits):F1} of {cell.First().Code.Units}"),
                cell.First().Code.Disentanglement is null ? "" : FormattableString.Invariant($"{cell.Average(c => c.Code.Disentanglement!.Gap):F3}"),
                cell.First().Code.Disentanglement is null ? "" : FormattableString.Invariant(
                    $"{cell.Average(c => c.Code.Disentanglement!.Disentanglement):F2}, {cell.Average(c => c.Code.Disentanglement!.Completeness):F2}, {cell.Average(c => c.Code.Disentanglement!.Informativeness):F2}"),
                FormattableString.Invariant($"{cell.Count()}"))),
        ]);

    private static string Where(double beta, double gamma) => (beta, gamma) switch
    {
        (0, 0) => "no penalty",
        (_, 0) => "gamma = 0: information bottleneck",
        (0, _) => "beta = 0: independent components",
        _ when beta == gamma => "gamma = beta: closed form",
        _ => "",
    };

    private static ImmutableArray<string> Remarks(StudySettings study, Cell[] cells)
    {
        var (scale, code) = (Scale.Of(study), cells[0].Code);
        return
        [
            FormattableString.Invariant($"I and TC are those of the mixture of the known p(z|x) over {code.Images} test images, so I is at most log {code.Images} = {Math.Log(code.Images):F2} nats; ± is the standard error of the Monte-Carlo mean over one drawn z per image."),
            "Off the diagonal the part of the weights that differs is charged by Gaussian estimates on the mini-batch, which bound I from above and are biased for TC.",
            FormattableString.Invariant($"One noisy layer each, so that p(z|x) is known: a classifier with {scale.Width} Softplus units, an autoencoder with {scale.Hidden} hidden units and {scale.Code} components; log-normal priors; Adam at 0.001; {scale.Epochs} epochs. All of this is ours."),
            "Mutual information gap (bins of equal mass, Miller-Madow) and DCI (lasso) of the locations of log z against the factors that generated the digits: class, position, scale, aspect, rotation, shear, thickness.",
            "The classifier's weights are divided by the number of training images, as in the paper; the autoencoder's are not.",
            .. study.Unfinished(cells.Length, Planned(study), "runs"),
            .. study.Seeds.Length == 1 ? ["One training per cell: the spread between seeds is not measured."] : Array.Empty<string>(),
        ];
    }

    private sealed record Model(string Name, string Axis, Func<RunResult, double> Error);

    private sealed record Cell(Model Model, double Beta, double Gamma, ulong Seed, RunResult Result, CodeDecomposition.Outcome Code);

    private sealed record Scale(int Epochs, int? TrainImages, int? TestImages, int Width, int Hidden, int Code)
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
