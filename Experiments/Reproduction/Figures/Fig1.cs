using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 1: the distribution of the noisy activations of the last dropout layer of All-CNN-32 against the proposed
/// priors.</summary>
internal sealed record Fig1() : AllCnnFigure<Activation, ActivationHistogram.Outcome>(
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

    // Drawn bins, each of several counted ones.
    private const int BinsPerBar = 10;

    protected override Preset? RepeatedFrom => null;

    protected override Sweep<Activation, ActivationHistogram.Outcome> Sweep(StudySettings study, IFinishedRuns finished) =>
        Reproduction.Sweep.Of(
        from seed in study.Seeds
        from activation in new[] { Activation.Relu, Activation.Softplus }
        select (activation, AllCnnScale.Training(
            study, AllCnnScale.Filters(study.Preset), activation, Beta(study.Preset), seed)),
        Histogram(study));

    protected override Findings Show(StudySettings study, Cells<Activation, ActivationHistogram.Outcome> cells)
    {
        Fits[] all = [.. cells.All.Select(cell => new Fits(cell.Point, cell.Seed, cell.Measured))];
        var activations = all.GroupBy(fits => fits.Activation).ToArray();
        return new()
        {
            Statements =
            [
                .. activations.Select(fits => cells.Where(activation => activation == fits.Key).State(_ => StatementOf([.. fits]))),
            ],
            Pictures = [.. activations.Select(fits => PictureOf(study, fits.First()))],
            Tables =
            [
                FigureTable.Of(
                    "Noisy activations of the last dropout layer on test images", all,
                    ("activation", f => $"{Label.Of(f.Activation)}"), ("seed", f => $"{f.Seed}"),
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
                    + "The atom "
                    + "at zero is not part of the distance: its share is learned or free.",
                study.Preset == Preset.SmallData
                    ? Invariant($"beta = {SmallDataBeta}, so small that the noise scales stay below their largest; the paper does not say.")
                    : AllCnnScale.BetaRemark(study.Preset),
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
            $"With {Label.Of(furthest.Activation)} the "
                + (furthest.Activation == Activation.Relu
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
            $"Noisy {Label.Of(fits.Activation)} activations z of {study.Dataset}", "log z", "density of log z", "measured",
            [.. Enumerable.Range(0, last - first + 2).Select(i => low + i * width)], bars[first..(last + 1)],
            PlotSeries.Of("proposed: " + fits.Proposed.Name, low, high, fits.Proposed.Density),
            PlotSeries.Of("for comparison: " + fits.Other.Name, low, high, fits.Other.Density, PlotStyle.Thin))
        {
            Atom = histogram.Zeros == 0 ? null : new("share of exact zeros", 0, histogram.ZeroShare),
        };
    }

    /// <summary>The activations of one training with both families fitted to them.</summary>
    private sealed record Fits(Activation Activation, ulong Seed, ActivationHistogram.Outcome Histogram)
    {
        private readonly PriorFit _uniform = PriorFit.LogUniform(Histogram);
        private readonly PriorFit _normal = PriorFit.LogNormal(Histogram);

        public PriorFit Proposed => Activation == Activation.Relu ? _uniform : _normal;

        public PriorFit Other => Activation == Activation.Relu ? _normal : _uniform;
    }
}
