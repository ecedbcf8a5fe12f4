#:package ScottPlot@5.1.59
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false
// Draws three published figures with ScottPlot, from the CSV files beside our own pictures. Usage: dotnet run compare.cs -- FOLDER
using System.Diagnostics;
using System.Globalization;
using ScottPlot;

var published = Path.Combine(Path.GetDirectoryName(Source())!, "..", "..", "results", "published");
var folder = args is [var named] ? named : throw new ArgumentException("name the folder for the pictures: dotnet run compare.cs -- FOLDER");
Directory.CreateDirectory(folder);
foreach (var (name, draw) in new (string, Func<Plot>)[] { ("fig5", Intervals), ("fig1", Histogram), ("plane", HeatMap) })
{
    var clock = Stopwatch.StartNew();
    var plot = draw();
    plot.SavePng(Path.Combine(folder, $"{name}-scottplot.png"), 560, 430);
    plot.SaveSvg(Path.Combine(folder, $"{name}-scottplot.svg"), 560, 430);
    Console.WriteLine($"{name}: {clock.ElapsedMilliseconds} ms, "
        + $"SVG {new FileInfo(Path.Combine(folder, $"{name}-scottplot.svg")).Length} bytes, fonts: {Fonts.Default}");
}

// Fig. 5: test error against beta, logarithmic but for beta = 0. ScottPlot has no broken axis: 0 gets the place of 0.001 and a label by
// hand.
Plot Intervals()
{
    var rows = Rows(Path.Combine("small-data", "fig5", "fig5-1.csv"));
    double Place(double beta) => Math.Log10(beta == 0 ? 0.001 : beta);
    var plot = new Plot();
    double[] xs = [.. rows.Select(r => Place(Number(r[1])))], ys = [.. rows.Select(r => Number(r[2]))];
    var line = plot.Add.Scatter(xs[1..], ys[1..], Color.FromHex("#0072B2"));
    plot.Add.Scatter(xs[..1], ys[..1], line.Color);
    line.LegendText = rows[0][0];
    // The intervals are symmetric.
    plot.Add.ErrorBar(xs, ys, rows.Select(r => Number(r[4]) - Number(r[2])).ToArray()).Color = line.Color;
    plot.Axes.Bottom.SetTicks(xs, [.. rows.Select(r => r[1])]);
    plot.Title("Error on the test images of cifar-10");
    plot.XLabel("beta (logarithmic)");
    plot.YLabel("test error (%)");
    plot.ShowLegend(Edge.Bottom);
    return plot;
}

// Fig. 1: a histogram and its fits.
Plot Histogram()
{
    var rows = Rows(Path.Combine("small-data", "fig1", "fig1-1.csv"));
    var plot = new Plot();
    Bar Of(string[] r) => new()
    {
        Position = (Number(r[2]) + Number(r[3])) / 2,
        Value = Number(r[4]),
        Size = Number(r[3]) - Number(r[2]),
        FillColor = Color.FromHex("#9ECAE1"),
        LineWidth = 0,
    };
    plot.Add.Bars(rows.Where(r => r[0] == "bar").Select(Of).ToArray());
    foreach (var curve in rows.Where(r => r[0] != "bar").GroupBy(r => r[1]))
        plot.Add.ScatterLine(curve.Select(r => Number(r[2])).ToArray(), curve.Select(r => Number(r[4])).ToArray()).LegendText = curve.Key;
    plot.Axes.Margins(bottom: 0);
    plot.ShowLegend(Edge.Bottom);
    return plot;
}

// The plane: one number for each beta and gamma.
Plot HeatMap()
{
    var rows = Rows(Path.Combine("plane", "plane-1.csv"));
    string[] columns = [.. rows.Select(r => r[1]).Distinct()], lines = [.. rows.Select(r => r[0]).Distinct()];
    var values = new double[lines.Length, columns.Length];
    foreach (var r in rows) values[Array.IndexOf(lines, r[0]), Array.IndexOf(columns, r[1])] = Number(r[2]);
    var plot = new Plot();
    var map = plot.Add.Heatmap(values);
    map.Colormap = new ScottPlot.Colormaps.Viridis();
    plot.Add.ColorBar(map);
    for (var i = 0; i < lines.Length; i++)
        for (var j = 0; j < columns.Length; j++)
            plot.Add.Text(values[i, j].ToString("G4", CultureInfo.InvariantCulture), j, lines.Length - 1 - i);
    plot.Axes.Bottom.SetTicks([.. columns.Select((_, j) => (double)j)], columns);
    plot.Axes.Left.SetTicks([.. lines.Select((_, i) => (double)(lines.Length - 1 - i))], lines);
    return plot;
}

// At most one cell of a line is quoted.
List<string[]> Rows(string file) =>
    [.. File.ReadLines(Path.Combine(published, file)).Skip(1).Select(line => line.Split('"') is [var before, var quoted, var after]
        ? [.. before.Split(',')[..^1], quoted, .. after.Split(',')[1..]] : line.Split(','))];

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static string Source([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
