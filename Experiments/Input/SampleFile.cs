namespace IDropTheory.Experiments.Input;

/// <summary>Computes the covariance of samples in a text file, which is streamed and may be larger than memory.</summary>
internal static class SampleFile
{
    /// <summary>The largest number of columns: their covariance is held in memory.</summary>
    public const int MaxColumns = 16_384;

    /// <summary>Mean and covariance of the rows of a file, or of their logarithms.</summary>
    /// <param name="path">A text file as <see cref="NumberRows"/> reads it.</param>
    /// <param name="logarithm">Whether to take the logarithm of every value, which must then be positive.</param>
    /// <param name="format">Whether the file has a header and an index column.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    /// <exception cref="UserError">The file is malformed, a column is constant, or there are not more rows than columns.</exception>
    public static (StreamingCovariance Moments, TableShape Shape) Covariance(
        string path, bool logarithm, TableFormat? format = null, CancellationToken cancellation = default)
    {
        using var rows = new NumberRows(path, InputLimit.Streamed, format ?? new(), areSamples: true);
        if (rows.Columns > MaxColumns)
            throw InputFile.Refuse(path, $"has {rows.Columns} columns; allowed: {MaxColumns} (their covariance is held in memory).");
        var moments = new StreamingCovariance(rows.Columns);
        var (row, first) = (new double[rows.Columns], new double[rows.Columns]);
        var varies = new bool[rows.Columns];
        while (rows.TryRead(row))
        {
            cancellation.ThrowIfCancellationRequested();
            if (logarithm) TakeLogarithms(rows, row);
            if (rows.Row == 1) row.CopyTo(first, 0);
            for (var j = 0; j < row.Length; j++)
                varies[j] |= row[j] != first[j];
            moments.Add(row);
        }
        if (moments.Count <= rows.Columns)
            throw InputFile.Refuse(
                path, $"has {moments.Count} rows of {rows.Columns} columns; at least {rows.Columns + 1} rows are needed.");
        if (Array.IndexOf(varies, false) is >= 0 and var constant)
            throw InputFile.Refuse(
                path, $"column {constant + (rows.Shape.IndexColumn is null ? 1 : 2)} "
                + $"{(rows.Shape.Names is { Length: > 0 } names ? $"({Quoted.Text(names[constant])}) " : "")}is constant; leave it out.");
        return (moments, rows.Shape);
    }

    private static void TakeLogarithms(NumberRows rows, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (!(row[j] > 0)) throw rows.Refuse(j, Invariant($"{row[j]} has no logarithm; allowed with --log: > 0."));
            row[j] = Math.Log(row[j]);
        }
    }
}
