using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>One dropout layer of networks with more and fewer filters, as numbers of their trainings on the test images.</summary>
/// <param name="Index">Its place among the dropout layers, from 0.</param>
/// <param name="Name">Its name.</param>
internal sealed record LayerCells(int Index, string Name)
{
    /// <summary>The layers of the networks, the lowest first.</summary>
    public static ImmutableArray<LayerCells> AllOf(Cells<double, RunResult> cells) =>
        [.. cells.All[0].Result.Test.Layers.Select((_, index) => new LayerCells(index, $"dropout layer {index + 1}"))];

    /// <summary>The layer in one training.</summary>
    public LayerKl Of(Cell<double, RunResult> cell) => cell.Result.Test.Layers[Index];

    /// <summary>KL in nats, all units together.</summary>
    public double Kl(Cell<double, RunResult> cell) => Of(cell).Kl.Value;

    /// <summary>KL in nats per unit.</summary>
    public double PerUnit(Cell<double, RunResult> cell) => Of(cell).PerUnit.Value;

    /// <summary>A quantity of every layer against the percentage of the filters.</summary>
    public static Plot Curves(
        Cells<double, RunResult> cells, string title, string axis, Func<LayerCells, Func<Cell<double, RunResult>, double>> of) =>
        new(title, "filters (%)", axis, [.. AllOf(cells).Select(layer => cells.All.Series(layer.Name, filters => filters, of(layer)))])
        {
            LogX = true,
            FromZero = true,
        };

    /// <summary>The layers at every percentage of the filters, means over the seeds.</summary>
    public static FigureTable Table(Cells<double, RunResult> cells) => FigureTable.Of(
        "KL of the dropout layers on the test images",
        from point in cells.Points
        from layer in AllOf(cells)
        select (Cells: point, Layer: layer),
        ("filters (%)", r => $"{r.Cells.Key}"), ("layer", r => $"{r.Layer.Name}"), ("units", r => $"{r.Layer.Of(r.Cells.First()).Units}"),
        ("KL (nats)", r => $"{r.Cells.Average(r.Layer.Kl):G4}"), ("KL per unit (nats)", r => $"{r.Cells.Average(r.Layer.PerUnit):G4}"),
        ("mean alpha", r => $"{r.Cells.Average(c => r.Layer.Of(c).MeanAlpha):F3}"),
        ("test error", r => $"{MeanInterval.Of([.. r.Cells.Select(c => c.Error)]).Percent()}"), ("seeds", r => $"{r.Cells.Count()}"));
}
