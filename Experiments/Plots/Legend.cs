namespace IDropTheory.Experiments.Plots;

/// <summary>The legend, below the picture.</summary>
internal static class Legend
{
    /// <summary>Width of the sample of line or colour before a name.</summary>
    public const double Swatch = 30;

    private const double Gap = 22;

    /// <summary>An entry. Its swatch is drawn from a position to the right, around a height; an entry without one is a remark.</summary>
    public sealed record Entry(string Name, Func<double, double, IEnumerable<Shape>>? Swatch = null)
    {
        public double Indent => Swatch is null ? 0 : Legend.Swatch + 6;

        public double Width => Indent + TextWidth.Of(Name, Sheet.TextSize);
    }

    /// <summary>Draws the entries in centred rows, the first at a line of text, and returns the lowest line.</summary>
    public static double Draw(Sheet sheet, double top, IReadOnlyList<Entry> entries)
    {
        var rows = new List<List<Entry>> { new() };
        foreach (var entry in entries)
        {
            if (rows[^1].Count > 0 && rows[^1].Sum(e => e.Width + Gap) + entry.Width > Sheet.Width - 20) rows.Add([]);
            rows[^1].Add(entry);
        }
        foreach (var row in rows)
        {
            var x = (Sheet.Width - row.Sum(e => e.Width) - Gap * (row.Count - 1)) / 2;
            foreach (var entry in row)
            {
                sheet.Add(entry.Swatch?.Invoke(x, top - 5) ?? []);
                sheet.Add(new Shape.Text(entry.Name, x + entry.Indent, top, Sheet.TextSize, TextAnchor.Start));
                x += entry.Width + Gap;
            }
            top += Sheet.LineHeight;
        }
        return top - Sheet.LineHeight;
    }
}
