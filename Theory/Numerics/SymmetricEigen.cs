namespace IDropTheory;

/// <summary>Eigenvalues and eigenvectors of small symmetric matrices by cyclic Jacobi rotations, in place and without allocation.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 40;

    /// <summary>Turns a symmetric row-major n x n matrix into its eigenvalues (on its diagonal) and unit eigenvectors (rows of
    /// <paramref name="vectors"/>).</summary>
    public static void Decompose(Span<double> matrix, Span<double> vectors, int n)
    {
        vectors[..(n * n)].Clear();
        for (var i = 0; i < n; i++)
            vectors[i * n + i] = 1;
        for (var sweep = 0; sweep < MaxSweeps; sweep++)
        {
            var (off, scale) = (0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                scale += matrix[i * n + i] * matrix[i * n + i];
                for (var j = 0; j < i; j++)
                    off += matrix[i * n + j] * matrix[i * n + j];
            }
            if (off <= 1e-31 * scale) return;
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++)
                    Rotate(matrix, vectors, n, p, q);
        }
    }

    private static void Rotate(Span<double> a, Span<double> v, int n, int p, int q)
    {
        var apq = a[p * n + q];
        if (apq == 0) return;
        var theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        var t = 1 / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        if (theta < 0) t = -t;
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
        {
            if (k != p && k != q)
            {
                var (kp, kq) = (a[k * n + p], a[k * n + q]);
                a[k * n + p] = a[p * n + k] = c * kp - s * kq;
                a[k * n + q] = a[q * n + k] = s * kp + c * kq;
            }
            var (vp, vq) = (v[p * n + k], v[q * n + k]);
            v[p * n + k] = c * vp - s * vq;
            v[q * n + k] = s * vp + c * vq;
        }
        a[p * n + p] -= t * apq;
        a[q * n + q] += t * apq;
        a[p * n + q] = a[q * n + p] = 0;
    }
}
