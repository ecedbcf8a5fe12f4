namespace IDropTheory;

/// <summary>Lower bounds of a <see cref="TiltedEntropy"/> on a cell: a sub-simplex of the probability simplex, given by its
/// vertices.</summary>
/// <remarks>
/// Around any reference point r0 &gt; 0 with output s0 the function is its tangent at r0, minus KL(s||s0), plus beta KL(r||r0).
/// <list type="bullet">
/// <item>Contraction: KL(s||s0) &lt;= eta KL(r||r0) with the Dobrushin coefficient eta, so that only the concave -(1 - beta/eta)+ KL(s||s0)
/// is left besides the tangent: the sum is smallest at a vertex.</item>
/// <item>Curvature: on the cell KL(s||s0) &lt;= 1/2 sum c_y (s_y - s0_y)^2 / s0_y and KL(r||r0) &gt;= 1/2 sum k_x (r_x - r0_x)^2 / r0_x,
/// with c and k from <see cref="KlCurvature"/>. In the eigenvectors of the difference of these forms, on directions that sum to zero, the
/// concave part is replaced by its interpolation between the vertices and the convex part is kept: a convex quadratic programme over the
/// weights of the vertices. Where the function is convex nothing is lost, which ends the branching at the touching points.</item>
/// </list>
/// Every point of the cell's simplex may serve as the reference, also one outside the cell. The buffers make an instance serve one search.
/// </remarks>
internal sealed class CellBound(TiltedEntropy function)
{
    private readonly double _contraction = Math.Max(0, 1 - function.Beta / Dobrushin(function.W));
    private readonly int _n = function.W.Inputs, _m = function.W.Outputs;
    private readonly double[] _tangent = new double[function.W.Inputs], _lowerCurvature = new double[function.W.Inputs];
    private readonly double[] _upperCurvature = new double[function.W.Outputs];
    private readonly VertexInterpolation _interpolation = new(function.W.Inputs);

    /// <summary>After <see cref="Lower"/>: the values at the vertices whose smallest one bounds the function on the cell.</summary>
    public ReadOnlySpan<double> VertexValues => _interpolation.Best;

    /// <summary>After <see cref="Lower"/>: the mean chi-square distance of the vertices from the reference point.</summary>
    public double Spread => _interpolation.Spread;

    /// <summary>After <see cref="Lower"/>: as <see cref="VertexInterpolation.Points"/>.</summary>
    public double[][] Points() => _interpolation.Points();

    /// <summary>A lower bound of the function on the cell.</summary>
    /// <param name="cell">As many vertices as the channel has inputs.</param>
    /// <param name="r0">The reference point, all positive.</param>
    /// <param name="s0">Its output distribution.</param>
    public double Lower(ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> r0, ReadOnlySpan<double> s0)
    {
        function.Tangent(r0, s0, _tangent);
        _interpolation.Begin(cell, r0, _tangent);
        Curvature(cell, r0, s0);
        return Math.Max(_interpolation.Contracted(cell, s0, _contraction), _interpolation.Curved());
    }

    /// <summary>2 ((1 + t) log(1 + t) - t) / t^2, decreasing from 2 at t = -1 through 1 at 0: twice KL's growth over a relative step t, per
    /// t^2.</summary>
    internal static double KlCurvature(double t)
    {
        if (t <= -1) return 2;
        if (t > 1e100) return 0;
        return Math.Abs(t) < 1e-8 ? 1 - t / 3 : 2 * (t * Accurate.Log1p(t) - Accurate.XMinusLog1p(t)) / (t * t);
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
        return Math.Min(1, largest + 1e-14);
    }

    // The difference of the two quadratic forms in the coordinates z = (r - r0) / sqrt(r0).
    private void Curvature(ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> r0, ReadOnlySpan<double> s0)
    {
        for (var x = 0; x < _n; x++)
        {
            var max = 0.0;
            foreach (var vertex in cell)
                max = Math.Max(max, vertex.R[x]);
            _lowerCurvature[x] = KlCurvature((max - r0[x]) / r0[x]);
        }
        for (var y = 0; y < _m; y++)
        {
            var min = 1.0;
            foreach (var vertex in cell)
                min = Math.Min(min, vertex.S[y]);
            _upperCurvature[y] = s0[y] > 0 ? KlCurvature((min - s0[y]) / s0[y]) / s0[y] : 0;
        }
        var matrix = _interpolation.Matrix;
        var root = _interpolation.Root;
        for (var i = 0; i < _n; i++)
            for (var j = 0; j <= i; j++)
            {
                var a = function.W.Row(i);
                var b = function.W.Row(j);
                var sum = 0.0;
                for (var y = 0; y < _m; y++)
                    sum += a[y] * b[y] * _upperCurvature[y];
                sum *= root[i] * root[j];
                matrix[i * _n + j] = matrix[j * _n + i] = i == j ? sum - function.Beta * _lowerCurvature[i] : sum;
            }
    }
}
