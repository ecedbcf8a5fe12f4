namespace IDropTheory;

/// <summary>The columns of a matrix of samples: taken out, checked, centred and scaled.</summary>
internal static class SampleColumns
{
    /// <summary>Each column of n x d finite numbers.</summary>
    public static double[][] Of(double[,] samples, string name)
    {
        ArgumentNullException.ThrowIfNull(samples, name);
        var (n, d) = (samples.GetLength(0), samples.GetLength(1));
        var columns = new double[d][];
        for (var j = 0; j < d; j++)
        {
            columns[j] = new double[n];
            for (var i = 0; i < n; i++)
                columns[j][i] = Require.Finite(samples[i, j], $"{name}[{i}, {j}]");
        }
        return columns;
    }

    /// <summary>Subtracts the mean; returns the variance (over n), which is exactly zero for a constant column.</summary>
    public static double Centre(double[] column)
    {
        var (origin, mean, square) = (column[0], 0.0, 0.0);
        foreach (var v in column)
            mean += (v - origin) / column.Length;
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = column[i] - origin - mean;
            square += column[i] * column[i];
        }
        return square / column.Length;
    }

    /// <summary>Divides a column by a number.</summary>
    public static void Divide(double[] column, double divisor)
    {
        for (var i = 0; i < column.Length; i++)
            column[i] /= divisor;
    }
}
