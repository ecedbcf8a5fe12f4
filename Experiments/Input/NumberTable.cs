namespace IDropTheory.Experiments.Input;

/// <summary>A whole table of numbers, read from CSV (<see cref="NumberRows"/>) or JSON (<see cref="JsonNumbers"/>).</summary>
/// <param name="path">The file.</param>
/// <param name="values">The numbers.</param>
/// <param name="shape">What was read.</param>
/// <param name="lines">The line of every row; empty for JSON.</param>
internal sealed class NumberTable(string path, double[,] values, TableShape shape, IReadOnlyList<long> lines)
{
    /// <summary>The numbers.</summary>
    public double[,] Values => values;

    /// <summary>What was read.</summary>
    public TableShape Shape => shape;

    /// <summary>Reads a table that is held in memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Where the table is in a JSON object.</param>
    /// <param name="limit">The largest size.</param>
    /// <param name="format">Whether it has a header and an index column.</param>
    /// <exception cref="UserError">The file is no table of numbers; the message has file, line and column.</exception>
    public static NumberTable Read(string path, string name, InputLimit limit, TableFormat? format = null)
    {
        if (JsonNumbers.Looks(path)) return JsonNumbers.Read(path, name, limit);
        using var file = new NumberRows(path, limit, format ?? new(), areSamples: limit == InputLimit.Samples);
        var row = new double[file.Columns];
        var (all, lines) = (new List<double>(row.Length), new List<long>());
        while (file.TryRead(row))
        {
            if (all.Count + row.Length > limit.Entries) throw InputFile.TooMany(path, limit);
            all.AddRange(row);
            lines.Add(file.Line);
        }
        var table = new double[lines.Count, row.Length];
        Buffer.BlockCopy(all.ToArray(), 0, table, 0, all.Count * sizeof(double));
        return new(path, table, file.Shape, lines);
    }

    /// <summary>A joint distribution: rows x, columns y, probabilities that sum to one.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public JointDistribution ToJoint()
    {
        CheckProbabilities();
        return new JointDistribution(Values);
    }

    /// <summary>A distribution: one row or one column of probabilities.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public FiniteDistribution ToDistribution()
    {
        if (Shape is { Rows: > 1, Columns: > 1 })
            throw InputFile.Refuse(
                path, $"the file has {Shape.Rows} rows and {Shape.Columns} columns; allowed: one row or one column. "
                + "Decimals have a point, not a comma.");
        CheckProbabilities();
        return new FiniteDistribution([.. Values.Cast<double>()]);
    }

    /// <summary>A table of costs &gt;= 0.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public double[,] ToDistortion()
    {
        RefuseNegative("a distortion is never negative");
        return Values;
    }

    /// <summary>A symmetric matrix.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public double[,] ToCovariance()
    {
        if (Shape.Rows != Shape.Columns)
            throw InputFile.Refuse(path, $"the matrix has {Shape.Rows} rows and {Shape.Columns} columns; allowed: a square matrix.");
        for (var i = 0; i < Shape.Columns; i++)
            for (var j = 0; j < i; j++)
                if (Math.Abs(Values[i, j] - Values[j, i]) > 1e-9 * Math.Sqrt(Math.Abs(Values[i, i] * Values[j, j])))
                    throw Refuse(
                        i, j, Invariant($"{Values[i, j]} differs from {Values[j, i]} across the diagonal; allowed: a symmetric matrix."));
        return Values;
    }

    private void CheckProbabilities()
    {
        RefuseNegative("a probability is never negative");
        var sum = Values.Cast<double>().Sum();
        if (Math.Abs(sum - 1) > FiniteDistribution.SumTolerance)
            throw InputFile.Refuse(
                path, Invariant($"the {Values.Length} probabilities sum to {sum}; allowed: 1 within {FiniteDistribution.SumTolerance}. ")
                + "Divide them by their sum.");
    }

    private void RefuseNegative(string why)
    {
        for (var i = 0; i < Values.GetLength(0); i++)
            for (var j = 0; j < Values.GetLength(1); j++)
                if (Values[i, j] < 0)
                    throw Refuse(i, j, Invariant($"{Values[i, j]} is negative; {why}."));
    }

    private UserError Refuse(int row, int column, string what) => lines.Count == 0
        ? InputFile.RefuseRow(path, row + 1, column + 1, what)
        : InputFile.Refuse(path, lines[row], column + 1 + (Shape.IndexColumn is null ? 0 : 1), what);
}
