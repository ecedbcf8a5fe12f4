using System.Numerics;
using System.Runtime.CompilerServices;

namespace IDropTheory;

/// <summary>The two dense kernels that the covariance and its determinant need, on row-major lower triangles.</summary>
/// <remarks>
/// MathNet's managed provider has both without vector instructions; docs/estimators.md holds the measured times. Every entry is summed by
/// one thread in a fixed order, so the results do not depend on the number of threads.
/// </remarks>
internal static class LinearAlgebra
{
    private const int Panel = 128;
    private const int Tile = 64;

    /// <summary>What a factorisation of I + A found.</summary>
    /// <param name="MinusLogDeterminant">-log det(I + A) over the pivots up to the failed one.</param>
    /// <param name="FailedPivot">Index of the first pivot at or below the tolerance, or -1.</param>
    /// <param name="PivotValue">The value of the failed pivot.</param>
    public readonly record struct Factorisation(double MinusLogDeterminant, int FailedPivot, double PivotValue);

    /// <summary>Factorises I + A = L L' in place (blocked Cholesky); the lower triangle of A is read and overwritten.</summary>
    /// <remarks>
    /// The diagonal holds A_ii, not 1 + A_ii: pivot j is 1 - s_j with s_j = sum_k L_jk^2 summed on its own, and log det = sum log1p(-s_j).
    /// For a correlation matrix every term is &lt;= 0 and nothing cancels, however small the correlations are.
    /// </remarks>
    /// <param name="a">Row-major, n x n.</param>
    /// <param name="n">Order.</param>
    /// <param name="tolerance">Pivots at or below it end the factorisation.</param>
    public static Factorisation FactoriseUnitPlus(double[] a, int n, double tolerance)
    {
        var sum = 0.0;
        var pivots = new double[Panel];
        for (var start = 0; start < n; start += Panel)
        {
            var width = Math.Min(Panel, n - start);
            for (var j = 0; j < width; j++)
            {
                var row = (start + j) * n + start;
                SolveRow(a, row, a, start * n + start, n, pivots, j);
                var excess = a[row + j] - Dot(a, row, a, row, j);
                var pivot = 1 + excess;
                if (!(pivot > tolerance)) return new(sum, start + j, pivot);
                sum -= Accurate.Log1p(excess);
                pivots[j] = Math.Sqrt(pivot);
            }
            var next = start + width;
            ForEachTile(n - next, rows =>
            {
                for (var i = next + rows.First; i < next + rows.End; i++)
                    SolveRow(a, i * n + start, a, start * n + start, n, pivots, width);
            });
            AddGram(-1, a, next * n + start, n, width, a, next * n + next, n, n - next);
        }
        return new(sum, -1, 0);
    }

    /// <summary>C += sign P P' on the lower triangle: P has <paramref name="rows"/> rows of <paramref name="width"/> numbers.</summary>
    public static void AddGram(
        double sign, double[] p, int pStart, int pStride, int width, double[] c, int cStart, int cStride, int rows) =>
        ForEachTile(rows, tile =>
        {
            for (var first = 0; first < tile.End; first += Tile)
            {
                var end = Math.Min(first + Tile, tile.End);
                for (var i = tile.First; i < tile.End; i += 4)
                    for (var j = first; j < Math.Min(end, i + 4); j += 4)
                        if (i + 4 <= tile.End && j + 4 <= end)
                            AddBlock(sign, ref p[pStart + i * pStride], ref p[pStart + j * pStride], pStride, width,
                                ref c[cStart + i * cStride + j], cStride, diagonal: i == j);
                        else
                            AddEdge(sign, p, pStart, pStride, width, c, cStart, cStride,
                                (i, Math.Min(i + 4, tile.End)), (j, Math.Min(j + 4, end)));
            }
        });

    /// <summary>sum_k x_k y_k.</summary>
    public static double Dot(double[] x, int xStart, double[] y, int yStart, int length)
    {
        var left = x.AsSpan(xStart, length);
        var right = y.AsSpan(yStart, length);
        var sum = Vector<double>.Zero;
        var k = 0;
        for (; k <= length - Vector<double>.Count; k += Vector<double>.Count)
            sum = Vector.FusedMultiplyAdd(new Vector<double>(left[k..]), new Vector<double>(right[k..]), sum);
        var total = Vector.Sum(sum);
        for (; k < length; k++)
            total += left[k] * right[k];
        return total;
    }

    /// <summary>Solves l L' = r in place for one row r, L being lower triangular with the diagonal kept apart.</summary>
    private static void SolveRow(double[] a, int row, double[] l, int lStart, int stride, double[] diagonal, int width)
    {
        for (var k = 0; k < width; k++)
            a[row + k] = (a[row + k] - Dot(a, row, l, lStart + k * stride, k)) / diagonal[k];
    }

    private static void ForEachTile(int rows, Action<(int First, int End)> body)
    {
        var tiles = (rows + Tile - 1) / Tile;
        if (tiles <= 1)
        {
            if (tiles == 1) body((0, rows));
            return;
        }
        // The last rows of a triangle are the longest: handed out first, they balance the load.
        Parallel.For(0, tiles, t => body(((tiles - 1 - t) * Tile, Math.Min((tiles - t) * Tile, rows))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBlock(double sign, ref double x, ref double y, int stride, int width, ref double c, int cStride, bool diagonal)
    {
        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<double> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<double> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<double> s30 = default, s31 = default, s32 = default, s33 = default;
        ref double x1 = ref Unsafe.Add(ref x, stride), x2 = ref Unsafe.Add(ref x1, stride), x3 = ref Unsafe.Add(ref x2, stride);
        ref double y1 = ref Unsafe.Add(ref y, stride), y2 = ref Unsafe.Add(ref y1, stride), y3 = ref Unsafe.Add(ref y2, stride);
        var k = 0;
        for (; k <= width - Vector<double>.Count; k += Vector<double>.Count)
        {
            var at = (nuint)k;
            var (b0, b1) = (Vector.LoadUnsafe(ref y, at), Vector.LoadUnsafe(ref y1, at));
            var (b2, b3) = (Vector.LoadUnsafe(ref y2, at), Vector.LoadUnsafe(ref y3, at));
            var a = Vector.LoadUnsafe(ref x, at);
            s00 = Vector.FusedMultiplyAdd(a, b0, s00);
            s01 = Vector.FusedMultiplyAdd(a, b1, s01);
            s02 = Vector.FusedMultiplyAdd(a, b2, s02);
            s03 = Vector.FusedMultiplyAdd(a, b3, s03);
            a = Vector.LoadUnsafe(ref x1, at);
            s10 = Vector.FusedMultiplyAdd(a, b0, s10);
            s11 = Vector.FusedMultiplyAdd(a, b1, s11);
            s12 = Vector.FusedMultiplyAdd(a, b2, s12);
            s13 = Vector.FusedMultiplyAdd(a, b3, s13);
            a = Vector.LoadUnsafe(ref x2, at);
            s20 = Vector.FusedMultiplyAdd(a, b0, s20);
            s21 = Vector.FusedMultiplyAdd(a, b1, s21);
            s22 = Vector.FusedMultiplyAdd(a, b2, s22);
            s23 = Vector.FusedMultiplyAdd(a, b3, s23);
            a = Vector.LoadUnsafe(ref x3, at);
            s30 = Vector.FusedMultiplyAdd(a, b0, s30);
            s31 = Vector.FusedMultiplyAdd(a, b1, s31);
            s32 = Vector.FusedMultiplyAdd(a, b2, s32);
            s33 = Vector.FusedMultiplyAdd(a, b3, s33);
        }
        Span<double> sums =
        [
            Vector.Sum(s00), Vector.Sum(s01), Vector.Sum(s02), Vector.Sum(s03),
            Vector.Sum(s10), Vector.Sum(s11), Vector.Sum(s12), Vector.Sum(s13),
            Vector.Sum(s20), Vector.Sum(s21), Vector.Sum(s22), Vector.Sum(s23),
            Vector.Sum(s30), Vector.Sum(s31), Vector.Sum(s32), Vector.Sum(s33),
        ];
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < (diagonal ? i + 1 : 4); j++)
            {
                var sum = sums[4 * i + j];
                for (var rest = k; rest < width; rest++)
                    sum += Unsafe.Add(ref x, i * stride + rest) * Unsafe.Add(ref y, j * stride + rest);
                Unsafe.Add(ref c, i * cStride + j) += sign * sum;
            }
    }

    private static void AddEdge(
        double sign, double[] p, int pStart, int pStride, int width, double[] c, int cStart, int cStride, (int First, int End) rows,
        (int First, int End) columns)
    {
        for (var i = rows.First; i < rows.End; i++)
            for (var j = columns.First; j < Math.Min(columns.End, i + 1); j++)
                c[cStart + i * cStride + j] += sign * Dot(p, pStart + i * pStride, p, pStart + j * pStride, width);
    }
}
