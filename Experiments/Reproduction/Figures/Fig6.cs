using System.Collections.Immutable;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 6: KL of the two dropout layers of All-CNN-32 against the percentage of its filters, in all and per unit.</summary>
internal sealed record Fig6 : AllCnnFigure
{
    private static readonly DropoutMethod Information = new DropoutMethod.Information(PriorFamily.LogNormal, new());

    public override string Id => "fig6";

    public override string Title => "Information of the two dropout layers against the number of filters";

    public override string Claim =>
        "The total information hardly varies with the number of filters and is less in the second dropout layer; with fewer filters each unit lets more through, and units of the second layer contain more than those of the first.";

    public override IReadOnlyList<RunSettings> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. from filters in Filters(study.Preset) from seed in study.Seeds select Run(study, filters, seed)];

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var cells = (
            from filters in Filters(study.Preset)
            let results = study.Seeds.Select(seed => (seed, Result: finished.Result(Run(study, filters, seed))))
                .Where(run => run.Result is not null).ToImmutableSortedDictionary(run => run.seed, run => run.Result!)
            where !results.IsEmpty
            select new Cell(filters, results)).ToArray();
        if (cells.Length < 2) throw study.TooLittle("fewer than two widths have finished runs");
        var statements = Statements(cells);
        return new(
            Statement.Verdict(statements, cells.Sum(cell => cell.Results.Count) == Planned(study)),
            "Totals of the two layers nearly level from a few filters to all, the second below the first; KL per unit falls with the number of filters, the second layer above the first (no numbers are printed).",
            Statement.Sentences(statements),
            [
                Plot(study, cells, "(a) KL of each dropout layer, all units", "KL (nats per image)", layer => layer.Kl.Value),
                Plot(study, cells, "(b) KL per unit of each dropout layer", "KL (nats per unit)", layer => layer.PerUnit.Value),
            ],
            [Statement.Table(statements), Table(cells)],
            Remarks(study, cells));
    }

    private static RunSettings Run(StudySettings study, double filters, ulong seed) =>
        AllCnnScale.Of(study).Run(study, filters, Activation.Softplus, Information, AllCnnScale.Beta(study.Preset), seed);

    private static ImmutableArray<double> Filters(Preset preset) => preset switch
    {
        Preset.Smoke => [6.25, 12.5],
        Preset.Quick => [6.25, 12.5, 25],
        Preset.Cpu => [6.25, 12.5, 25],
        _ => [12.5, 25, 50, 75, 100],
    };

    private static ImmutableArray<Statement> Statements(Cell[] cells)
    {
        // Of the seeds that every width has, what each says by itself.
        var seeds = cells.Select(cell => cell.Results.Keys).Aggregate((all, some) => all.Intersect(some).ToArray()).ToArray();
        Dictionary<ulong, double> BySeed(Func<ulong, double> of) => seeds.ToDictionary(seed => seed, of);
        double Over(int layer, ulong seed, Func<LayerKl, double> of) => cells.Average(cell => of(cell.Of(seed)[layer]));
        var layers = cells[0].Layers;
        int[] both = [.. Enumerable.Range(0, layers.Length)];
        // Every layer makes two statements, and both together two: Bonferroni.
        var level = 0.05 / (2 * layers.Length + 2);

        Statement HardlyVaries(int layer)
        {
            var (growth, text) = (cells[^1].Filters / cells[0].Filters, $"The total of {layers[layer].Layer} hardly varies with the filters");
            return Statement.Smaller(
                text,
                PairedDifference.Of(
                    BySeed(seed => Math.Log(cells.Max(cell => cell.Of(seed)[layer].Kl.Value) / cells.Min(cell => cell.Of(seed)[layer].Kl.Value))),
                    BySeed(_ => 0.5 * Math.Log(growth))),
                level,
                excess => FormattableString.Invariant($"by a factor of {Math.Exp(excess + 0.5 * Math.Log(growth)):F2}, the filters by {growth:F1}"));
        }

        Statement LetsMoreThrough(int layer) => Statement.Smaller(
            $"With fewer filters a unit of {layers[layer].Layer} lets more through",
            PairedDifference.Of(BySeed(seed => cells[^1].Of(seed)[layer].PerUnit.Value), BySeed(seed => cells[0].Of(seed)[layer].PerUnit.Value)),
            level,
            _ => string.Join(", ", cells.Select(cell => FormattableString.Invariant($"{cell.Layers[layer].PerUnit.Value:G3}"))) + " nats, from few filters to many");

        Statement Compare(string text, Func<LayerKl, double> of, int less, int more) => Statement.Smaller(
            text,
            PairedDifference.Of(BySeed(seed => Over(less, seed, of)), BySeed(seed => Over(more, seed, of))),
            level,
            _ => string.Join("; ", cells.Select(cell => FormattableString.Invariant($"{of(cell.Layers[^1]):G4} and {of(cell.Layers[0]):G4} nats at {cell.Filters}%"))));

        return
        [
            .. both.Select(HardlyVaries),
            Compare("The second layer's total is below the first's", layer => layer.Kl.Value, both[^1], 0),
            .. both.Select(LetsMoreThrough),
            Compare("A unit of the second layer contains more than one of the first", layer => layer.PerUnit.Value, 0, both[^1]),
        ];
    }

    private static Plot Plot(StudySettings study, Cell[] cells, string title, string axis, Func<LayerKl, double> of) => new(
        $"{title}, {study.Dataset}", "filters (%)", axis,
        [
            .. Enumerable.Range(0, cells[0].Layers.Length).Select(layer => new PlotSeries(
                cells[0].Layers[layer].Layer, PlotStyle.Measured, [.. cells.Select(c => c.Filters)], [.. cells.Select(c => of(c.Layers[layer]))])
            {
                Intervals = [.. cells.Select(c => MeanInterval.Of([.. c.Results.Values.Select(r => of(r.Test.Layers[layer]))]).Ends)],
            }),
        ])
    { LogX = true, FromZero = true };

    private static FigureTable Table(Cell[] cells) => new(
        "KL of the dropout layers on the test images",
        ["filters (%)", "layer", "units", "KL (nats)", "KL per unit (nats)", "mean alpha", "test error", "seeds"],
        [
            .. from cell in cells
               from layer in cell.Layers
               select ImmutableArray.Create(
                   FormattableString.Invariant($"{cell.Filters}"), layer.Layer, FormattableString.Invariant($"{layer.Units}"),
                   FormattableString.Invariant($"{layer.Kl.Value:G4}"), FormattableString.Invariant($"{layer.PerUnit.Value:G4}"),
                   FormattableString.Invariant($"{layer.MeanAlpha:F3}"),
                   MeanInterval.Of([.. cell.Results.Values.Select(r => r.Test.Error!.Value)]).Percent(), FormattableString.Invariant($"{cell.Results.Count}")),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Cell[] cells) =>
    [
        "\"Information\" is here what the paper plots: the KL from the prior, an upper bound of what a layer transmits (erratum E9; the figure `layers` shows the gap).",
        "\"Hardly varies\" is taken as: by a factor below the square root of that of the filters.",
        AllCnnScale.BetaRemark(study.Preset),
        .. study.Unfinished(cells.Sum(cell => cell.Results.Count), Planned(study), "runs"),
        .. AllCnnScale.Of(study).Remarks(study),
    ];

    private static int Planned(StudySettings study) => Filters(study.Preset).Length * study.Seeds.Length;

    /// <summary>What was measured at one width.</summary>
    private sealed record Cell(double Filters, ImmutableSortedDictionary<ulong, RunResult> Results)
    {
        /// <summary>The layers, averaged over the seeds.</summary>
        public ImmutableArray<LayerKl> Layers { get; } =
        [
            .. Enumerable.Range(0, Results.First().Value.Test.Layers.Length).Select(i => Results.First().Value.Test.Layers[i] with
            {
                Kl = new(Results.Values.Average(r => r.Test.Layers[i].Kl.Value)),
                MeanAlpha = Results.Values.Average(r => r.Test.Layers[i].MeanAlpha),
            }),
        ];

        /// <summary>The layers of one training.</summary>
        public ImmutableArray<LayerKl> Of(ulong seed) => Results[seed].Test.Layers;
    }
}
