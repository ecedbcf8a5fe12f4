using System.Collections.Immutable;

namespace IDropTheory.Experiments;

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
            let results = study.Seeds.Select(seed => finished.Result(Run(study, filters, seed))).OfType<RunResult>().ToArray()
            where results.Length > 0
            select new Cell(filters, results)).ToArray();
        if (cells.Length < 2) throw study.TooLittle("fewer than two widths have finished runs");
        var statements = Statements(cells);
        return new(
            Statement.Verdict(statements),
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

    private static ImmutableArray<double> Filters(PresetName preset) => preset switch
    {
        PresetName.Smoke => [6.25, 12.5],
        PresetName.Quick => [6.25, 12.5, 25],
        PresetName.Cpu => [6.25, 12.5, 25, 50],
        _ => [12.5, 25, 50, 75, 100],
    };

    private static ImmutableArray<Statement> Statements(Cell[] cells)
    {
        var growth = cells[^1].Filters / cells[0].Filters;
        return
        [
            .. Enumerable.Range(0, cells[0].Layers.Length).Select(layer => Level(cells, layer, growth)),
            EveryWhere(cells, "The second layer's total is below the first's", cell => cell.Layers[^1].Kl.Value < cell.Layers[0].Kl.Value,
                cell => FormattableString.Invariant($"{cell.Layers[^1].Kl.Value:G4} and {cell.Layers[0].Kl.Value:G4} nats")),
            .. Enumerable.Range(0, cells[0].Layers.Length).Select(layer => Falls(cells, layer)),
            EveryWhere(cells, "A unit of the second layer contains more than one of the first", cell => cell.Layers[^1].PerUnit > cell.Layers[0].PerUnit,
                cell => FormattableString.Invariant($"{cell.Layers[^1].PerUnit.Value:G3} and {cell.Layers[0].PerUnit.Value:G3} nats")),
        ];
    }

    /// <summary>That a total hardly varies: by a factor below the square root of that of the filters. Contradicted where it grows as they do.</summary>
    private static Statement Level(Cell[] cells, int layer, double growth)
    {
        var totals = cells.Select(cell => cell.Layers[layer].Kl.Value).ToArray();
        var factor = totals.Max() / totals.Min();
        return new(
            $"The total of {cells[0].Layers[layer].Layer} hardly varies with the filters",
            FormattableString.Invariant($"by a factor of {factor:F2}, the filters by {growth:F1}"),
            factor < Math.Sqrt(growth) ? Support.Holds : factor >= growth ? Support.Contrary : Support.Undecided);
    }

    private static Statement Falls(Cell[] cells, int layer)
    {
        var perUnit = cells.Select(cell => cell.Layers[layer].PerUnit.Value).ToArray();
        var pairs = perUnit.Zip(perUnit.Skip(1)).ToArray();
        return new(
            $"With fewer filters a unit of {cells[0].Layers[layer].Layer} lets more through",
            string.Join(", ", perUnit.Select(kl => FormattableString.Invariant($"{kl:G3}"))) + " nats, from few filters to many",
            pairs.All(p => p.First > p.Second) ? Support.Holds : pairs.All(p => p.First < p.Second) ? Support.Contrary : Support.Undecided);
    }

    private static Statement EveryWhere(Cell[] cells, string text, Func<Cell, bool> holds, Func<Cell, string> show) => new(
        text,
        string.Join("; ", cells.Select(cell => FormattableString.Invariant($"{show(cell)} at {cell.Filters}%"))),
        cells.All(holds) ? Support.Holds : cells.Any(holds) ? Support.Undecided : Support.Contrary);

    private static Plot Plot(StudySettings study, Cell[] cells, string title, string axis, Func<LayerKl, double> of) => new(
        $"{title}, {study.Dataset}", "filters (%)", axis,
        [
            .. Enumerable.Range(0, cells[0].Layers.Length).Select(layer => new PlotSeries(
                cells[0].Layers[layer].Layer, PlotStyle.Measured, [.. cells.Select(c => c.Filters)], [.. cells.Select(c => of(c.Layers[layer]))])
            {
                Intervals = [.. cells.Select(c => MeanInterval.Of([.. c.Results.Select(r => of(r.Test.Layers[layer]))]).Ends)],
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
                   MeanInterval.Of([.. cell.Results.Select(r => r.Test.Error!.Value)]).Percent(), FormattableString.Invariant($"{cell.Results.Length}")),
        ]);

    private static ImmutableArray<string> Remarks(StudySettings study, Cell[] cells) =>
    [
        "\"Information\" is here what the paper plots: the KL from the prior, an upper bound of what a layer transmits (erratum E9; the figure `layers` shows the gap).",
        "\"Hardly varies\" is taken as: by a factor below the square root of that of the filters.",
        AllCnnScale.BetaRemark(study.Preset),
        .. study.Unfinished(cells.Length, Filters(study.Preset).Length, "widths"),
        .. AllCnnScale.Of(study).Remarks(study),
    ];

    /// <summary>What was measured at one width.</summary>
    private sealed record Cell(double Filters, RunResult[] Results)
    {
        /// <summary>The layers, averaged over the seeds.</summary>
        public ImmutableArray<LayerKl> Layers { get; } =
        [
            .. Enumerable.Range(0, Results[0].Test.Layers.Length).Select(i => Results[0].Test.Layers[i] with
            {
                Kl = new(Results.Average(r => r.Test.Layers[i].Kl.Value)),
                MeanAlpha = Results.Average(r => r.Test.Layers[i].MeanAlpha),
            }),
        ];
    }
}
