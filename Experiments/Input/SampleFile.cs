namespace IDropTheory.Experiments.Input;

/// <summary>Computes the covariance of the samples of a file, which is streamed and may be larger than memory.</summary>
internal static class SampleFile
{
    /// <summary>The largest number of columns: their covariance is held in memory.</summary>
    public const int MaxColumns = 16_384;

    // So many columns are named in a message.
    private const int MostNamed = 20;

    /// <summary>Mean and covariance of the rows of a file, or of their logarithms.</summary>
    /// <param name="path">A file as <see cref="NumberRows"/> reads it.</param>
    /// <param name="logarithm">Whether to take the logarithm of every value, which must then be positive.</param>
    /// <param name="format">Whether the file has a header and an index column.</param>
    /// <param name="dropConstant">Whether columns that do not vary are left out instead of refused.</param>
    /// <param name="hold">Whether to keep the samples, in memory.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    /// <exception cref="UserError">The file is malformed, or columns are constant.</exception>
    public static SampleMoments Covariance(
        string path, bool logarithm, TableFormat? format = null, bool dropConstant = false, bool hold = false,
        CancellationToken cancellation = default)
    {
        using var rows = NumberRows.Open(path, "samples", InputLimit.Streamed, (format ?? new()) with { AreSamples = true });
        if (rows.Columns > MaxColumns)
            throw InputFile.Refuse(path, $"has {rows.Columns} columns; allowed: {MaxColumns} (their covariance is held in memory).");
        var moments = new StreamingCovariance(rows.Columns);
        var (row, first) = (new double[rows.Columns], new double[rows.Columns]);
        var varies = new bool[rows.Columns];
        var held = new List<double>();
        while (rows.TryRead(row))
        {
            cancellation.ThrowIfCancellationRequested();
            if (logarithm) TakeLogarithms(rows, row);
            if (rows.Row == 1) row.CopyTo(first, 0);
            for (var j = 0; j < row.Length; j++)
                varies[j] |= row[j] != first[j];
            moments.Add(row);
            if (!hold) continue;
            if (held.Count + row.Length > InputLimit.Samples.Entries) throw InputFile.TooMany(path, InputLimit.Samples);
            held.AddRange(row);
        }
        if (moments.Count < 2) throw InputFile.Refuse(path, $"has {moments.Count} row; at least 2 are needed.");
        var constant = Enumerable.Range(0, varies.Length).Where(column => !varies[column]).ToArray();
        if (constant.Length > 0 && !dropConstant)
            throw InputFile.Refuse(path, $"{AreConstant(rows.Shape, constant)}; leave {(constant.Length == 1 ? "it" : "them")} out "
                + "with --drop-constant.");
        if (constant.Length == varies.Length) throw InputFile.Refuse(path, "has no column that varies; it needs at least one.");
        int[] kept = [.. Enumerable.Range(0, varies.Length).Where(column => varies[column])];
        return new(constant.Length == 0 ? moments : moments.Select(kept), rows.Shape, [.. kept], [.. constant])
        {
            Samples = hold ? Select(held, rows.Columns, kept) : [],
        };
    }

    /// <summary>A column as messages name it: its place in the file, counted from 1, and its name if it has one.</summary>
    public static string Column(TableShape shape, int column) =>
        $"{shape.PlaceOf(column)}{(shape.Names is { Length: > 0 } names ? $" ({Quoted.Text(names[column])})" : "")}";

    private static double[] Select(List<double> rowMajor, int width, int[] columns) =>
        [.. Enumerable.Range(0, rowMajor.Count / width).SelectMany(row => columns.Select(column => rowMajor[row * width + column]))];

    /// <summary>That columns are constant, in words.</summary>
    public static string AreConstant(TableShape shape, int[] columns) =>
        (columns.Length == 1 ? "column " : $"{columns.Length} columns, ")
        + string.Join(", ", columns.Take(MostNamed).Select(column => Column(shape, column)))
        + (columns.Length == 1 ? " is" : columns.Length > MostNamed ? ", ..., are" : ", are") + " constant";

    private static void TakeLogarithms(NumberRows rows, Span<double> row)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (!(row[j] > 0)) throw rows.Refuse(j, Invariant($"{row[j]} has no logarithm; allowed with --log: > 0."));
            row[j] = Math.Log(row[j]);
        }
    }
}

/// <summary>What was accumulated of the samples of a file.</summary>
/// <param name="Covariance">Mean and covariance of the columns that are kept.</param>
/// <param name="Shape">What was read.</param>
/// <param name="Kept">The columns that are kept, counted from 0.</param>
/// <param name="Constant">The columns that do not vary and were left out.</param>
internal sealed record SampleMoments(
    StreamingCovariance Covariance, TableShape Shape, EquatableArray<int> Kept, EquatableArray<int> Constant)
{
    /// <summary>The rows of the columns that are kept, one after another; empty if they were not to be kept.</summary>
    public EquatableArray<double> Samples { get; init; }
}
