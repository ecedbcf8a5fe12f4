namespace IDropTheory.Experiments.Plots;

/// <summary>Bars of density with curves over them, and beside them the probability of one value, which no density can show.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Name and unit of the values.</param>
/// <param name="YLabel">Name and unit of the density.</param>
/// <param name="Name">Entry of the bars in the legend.</param>
/// <param name="Edges">Ends of the bars, increasing: one more than bars. On a logarithmic axis all are positive.</param>
/// <param name="Densities">Heights of the bars.</param>
/// <param name="Curves">Curves to compare with the bars. A curve is cut at twice the height of the highest bar.</param>
public sealed record Histogram(
    string Title, string XLabel, string YLabel, string Name,
    EquatableArray<double> Edges, EquatableArray<double> Densities, params EquatableArray<PlotSeries> Curves) : Picture
{
    /// <summary>The columns of its CSV text.</summary>
    internal const string Header = "kind,name,from,to,value";

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>The probability of one value, drawn apart because it is not a density; null for none.</summary>
    public HistogramAtom? Atom { get; init; }

    /// <inheritdoc />
    internal override string CsvHeader => Header;

    /// <summary>A row per bar, per point of a curve, and per probability of the atom.</summary>
    internal override IEnumerable<IReadOnlyList<string>> CsvRows() =>
    [
        .. Densities.Select((density, i) => Row("bar", Name, Edges[i], Edges[i + 1], density)),
        .. Curves.SelectMany(curve => curve.X.Zip(curve.Y, (x, y) => Row("curve", curve.Name, x, x, y))),
        .. Atom is null ? [] :
           new[] { Row("atom", Name, Atom.Value, Atom.Value, Atom.Share) }
               .Concat(Atom.Fitted.Zip(Curves, (share, curve) => Row("atom", curve.Name, Atom.Value, Atom.Value, share))),
    ];

    /// <inheritdoc />
    internal override Drawing Draw() => HistogramDrawing.Of(this);

    private static string[] Row(string kind, string name, double from, double to, double value) =>
        [kind, name, Numbers.Exact(from), Numbers.Exact(to), Numbers.Exact(value)];
}

/// <summary>The probability of a single value beside a density.</summary>
/// <param name="Label">What the probability is of, such as "share of zeros".</param>
/// <param name="Value">The value.</param>
/// <param name="Share">Its measured probability.</param>
/// <param name="Fitted">Its probability by each of the curves, NaN where a curve says nothing; empty for none.</param>
public sealed record HistogramAtom(string Label, double Value, double Share, params EquatableArray<double> Fitted);
