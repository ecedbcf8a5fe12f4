using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>The total correlation of representations against beta, in both estimates: the paper's, and that from ranks.</summary>
/// <remarks>Runs of earlier versions lack the estimate from ranks.</remarks>
internal static class CorrelationCells
{
    /// <summary>Curves of the total correlation per component: of several seeds with the spread between them, of one with the interval of
    /// its estimate.</summary>
    public static PlotSeries[] Curves(this Cells<double, TotalCorrelationEstimate> cells, string name)
    {
        var paper = cells.Curve(name, c => c.Measured);
        return cells.All.All(c => c.Measured.FromRanks is not null)
            ? [paper, cells.Curve("the same, from ranks", c => c.Measured.FromRanks!)]
            : [paper];
    }

    /// <summary>Columns of a table, in nats.</summary>
    public static IEnumerable<(string Header, Func<Cell<double, TotalCorrelationEstimate>, FormattableString> Cell)> Columns(
        this Cells<double, TotalCorrelationEstimate> cells)
    {
        yield return ("total correlation, plug-in (nats)", c => $"{c.Measured.PlugIn.Value:F1}");
        yield return ("bias (nats)", c => $"{c.Measured.Bias.Value:F1}");
        yield return ("corrected (nats)", c => $"{c.Measured.Corrected.Value:F1}");
        yield return ("95% interval", c => $"{c.Measured.Interval.Low.Value:F1} to {c.Measured.Interval.High.Value:F1}");
        yield return ("per component", c => $"{c.Measured.PerDimension.Value:F4}");
        if (cells.All.All(c => c.Measured.FromRanks is null)) yield break;
        yield return ("from ranks (nats)", c => c.Measured.FromRanks is { } ranks
            ? (FormattableString)$"{ranks.Corrected.Value:F1}" : $"not measured");
        yield return ("95% interval, ranks", c => c.Measured.FromRanks is { } ranks
            ? (FormattableString)$"{ranks.Interval.Low.Value:F1} to {ranks.Interval.High.Value:F1}" : $"");
    }

    private static PlotSeries Curve(
        this Cells<double, TotalCorrelationEstimate> cells, string name,
        Func<Cell<double, TotalCorrelationEstimate>, TotalCorrelationEstimate> of) => cells.Series(
            name, c => of(c).PerDimension.Value,
            c => (of(c).Interval.Low.Value / of(c).Dimensions, of(c).Interval.High.Value / of(c).Dimensions));
}
