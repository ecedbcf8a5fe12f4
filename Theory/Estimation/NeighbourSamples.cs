namespace IDropTheory;

/// <summary>What the estimators by nearest neighbours do to samples first.</summary>
internal static class NeighbourSamples
{
    /// <summary>Row-major values with zero mean and unit variance in each column.</summary>
    public static (double[] Values, int Rows, int Columns) Standardise(double[,] samples, string name)
    {
        ArgumentNullException.ThrowIfNull(samples, name);
        var (rows, columns) = (samples.GetLength(0), samples.GetLength(1));
        if (samples.Length == 0)
            throw new ArgumentException($"{name} has {rows} rows and {columns} columns; at least 1 of each is needed.", name);
        var values = new double[rows * columns];
        for (var j = 0; j < columns; j++)
        {
            var (mean, square) = (0.0, 0.0);
            for (var i = 0; i < rows; i++)
                mean += (Require.Finite(samples[i, j], $"{name}[{i}, {j}]") - samples[0, j]) / rows;
            for (var i = 0; i < rows; i++)
            {
                values[i * columns + j] = samples[i, j] - samples[0, j] - mean;
                square += values[i * columns + j] * values[i * columns + j];
            }
            if (square == 0)
                throw new ArgumentException($"Column {j} of {name} is constant; it carries no information: leave it out.", name);
            var scale = Math.Sqrt(square / rows);
            for (var i = 0; i < rows; i++)
                values[i * columns + j] /= scale;
        }
        return (values, rows, columns);
    }

    /// <summary>Refuses a sample that equals another one.</summary>
    public static void RefuseTies(KdTree tree, double[] values, int columns, string name)
    {
        Span<double> nearest = stackalloc double[1];
        for (var i = 0; i < values.Length / columns; i++)
        {
            tree.NearestDistances(values.AsSpan(i * columns, columns), nearest);
            if (nearest[0] == 0)
                throw new ArgumentException(
                    $"Row {i} of {name} equals another row, but the variables must be continuous. Break ties with "
                    + $"{nameof(KsgMutualInformation)}.{nameof(KsgMutualInformation.Jitter)}.",
                    name);
        }
    }
}
