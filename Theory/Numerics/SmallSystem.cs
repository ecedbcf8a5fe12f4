namespace IDropTheory;

/// <summary>Small positive definite linear systems by elimination, in place and without allocation.</summary>
internal static class SmallSystem
{
    /// <summary>Replaces the right-hand side by the solution; the row-major matrix is overwritten. False where it is not positive
    /// definite.</summary>
    /// <param name="matrix">Row-major, <paramref name="stride"/> numbers a row.</param>
    /// <param name="right">The right-hand side.</param>
    /// <param name="n">Number of unknowns.</param>
    /// <param name="stride">Distance of rows in the matrix.</param>
    public static bool Solve(Span<double> matrix, Span<double> right, int n, int stride)
    {
        for (var a = 0; a < n; a++)
        {
            if (!(matrix[a * stride + a] > 0)) return false;
            for (var b = a + 1; b < n; b++)
            {
                var factor = matrix[b * stride + a] / matrix[a * stride + a];
                for (var c = a; c < n; c++)
                    matrix[b * stride + c] -= factor * matrix[a * stride + c];
                right[b] -= factor * right[a];
            }
        }
        for (var a = n - 1; a >= 0; a--)
        {
            for (var c = a + 1; c < n; c++)
                right[a] -= matrix[a * stride + c] * right[c];
            right[a] /= matrix[a * stride + a];
            if (!double.IsFinite(right[a])) return false;
        }
        return true;
    }
}
