using System.Buffers.Binary;

namespace IDropTheory.Experiments.Input;

/// <summary>A whole table of numbers, read by <see cref="NumberRows"/>.</summary>
/// <param name="path">The file.</param>
/// <param name="values">The numbers.</param>
/// <param name="shape">What was read.</param>
/// <param name="lines">The line of every row; empty where rows are not lines.</param>
internal sealed class NumberTable(string path, double[,] values, TableShape shape, IReadOnlyList<long> lines)
{
    // How far from one the sum of rounded probabilities may be.
    private const double FarthestSum = 0.1;

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
        using var file = NumberRows.Open(path, name, limit, (format ?? new()) with { AreSamples = limit == InputLimit.Samples });
        var row = new double[file.Columns];
        var (all, lines) = (new List<double>(row.Length), new List<long>());
        while (file.TryRead(row))
        {
            if (all.Count + row.Length > limit.Entries) throw InputFile.TooMany(path, limit);
            all.AddRange(row);
            if (file.Line is { } line) lines.Add(line);
        }
        var table = new double[file.Row, row.Length];
        Buffer.BlockCopy(all.ToArray(), 0, table, 0, all.Count * sizeof(double));
        return new(path, table, file.Shape, lines);
    }

    /// <summary>The place of a row, for messages: its line, or its number where rows are not lines; both count from 1.</summary>
    public string PlaceOf(int row) => lines.Count == 0 ? $"row {row + 1}" : $"line {lines[row]}";

    /// <summary>A joint distribution: rows x, columns y.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public JointDistribution ToJoint(TableWeights weights = TableWeights.Probabilities) => new(Probabilities(weights));

    /// <summary>A distribution: one row or one column.</summary>
    /// <exception cref="UserError">The table is none.</exception>
    public FiniteDistribution ToDistribution(TableWeights weights = TableWeights.Probabilities)
    {
        if (Shape is { Rows: > 1, Columns: > 1 })
            throw InputFile.Refuse(
                path, $"the file has {Shape.Rows} rows and {Shape.Columns} columns; allowed: one row or one column. "
                + "Decimals have a point, not a comma.");
        return new FiniteDistribution([.. Probabilities(weights).Cast<double>()]);
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

    /// <summary>The columns of which all rows are equal, counted from 0.</summary>
    public int[] ConstantColumns() =>
    [
        .. Enumerable.Range(0, Shape.Columns)
            .Where(column => Enumerable.Range(1, Values.GetLength(0) - 1).All(row => Values[row, column] == Values[0, column])),
    ];

    /// <summary>The first row that equals one before it; null if all differ.</summary>
    public (int First, int Second)? FirstTie()
    {
        var (width, seen) = (Shape.Columns, new Dictionary<string, int>());
        var bytes = new byte[width * sizeof(double)];
        for (var row = 0; row < Values.GetLength(0); row++)
        {
            // Adding zero makes -0 and 0 equal.
            for (var column = 0; column < width; column++)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(column * sizeof(double)), Values[row, column] + 0.0);
            var key = Convert.ToBase64String(bytes);
            if (!seen.TryAdd(key, row)) return (seen[key], row);
        }
        return null;
    }

    private double[,] Probabilities(TableWeights weights)
    {
        RefuseNegative(weights == TableWeights.Counts ? "a count is never negative" : "a probability is never negative");
        var sum = Values.Cast<double>().Sum();
        if (weights == TableWeights.Probabilities)
            return Math.Abs(sum - 1) <= FiniteDistribution.SumTolerance ? Values
                : throw InputFile.Refuse(
                    path, Invariant($"the {Values.Length} probabilities sum to {sum}; allowed: 1 within ")
                    + Invariant($"{FiniteDistribution.SumTolerance}. ")
                    + "Divide them by their sum: --normalise does so for rounded probabilities, --counts for counts.");
        if (weights == TableWeights.Counts)
            RefuseWhere(value => value != Math.Floor(value), "is not a whole number; with --counts every value is a count");
        else if (Math.Abs(sum - 1) > FarthestSum)
            throw InputFile.Refuse(path, Invariant($"the {Values.Length} probabilities sum to {sum}; allowed with --normalise: 1 within ")
                + Invariant($"{FarthestSum}, as rounding leaves it. Counts are read with --counts."));
        if (sum == 0) throw InputFile.Refuse(path, "all counts are 0; at least one must be larger.");
        var shares = (double[,])Values.Clone();
        for (var i = 0; i < shares.GetLength(0); i++)
            for (var j = 0; j < shares.GetLength(1); j++)
                shares[i, j] /= sum;
        return shares;
    }

    private void RefuseNegative(string why) => RefuseWhere(value => value < 0, $"is negative; {why}");

    private void RefuseWhere(Func<double, bool> isWrong, string why)
    {
        for (var i = 0; i < Values.GetLength(0); i++)
            for (var j = 0; j < Values.GetLength(1); j++)
                if (isWrong(Values[i, j]))
                    throw Refuse(i, j, Invariant($"{Values[i, j]} {why}."));
    }

    private UserError Refuse(int row, int column, string what) => lines.Count == 0
        ? InputFile.RefuseRow(path, row + 1, Shape.PlaceOf(column), what)
        : InputFile.Refuse(path, lines[row], Shape.PlaceOf(column), what);
}

/// <summary>What the numbers of a table of probabilities are.</summary>
internal enum TableWeights
{
    /// <summary>Probabilities, which sum to one.</summary>
    Probabilities,

    /// <summary>Rounded probabilities, which are divided by their sum.</summary>
    Rounded,

    /// <summary>Counts, which are divided by their sum.</summary>
    Counts,
}
