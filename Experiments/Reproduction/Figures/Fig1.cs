using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 1: the distribution of the noisy activations of the last dropout layer of All-CNN-32 against the proposed priors.</summary>
internal sealed record Fig1 : AllCnnFigure
{
    // "Approximately follows": two distribution functions that nowhere differ by more.
    private const double Near = 0.1;

    // Drawn bins, each of several counted ones.
    private const int BinsPerBar = 10;

    private static readonly ImmutableArray<(Activation Activation, PriorFamily Prior)> Networks =
        [(Activation.Relu, PriorFamily.LogUniform), (Activation.Softplus, PriorFamily.LogNormal)];

    public override string Id => "fig1";

    public override string Title => "Distribution of the noisy activations against the proposed priors";

    public override string Claim =>
        "With ReLU activations the noisy activations approximately follow a log-uniform distribution with an atom at zero, with Softplus a log-normal one.";

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => [1];

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from seed in study.Seeds from network in Networks select Run(study, network.Activation, network.Prior, seed)];

    public override ImmutableArray<Measurement> Measurements(StudySettings study, RunSettings run) => [Histogram(study)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var cells = (
            from network in Networks
            from seed in study.Seeds
            let measured = finished.Measured(Run(study, network.Activation, network.Prior, seed), Histogram(study))
            where measured is not null
            select new Cell(network.Activation, seed, measured)).ToArray();
        if (cells.Length == 0) throw study.TooLittle("no run is finished");
        var networks = cells.GroupBy(cell => cell.Activation).ToArray();
        Statement[] statements = [.. networks.Select(StatementOf)];
        return new(
            Statement.Verdict(statements, cells.Length == Planned(study)),
            "Both histograms lie near the prior (no measure of the distance is given).",
            Statement.Sentences(statements),
            [.. networks.Select(network => PlotOf(study, network.First()))],
            [Statement.Table(statements), Table(cells)],
            Remarks(study, cells));
    }

    private static RunSettings Run(StudySettings study, Activation activation, PriorFamily prior, ulong seed) =>
        AllCnnScale.Of(study).Run(
            study, study.Preset switch { Preset.Smoke or Preset.Quick => 6.25, Preset.Cpu => 25, _ => 100 },
            activation, new DropoutMethod.Information(prior, new()), AllCnnScale.Beta(study.Preset), seed);

    private static ActivationHistogram Histogram(StudySettings study) => new(study.Preset == Preset.Smoke ? 100 : 1000);

    private static int Planned(StudySettings study) => Networks.Length * study.Seeds.Length;

    /// <summary>On the training that is furthest from its prior; contrary where all of them are nearer to the other family.</summary>
    private static Statement StatementOf(IGrouping<Activation, Cell> network)
    {
        var cell = network.MaxBy(c => c.Proposed.Distance)!;
        var support = cell.Proposed.Distance <= Near ? Support.Holds
            : network.All(c => c.Proposed.Distance > Near && c.Proposed.Distance > c.Other.Distance) ? Support.Contrary
            : Support.Undecided;
        return new(
            $"With {Label.Of(cell.Activation)} the {(cell.Activation == Activation.Relu ? "positive noisy activations follow a log-uniform" : "noisy activations follow a log-normal")} distribution",
            FormattableString.Invariant($"distance of the distribution functions {cell.Proposed.Distance:F3}, of the other family {cell.Other.Distance:F3}"),
            support);
    }

    private static Histogram PlotOf(StudySettings study, Cell cell)
    {
        var histogram = cell.Histogram;
        var width = BinsPerBar * histogram.Step;
        double[] bars = [.. histogram.Bins.Chunk(BinsPerBar).Select(bins => bins.Sum() / (histogram.Count * width))];
        var (first, last) = (Array.FindIndex(bars, bar => bar > 0), Array.FindLastIndex(bars, bar => bar > 0));
        var (low, high) = (histogram.From + first * width, histogram.From + (last + 1) * width);
        return new(
            $"Noisy {Label.Of(cell.Activation)} activations z of {study.Dataset}", "log z", "density of log z", "measured",
            [.. Enumerable.Range(0, last - first + 2).Select(i => low + i * width)], bars[first..(last + 1)],
            PlotSeries.Of("proposed: " + cell.Proposed.Name, low, high, cell.Proposed.Density),
            PlotSeries.Of("for comparison: " + cell.Other.Name, low, high, cell.Other.Density, PlotStyle.Thin))
        {
            Atom = histogram.Zeros == 0 ? null : new("share of exact zeros", 0, histogram.ZeroShare),
        };
    }

    private static FigureTable Table(Cell[] cells) => new(
        "Noisy activations of the last dropout layer on test images",
        ["activation", "seed", "exact zeros", "mean of log z", "deviation of log z", "proposed prior", "distance", "other family", "its distance"],
        [
            .. cells.Select(cell => ImmutableArray.Create(
                Label.Of(cell.Activation), FormattableString.Invariant($"{cell.Seed}"), FormattableString.Invariant($"{100 * cell.Histogram.ZeroShare:F2}%"),
                FormattableString.Invariant($"{cell.Histogram.Mean:F3}"), FormattableString.Invariant($"{cell.Histogram.Deviation:F3}"),
                cell.Proposed.Name, FormattableString.Invariant($"{cell.Proposed.Distance:F3}"),
                cell.Other.Name, FormattableString.Invariant($"{cell.Other.Distance:F3}"))),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Cell[] cells) =>
    [
        FormattableString.Invariant($"\"Approximately follows\" is taken as: the distribution functions of log z nowhere differ by more than {Near}; contrary where they do and the other family is nearer."),
        "The log-uniform prior is improper; it is fitted on the interval that holds the central 98% of the positive activations. The atom at zero is not part of the distance: its share is learned or free.",
        AllCnnScale.BetaRemark(study.Preset),
        FormattableString.Invariant($"One draw of the noise for each of the first {Histogram(study).Images} test images, all units of the layer together."),
        .. study.Unfinished(cells.Length, Planned(study), "runs"),
        .. AllCnnScale.Of(study).Remarks(study),
    ];

    private sealed record Cell(Activation Activation, ulong Seed, ActivationHistogram.Outcome Histogram)
    {
        private readonly PriorFit _uniform = PriorFit.LogUniform(Histogram);
        private readonly PriorFit _normal = PriorFit.LogNormal(Histogram);

        public PriorFit Proposed => Activation == Activation.Relu ? _uniform : _normal;

        public PriorFit Other => Activation == Activation.Relu ? _normal : _uniform;
    }
}
