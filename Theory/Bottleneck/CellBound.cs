namespace IDropTheory;

/// <summary>Lower bounds of a <see cref="TiltedEntropy"/> on a sub-simplex of the probability simplex, given by its vertices.</summary>
/// <remarks>
/// Around any reference point r0 with output s0 the function is its tangent minus KL(s||s0) plus beta KL(r||r0). Two lower bounds follow,
/// each linear or concave in r, hence smallest at a vertex of the cell; the larger one counts.
/// <list type="bullet">
/// <item>Contraction: KL(s||s0) &lt;= eta KL(r||r0), eta the Dobrushin coefficient, leaves (1 - beta/eta)+ KL(s||s0) to subtract.</item>
/// <item>Curvature: on the cell KL(s||s0) &lt;= 1/2 sum c_y (s_y - s0_y)^2 / s0_y and KL(r||r0) &gt;= 1/2 sum k_x (r_x - r0_x)^2 / r0_x; the
/// positive part of the difference of these two quadratic forms, on directions that sum to zero, is what may be lost. Where the function is
/// convex nothing is lost, so that the branching ends at the touching points.</item>
/// </list>
/// </remarks>
internal sealed class CellBound
{
    private readonly TiltedEntropy _function;
    private readonly double _contraction;
    private readonly int _n, _m;
    private readonly double[] _t, _matrix, _vectors, _z, _upperCurvature, _lowerCurvature, _logS;
    private readonly double[] _loss;

    public CellBound(TiltedEntropy function)
    {
        _function = function;
        (_n, _m) = (function.W.Inputs, function.W.Outputs);
        _contraction = Math.Max(0, 1 - function.Beta / Dobrushin(function.W));
        (_t, _z, _lowerCurvature) = (new double[_n], new double[_n], new double[_n]);
        (_upperCurvature, _logS) = (new double[_m], new double[_m]);
        (_matrix, _vectors) = (new double[_n * _n], new double[_n * _n]);
        _loss = new double[_n];
    }

    /// <summary>The bound of one cell with the reference point (r0 &gt; 0, s0 = W'r0); vertices are rows of n (and m) numbers.</summary>
    /// <param name="r0">The reference point.</param>
    /// <param name="s0">Its output distribution.</param>
    /// <param name="vertices">The cell.</param>
    /// <returns>A number that no value of the function on the cell is below.</returns>
    public double Lower(ReadOnlySpan<double> r0, ReadOnlySpan<double> s0, ReadOnlySpan<Vertex> vertices)
    {
        _function.Tangent(r0, s0, _t);
        for (var y = 0; y < _m; y++)
            _logS[y] = s0[y] > 0 ? Math.Log(s0[y]) : 0;
        var byContraction = double.PositiveInfinity;
        foreach (var v in vertices)
            byContraction = Math.Min(byContraction, Dot(_t, v.R) - _contraction * Math.Max(0, -v.OutputEntropy - Dot(_logS, v.S)));
        Curvature(r0, s0, vertices);
        var byCurvature = double.PositiveInfinity;
        foreach (var v in vertices)
        {
            for (var x = 0; x < _n; x++)
                _z[x] = (v.R[x] - r0[x]) / Math.Sqrt(r0[x]);
            byCurvature = Math.Min(byCurvature, Dot(_t, v.R) - 0.5 * PositivePart(_z));
        }
        return Math.Max(byContraction, byCurvature);
    }

    /// <summary>The loss of concavity along an edge, with the curvature of the latest call of <see cref="Lower"/>.</summary>
    public double EdgeLoss(ReadOnlySpan<double> r0, Vertex a, Vertex b)
    {
        for (var x = 0; x < _n; x++)
            _z[x] = (a.R[x] - b.R[x]) / Math.Sqrt(r0[x]);
        var kl = 0.0;
        for (var y = 0; y < _m; y++)
        {
            var mid = 0.5 * (a.S[y] + b.S[y]);
            kl -= Accurate.XLogX(mid);
        }
        kl -= 0.5 * (a.OutputEntropy + b.OutputEntropy);
        return PositivePart(_z) + EdgeMix * kl;
    }

    private const double EdgeMix = 0.1;

    /// <summary>2 ((1 + t) log(1 + t) - t) / t^2, decreasing from 2 at -1 through 1 at 0: the curvature of KL over a relative step t.</summary>
    internal static double KlCurvature(double t)
    {
        if (Math.Abs(t) < 1e-3) return 1 - t * (1.0 / 3 - t * (1.0 / 6 - t * (0.1 - t / 15)));
        return t <= -1 ? 2 : 2 * ((1 + t) * Math.Log(1 + t) - t) / (t * t);
    }

    /// <summary>The largest total variation between two rows: an upper bound of the contraction of KL, exact for erasures.</summary>
    internal static double Dobrushin(Channel w)
    {
        var largest = 0.0;
        for (var a = 0; a < w.Inputs; a++)
            for (var b = 0; b < a; b++)
            {
                var sum = 0.0;
                for (var y = 0; y < w.Outputs; y++)
                    sum += Math.Abs(w[a, y] - w[b, y]);
                largest = Math.Max(largest, 0.5 * sum);
            }
        return Math.Min(1, largest * (1 + 1e-14));
    }

    // The matrix of the two quadratic forms in the coordinates z = (r - r0) / sqrt(r0), where its entries stay of order one, projected on
    // the directions that sum to zero (orthogonal to sqrt(r0), a unit vector) and diagonalised.
    private void Curvature(ReadOnlySpan<double> r0, ReadOnlySpan<double> s0, ReadOnlySpan<Vertex> vertices)
    {
        for (var x = 0; x < _n; x++)
        {
            var max = 0.0;
            foreach (var v in vertices)
                max = Math.Max(max, v.R[x]);
            _lowerCurvature[x] = KlCurvature((max - r0[x]) / r0[x]);
        }
        for (var y = 0; y < _m; y++)
        {
            if (s0[y] == 0)
            {
                _upperCurvature[y] = 0;
                continue;
            }
            var min = 1.0;
            foreach (var v in vertices)
                min = Math.Min(min, v.S[y]);
            _upperCurvature[y] = KlCurvature((min - s0[y]) / s0[y]) / s0[y];
        }
        for (var i = 0; i < _n; i++)
            for (var j = 0; j <= i; j++)
            {
                var wi = _function.W.Row(i);
                var wj = _function.W.Row(j);
                var sum = 0.0;
                for (var y = 0; y < _m; y++)
                    sum += wi[y] * wj[y] * _upperCurvature[y];
                sum *= Math.Sqrt(r0[i] * r0[j]);
                if (i == j) sum -= _function.Beta * _lowerCurvature[i];
                _matrix[i * _n + j] = _matrix[j * _n + i] = sum;
            }
        ProjectOut(r0);
        SymmetricEigen.Decompose(_matrix, _vectors, _n);
    }

    // A -> P A P with P = 1 - u u', u = sqrt(r0): A - u a' - a u' + (u.a) u u', a = A u.
    private void ProjectOut(ReadOnlySpan<double> r0)
    {
        var ua = 0.0;
        for (var i = 0; i < _n; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < _n; j++)
                sum += _matrix[i * _n + j] * Math.Sqrt(r0[j]);
            _loss[i] = sum;
            ua += sum * Math.Sqrt(r0[i]);
        }
        for (var i = 0; i < _n; i++)
            for (var j = 0; j < _n; j++)
            {
                var (ui, uj) = (Math.Sqrt(r0[i]), Math.Sqrt(r0[j]));
                _matrix[i * _n + j] += ua * ui * uj - ui * _loss[j] - _loss[i] * uj;
            }
    }

    private double PositivePart(ReadOnlySpan<double> z)
    {
        var sum = 0.0;
        for (var i = 0; i < _n; i++)
        {
            var eigenvalue = _matrix[i * _n + i] + 1e-13;
            if (eigenvalue <= 0) continue;
            var projection = Dot(_vectors.AsSpan(i * _n, _n), z);
            sum += eigenvalue * projection * projection;
        }
        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
