namespace IDropTheory.Experiments.Input;

/// <summary>Reads and checks whole tables of numbers, from CSV (<see cref="NumberRows"/>) or JSON (<see cref="JsonNumbers"/>).</summary>
public static class NumberTable
{
    /// <summary>A joint distribution: rows x, columns y, probabilities that sum to one; in a JSON object under "joint".</summary>
    /// <exception cref="UserError">The file is no such table; the message has file, row and column.</exception>
    public static JointDistribution ReadJoint(string path)
    {
        var table = Read(path, "joint", InputLimit.Table);
        CheckProbabilities(path, table);
        return new JointDistribution(table);
    }

    /// <summary>A distribution: one row or one column of probabilities; in a JSON object under "source".</summary>
    /// <exception cref="UserError">The file is no such list; the message has file, row and column.</exception>
    public static FiniteDistribution ReadDistribution(string path)
    {
        var table = Read(path, "source", InputLimit.Table);
        if (table.GetLength(0) > 1 && table.GetLength(1) > 1)
            throw InputFile.Refuse(
                path, 2, 2, $"the file has {table.GetLength(0)} rows and {table.GetLength(1)} columns; allowed: one row or one column.");
        CheckProbabilities(path, table);
        return new FiniteDistribution([.. table.Cast<double>()]);
    }

    /// <summary>A table of costs &gt;= 0; in a JSON object under "distortion".</summary>
    /// <exception cref="UserError">The file is no such table; the message has file, row and column.</exception>
    public static double[,] ReadDistortion(string path)
    {
        var table = Read(path, "distortion", InputLimit.Table);
        RefuseNegative(path, table, "a distortion is never negative");
        return table;
    }

    /// <summary>A symmetric matrix; in a JSON object under "covariance".</summary>
    /// <exception cref="UserError">The file is no such matrix; the message has file, row and column.</exception>
    public static double[,] ReadSymmetric(string path)
    {
        var table = Read(path, "covariance", InputLimit.Covariance);
        var (rows, columns) = (table.GetLength(0), table.GetLength(1));
        if (rows != columns)
            throw InputFile.Refuse(
                path, Math.Min(rows, columns) + 1, Math.Min(rows, columns) + 1,
                $"the matrix has {rows} rows and {columns} columns; allowed: a square matrix.");
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < i; j++)
                if (Math.Abs(table[i, j] - table[j, i]) > 1e-9 * Math.Sqrt(Math.Abs(table[i, i] * table[j, j])))
                    throw InputFile.Refuse(
                        path, i + 1, j + 1,
                        Invariant(
                            $"{table[i, j]} differs from {table[j, i]} across the diagonal; allowed: a symmetric matrix."));
        return table;
    }

    /// <summary>Samples, one per row, held in memory; in a JSON object under "samples".</summary>
    /// <exception cref="UserError">The file is no such table; the message has file, row and column.</exception>
    public static double[,] ReadSamples(string path) => Read(path, "samples", InputLimit.Samples);

    private static double[,] Read(string path, string name, InputLimit limit) =>
        JsonNumbers.Looks(path) ? JsonNumbers.Read(path, name, limit) : ReadText(path, limit);

    private static double[,] ReadText(string path, InputLimit limit)
    {
        using var file = new NumberRows(path, limit);
        var row = new double[file.Columns];
        var all = new List<double>(row.Length);
        while (file.TryRead(row))
        {
            if (all.Count + row.Length > limit.Entries) throw InputFile.TooMany(path, limit);
            all.AddRange(row);
        }
        var table = new double[all.Count / row.Length, row.Length];
        Buffer.BlockCopy(all.ToArray(), 0, table, 0, all.Count * sizeof(double));
        return table;
    }

    private static void CheckProbabilities(string path, double[,] table)
    {
        RefuseNegative(path, table, "a probability is never negative");
        var sum = table.Cast<double>().Sum();
        if (Math.Abs(sum - 1) > FiniteDistribution.SumTolerance)
            throw InputFile.Refuse(
                path, table.GetLength(0), table.GetLength(1),
                Invariant(
                    $"up to here the probabilities sum to {sum}; allowed: 1 within {FiniteDistribution.SumTolerance}. ")
                + "Divide them by their sum.");
    }

    private static void RefuseNegative(string path, double[,] table, string why)
    {
        for (var i = 0; i < table.GetLength(0); i++)
            for (var j = 0; j < table.GetLength(1); j++)
                if (table[i, j] < 0)
                    throw InputFile.Refuse(path, i + 1, j + 1, Invariant($"{table[i, j]} is negative; {why}."));
    }
}
