namespace IDropTheory;

/// <summary>From covariances to correlations, and their log-determinant.</summary>
internal static class Correlations
{
    /// <summary>R - I below the diagonal, row-major, from any multiple of a covariance matrix (read on and below its diagonal).</summary>
    /// <exception cref="ArgumentException">A variance is not positive, or a correlation exceeds one.</exception>
    public static double[] MinusIdentity(int d, Func<int, int, double> covariance)
    {
        var scale = new double[d];
        for (var j = 0; j < d; j++)
        {
            var variance = covariance(j, j);
            if (!(variance > 0 && double.IsFinite(variance)))
                throw new ArgumentException(FormattableString.Invariant(
                    $"Column {j} has variance {variance}; every column must vary (a finite variance > 0). Leave a constant column out."));
            scale[j] = Math.Sqrt(variance);
        }
        var result = new double[d * d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < i; j++)
            {
                var r = covariance(i, j) / scale[i] / scale[j];
                if (!(Math.Abs(r) <= 1 + 1e-9))
                    throw new ArgumentException(FormattableString.Invariant(
                        $"Columns {j} and {i} have correlation {r}; allowed: -1 to 1. The matrix is not a covariance."));
                result[i * d + j] = Math.Clamp(r, -1, 1);
            }
        return result;
    }

    /// <summary>The largest pivot of d standardised columns that is rounding noise.</summary>
    public static double SmallestPivot(int d) => d * Math.ScaleB(1, -50);

    /// <summary>-1/2 log det R, given R - I (which is kept); +infinity where R is singular to working precision.</summary>
    /// <remarks>
    /// Singular means a pivot of at most d * 2^-50, below which a pivot is rounding noise. A second factorisation, with 4 d * 2^-50 added
    /// to the diagonal, decides whether R is semi-definite or not a correlation matrix.
    /// </remarks>
    /// <exception cref="ArgumentException">R is not positive semi-definite.</exception>
    public static double TotalCorrelation(double[] correlationMinusIdentity, int d)
    {
        var noise = SmallestPivot(d);
        var factor = LinearAlgebra.FactoriseUnitPlus([.. correlationMinusIdentity], d, noise);
        if (factor.FailedPivot < 0) return 0.5 * factor.MinusLogDeterminant;
        double[] lifted = [.. correlationMinusIdentity];
        for (var j = 0; j < d; j++)
            lifted[j * d + j] += 4 * noise;
        return LinearAlgebra.FactoriseUnitPlus(lifted, d, 0).FailedPivot < 0
            ? double.PositiveInfinity
            : throw new ArgumentException(FormattableString.Invariant(
                $"The correlations are not positive semi-definite: pivot {factor.FailedPivot} is {factor.PivotValue}."));
    }
}
