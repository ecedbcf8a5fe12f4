using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 1: the distribution of the noisy activations of the last dropout layer of All-CNN-32 against the proposed
/// priors.</summary>
internal sealed record Fig1() : AllCnnFigure<Fig1.Layer, ActivationHistogram.Outcome>(
    "fig1", "Distribution of the noisy activations against the proposed priors",
    claim: "With ReLU activations the noisy activations approximately follow a log-uniform distribution with an atom at zero, with "
        + "Softplus a "
        + "log-normal one.",
    paper: "Both histograms lie near the prior (no measure of the distance is given).")
{
    // "Approximately follows": two distribution functions that nowhere differ by more.
    private const double Near = 0.1;

    // At the beta of the other presets all noise scales of the ReLU network are at their largest.
    private const double SmallDataBeta = 0.01;

    // At the paper's 0.1 a network without batch normalisation diverges.
    private const double RateWithoutNormalisation = 0.01;

    // Drawn bins, each of several counted ones.
    private const int BinsPerBar = 10;

    protected override Preset? RepeatedFrom => null;

    protected override Sweep<Layer, ActivationHistogram.Outcome> Sweep(StudySettings study, IFinishedRuns finished) =>
        Reproduction.Sweep.Of(
        from seed in study.Seeds
        from layer in Layers(study.Preset)
        select (layer, Training(study, layer, seed)),
        Histogram(study));

    // The network without normalisation shows whether normalisation is why a claim fails.
    private static ImmutableArray<Layer> Layers(Preset preset) =>
        [new(Activation.Relu), new(Activation.Softplus), .. preset == Preset.SmallData ? new Layer[] { new(Activation.Relu, false) } : []];

    private static RunSettings Training(StudySettings study, Layer layer, ulong seed)
    {
        var run = AllCnnScale.Training(study, AllCnnScale.Filters(study.Preset), layer.Activation, Beta(study.Preset), seed);
        return layer.Normalised || run.Network is not AllCnnSettings network ? run : run with
        {
            Network = network with { Options = network.Options with { WithoutBatchNorm = true } },
            LearningRate = run.LearningRate with { Initial = RateWithoutNormalisation },
        };
    }

    protected override Findings Show(StudySettings study, Cells<Layer, ActivationHistogram.Outcome> cells)
    {
        Fits[] all = [.. cells.All.Select(cell => new Fits(cell.Point, cell.Seed, cell.Measured, cell.Result.Test.Layers[^1].MeanAlpha))];
        var layers = all.GroupBy(fits => fits.Layer).ToArray();
        return new()
        {
            Statements =
            [
                .. layers.Where(fits => fits.Key.Normalised)
                    .Select(fits => cells.Where(layer => layer == fits.Key).State(_ => StatementOf([.. fits]))),
            ],
            Sentences = [.. layers.Where(fits => !fits.Key.Normalised).Select(fits => StatementOf([.. fits]).Sentence)],
            Pictures = [.. layers.Select(fits => PictureOf(study, fits.First()))],
            Tables =
            [
                FigureTable.Of(
                    "Noisy activations of the last dropout layer on test images", all,
                    ("layer", f => $"{f.Layer}"), ("seed", f => $"{f.Seed}"), ("mean alpha", f => $"{f.Alpha:F3}"),
                    ("exact zeros", f => $"{100 * f.Histogram.ZeroShare:F2}%"), ("mean of log z", f => $"{f.Histogram.Mean:F3}"),
                    ("deviation of log z", f => $"{f.Histogram.Deviation:F3}"),
                    ("proposed prior", f => $"{f.Proposed.Name}"), ("distance", f => $"{f.Proposed.Distance:F3}"),
                    ("other family", f => $"{f.Other.Name}"), ("its distance", f => $"{f.Other.Distance:F3}")),
            ],
            Remarks =
            [
                "\"Approximately follows\" is taken as: the distribution functions of log z nowhere differ by more than "
                    + Invariant($"{Near}; contrary where they do and the other family is nearer."),
                "The log-uniform prior is improper; it is fitted on the interval that holds the central 98% of the positive activations. "
                    + "The atom at zero is not part of the distance: its share is learned or free.",
                .. layers.Where(fits => fits.Key == new Layer(Activation.Relu)).Select(fits => fits.First().Normal()),
                .. study.Preset == Preset.SmallData
                    ? new[]
                    {
                        Invariant($"beta = {SmallDataBeta}, so small that the noise scales stay below their largest; the paper does not ")
                            + "say.",
                        "The network without batch normalisation is ours; "
                            + Invariant($"it is trained at a rate of {RateWithoutNormalisation}."),
                    }
                    : [AllCnnScale.BetaRemark(study.Preset)],
                $"One draw of the noise for each of the first {Histogram(study).Images} test images, all units of the layer together.",
            ],
        };
    }

    private static double Beta(Preset preset) => preset == Preset.SmallData ? SmallDataBeta : AllCnnScale.Beta(preset);

    private static ActivationHistogram Histogram(StudySettings study) => new(study.Preset == Preset.Smoke ? 100 : 1000);

    /// <summary>On the training that is furthest from its prior; contrary where all of them are nearer to the other family.</summary>
    private static Statement StatementOf(Fits[] seeds)
    {
        var furthest = seeds.MaxBy(fits => fits.Proposed.Distance)!;
        return new(
            $"With {furthest.Layer} the "
                + (furthest.Layer.Activation == Activation.Relu
                    ? "positive noisy activations follow a log-uniform distribution"
                    : "noisy activations follow a log-normal distribution"),
            Invariant($"distance of the distribution functions {furthest.Proposed.Distance:F3}, of the other family ")
                + Invariant($"{furthest.Other.Distance:F3}"),
            furthest.Proposed.Distance <= Near ? Support.Holds
            : seeds.All(fits => fits.Proposed.Distance > Near && fits.Proposed.Distance > fits.Other.Distance) ? Support.Contrary
            : Support.Undecided);
    }

    private static Histogram PictureOf(StudySettings study, Fits fits)
    {
        var histogram = fits.Histogram;
        var width = BinsPerBar * histogram.Step;
        double[] bars = [.. histogram.Bins.Chunk(BinsPerBar).Select(bins => bins.Sum() / (histogram.Count * width))];
        var (first, last) = (Array.FindIndex(bars, bar => bar > 0), Array.FindLastIndex(bars, bar => bar > 0));
        var (low, high) = (histogram.From + first * width, histogram.From + (last + 1) * width);
        return new(
            $"Noisy activations z of {study.Dataset}, {fits.Layer}", "log z", "density of log z", "measured",
            [.. Enumerable.Range(0, last - first + 2).Select(i => low + i * width)], bars[first..(last + 1)],
            PlotSeries.Of("proposed: " + fits.Proposed.Name, low, high, fits.Proposed.Density),
            PlotSeries.Of("for comparison: " + fits.Other.Name, low, high, fits.Other.Density, PlotStyle.Thin))
        {
            Atom = histogram.Zeros == 0 ? null : new("share of exact zeros", 0, histogram.ZeroShare),
        };
    }

    /// <summary>The last dropout layer of a network.</summary>
    /// <param name="Activation">Its nonlinearity.</param>
    /// <param name="Normalised">Whether batch normalisation precedes it, as in the paper's Table 2.</param>
    internal sealed record Layer(Activation Activation, bool Normalised = true)
    {
        public override string ToString() => Label.Of(Activation) + (Normalised ? "" : " without batch normalisation");
    }

    /// <summary>The activations of one training with both families fitted to them.</summary>
    private sealed record Fits(Layer Layer, ulong Seed, ActivationHistogram.Outcome Histogram, double Alpha)
    {
        private readonly PriorFit _uniform = PriorFit.LogUniform(Histogram);
        private readonly PriorFit _normal = PriorFit.LogNormal(Histogram);

        public PriorFit Proposed => Layer.Activation == Activation.Relu ? _uniform : _normal;

        public PriorFit Other => Layer.Activation == Activation.Relu ? _normal : _uniform;

        /// <summary>What normal activations would give.</summary>
        public string Normal()
        {
            var exact = NoisyHalfNormal.Of(Alpha, Histogram);
            return "Batch normalisation makes the input of a ReLU nearly normal. Were it exactly so, the positive noisy activations "
                + Invariant($"at the mean alpha of {Alpha:F3} would have the distance {PriorFit.LogUniform(exact).Distance:F3} from the ")
                + Invariant($"best log-uniform distribution and {PriorFit.LogNormal(exact).Distance:F3} from a log-normal one.");
        }
    }
}
