namespace IDropTheory;

/// <summary>Lower bounds of H(s) + v(s), v(s) = min over r with W'r = s of -beta H(r) - lambda.r, on a cell of output distributions
/// s.</summary>
/// <remarks>
/// The reference points are r0_x ∝ exp((lambda_x + sum_y W_xy theta_y) / beta) with s0 = W'r0, the minimisers that v has at s0. There
/// v(s) = theta.s - v*(theta) + beta D(s), D(s) = min over r with W'r = s of KL(r||r0), so that <see cref="CellBound"/>'s bounds carry
/// over: KL(s||s0) &lt;= eta D(s), and on the cell, by Bennett's inequality for the exponential tilts of r0, D(s) &gt;= k(M) / 2 z'C^-1 z,
/// where z = (s - s0) / sqrt(s0), C is the covariance of W_xy / sqrt(s0_y) under r0 (any larger matrix will do), and M bounds the tilt's
/// exponents. The number of inputs does not matter: three outputs make a search in two dimensions.
/// </remarks>
internal sealed class OutputCellBound(TiltedEntropy function)
{
    // Relative to the entries of C, which are at most one: makes it invertible, at the cost of curvature in directions that hardly exist.
    private const double Ridge = 1e-9;

    private readonly double _contraction = Math.Max(0, 1 - function.Beta / CellBound.Dobrushin(function.W));
    private readonly int _n = function.W.Inputs, _m = function.W.Outputs;
    private readonly double[] _tangent = new double[function.W.Outputs];
    private readonly double[] _covariance = new double[function.W.Outputs * function.W.Outputs];
    private readonly double[] _vectors = new double[function.W.Outputs * function.W.Outputs];
    private readonly double[] _inverse = new double[function.W.Outputs * function.W.Outputs];
    private readonly double[] _tilt = new double[function.W.Outputs];
    private readonly VertexInterpolation _interpolation = new(function.W.Outputs);

    /// <summary>As <see cref="CellBound.VertexValues"/>.</summary>
    public ReadOnlySpan<double> VertexValues => _interpolation.Best;

    /// <summary>As <see cref="CellBound.Spread"/>.</summary>
    public double Spread => _interpolation.Spread;

    /// <summary>A lower bound of the function on the cell.</summary>
    /// <param name="cell">As many vertices as the channel has outputs.</param>
    /// <param name="theta">The slope of the reference point.</param>
    /// <param name="r0">The tilted input distribution of theta.</param>
    /// <param name="s0">Its output distribution, all positive.</param>
    /// <param name="conjugate">v*(theta).</param>
    public double Lower(
        ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> theta, ReadOnlySpan<double> r0, ReadOnlySpan<double> s0, double conjugate)
    {
        for (var y = 0; y < _m; y++)
            _tangent[y] = theta[y] - conjugate - Math.Log(s0[y]);
        _interpolation.Begin(cell, s0, _tangent);
        var contracted = _interpolation.Contracted(cell, s0, _contraction);
        Invert(r0, s0);
        var curvature = function.Beta * CellBound.KlCurvature(LargestExponent(s0));
        var matrix = _interpolation.Matrix;
        for (var y = 0; y < _m; y++)
        {
            var min = 1.0;
            foreach (var vertex in cell)
                min = Math.Min(min, vertex.S[y]);
            for (var other = 0; other < _m; other++)
                matrix[y * _m + other] = -curvature * _inverse[y * _m + other];
            matrix[y * _m + y] += CellBound.KlCurvature((min - s0[y]) / s0[y]);
        }
        return Math.Max(contracted, _interpolation.Curved());
    }

    // The inverse of the covariance on directions that sum to zero; sqrt(s0) is its null vector and stays one.
    private void Invert(ReadOnlySpan<double> r0, ReadOnlySpan<double> s0)
    {
        var root = _interpolation.Root;
        Array.Clear(_covariance);
        for (var x = 0; x < _n; x++)
        {
            var row = function.W.Row(x);
            for (var i = 0; i < _m; i++)
                for (var j = 0; j <= i; j++)
                    _covariance[i * _m + j] += r0[x] * (row[i] - s0[i]) * (row[j] - s0[j]);
        }
        for (var i = 0; i < _m; i++)
            for (var j = 0; j <= i; j++)
                _covariance[i * _m + j] = _covariance[j * _m + i] = _covariance[i * _m + j] / (root[i] * root[j]);
        SymmetricEigen.Decompose(_covariance, _vectors, _m);
        Array.Clear(_inverse);
        for (var k = 0; k < _m; k++)
        {
            var scale = 1 / (Math.Max(_covariance[k * _m + k], 0) + Ridge);
            for (var i = 0; i < _m; i++)
                for (var j = 0; j < _m; j++)
                    _inverse[i * _m + j] += scale * _vectors[k * _m + i] * _vectors[k * _m + j];
        }
    }

    // max over the vertices and x of the tilt's exponent sum_y (W_xy - s0_y) u_y / sqrt(s0_y), u = C^-1 z: convex in z, so largest at a
    // vertex.
    private double LargestExponent(ReadOnlySpan<double> s0)
    {
        var root = _interpolation.Root;
        var largest = 0.0;
        for (var j = 0; j < _m; j++)
        {
            var z = _interpolation.Z.Slice(j * _m, _m);
            for (var y = 0; y < _m; y++)
            {
                var sum = 0.0;
                for (var other = 0; other < _m; other++)
                    sum += _inverse[y * _m + other] * z[other];
                _tilt[y] = sum / root[y];
            }
            for (var x = 0; x < _n; x++)
            {
                var exponent = 0.0;
                var row = function.W.Row(x);
                for (var y = 0; y < _m; y++)
                    exponent += (row[y] - s0[y]) * _tilt[y];
                largest = Math.Max(largest, exponent);
            }
        }
        return largest * (1 + 1e-10);
    }
}
