namespace IDropTheory.Experiments.Input;

/// <summary>How often each pair of labels occurs in a table of two columns.</summary>
internal sealed class LabelPairs
{
    private LabelPairs(LabelTable table)
    {
        (Shape, X, Y) = (table.Shape, table.Distinct(0), table.Distinct(1));
        if ((long)X.Length * Y.Length > InputLimit.Table.Entries) throw InputFile.TooMany(table.Path, InputLimit.Table);
        var (x, y) = (Numbered(X), Numbered(Y));
        var counts = new long[X.Length, Y.Length];
        foreach (var row in table.Rows)
            counts[x[row[0]], y[row[1]]]++;
        var shares = new double[X.Length, Y.Length];
        for (var i = 0; i < X.Length; i++)
            for (var j = 0; j < Y.Length; j++)
                shares[i, j] = counts[i, j] / (double)table.Rows.Count;
        Joint = new(shares);
    }

    /// <summary>What was read.</summary>
    public TableShape Shape { get; }

    /// <summary>The labels of x, in order.</summary>
    public string[] X { get; }

    /// <summary>The labels of y.</summary>
    public string[] Y { get; }

    /// <summary>The shares of the pairs: rows x, columns y.</summary>
    public JointDistribution Joint { get; }

    /// <summary>Reads a table of two columns, one row per sample.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static LabelPairs Read(string file, TableFormat format) => new(LabelTable.Read(file, 2, "--from-samples", format));

    private static Dictionary<string, int> Numbered(string[] labels) =>
        labels.Index().ToDictionary(label => label.Item, label => label.Index);
}
