namespace IDropTheory;

/// <summary>A corner of a cell: a point of the simplex with its output distribution s = W'r and H(s).</summary>
internal sealed record Vertex(double[] R, double[] S, double OutputEntropy);

/// <summary>Lower bounds of a <see cref="TiltedEntropy"/> on a cell: a sub-simplex of the probability simplex, given by its vertices.</summary>
/// <remarks>
/// Around any reference point r0 &gt; 0 with output s0 the function is its tangent at r0, minus KL(s||s0), plus beta KL(r||r0).
/// <list type="bullet">
/// <item>Contraction: KL(s||s0) &lt;= eta KL(r||r0) with the Dobrushin coefficient eta, so that only the concave -(1 - beta/eta)+ KL(s||s0)
/// is left besides the tangent: the sum is smallest at a vertex.</item>
/// <item>Curvature: on the cell KL(s||s0) &lt;= 1/2 sum c_y (s_y - s0_y)^2 / s0_y and KL(r||r0) &gt;= 1/2 sum k_x (r_x - r0_x)^2 / r0_x, with
/// c and k from <see cref="KlCurvature"/>. In the eigenvectors of the difference of these forms, on directions that sum to zero, the
/// concave part is replaced by its interpolation between the vertices and the convex part is kept: a convex quadratic programme over the
/// weights of the vertices. Where the function is convex nothing is lost, which ends the branching at the touching points.</item>
/// </list>
/// Every point of the cell's simplex may serve as the reference, also one outside the cell. The buffers make an instance serve one search.
/// </remarks>
internal sealed class CellBound(TiltedEntropy function)
{
    private const int QuadraticSteps = 30;

    // Counts an eigenvalue that is zero but for rounding as concave: the safe side.
    private const double EigenvalueError = 1e-13;

    private readonly double _contraction = Math.Max(0, 1 - function.Beta / Dobrushin(function.W));
    private readonly int _n = function.W.Inputs, _m = function.W.Outputs;
    private readonly double[] _tangent = new double[function.W.Inputs], _root = new double[function.W.Inputs];
    private readonly double[] _z = new double[function.W.Inputs], _lowerCurvature = new double[function.W.Inputs];
    private readonly double[] _upperCurvature = new double[function.W.Outputs], _logS = new double[function.W.Outputs];
    private readonly double[] _matrix = new double[function.W.Inputs * function.W.Inputs];
    private readonly double[] _vectors = new double[function.W.Inputs * function.W.Inputs];
    private readonly double[] _convex = new double[function.W.Inputs * function.W.Inputs];
    private readonly double[] _gram = new double[function.W.Inputs * function.W.Inputs];
    private readonly double[] _contracted = new double[function.W.Inputs], _curved = new double[function.W.Inputs];
    private readonly double[] _weights = new double[function.W.Inputs], _slope = new double[function.W.Inputs];

    /// <summary>After <see cref="Lower"/>: the values at the vertices whose smallest one bounds the function on the cell.</summary>
    public ReadOnlySpan<double> VertexValues => Least(_curved) > Least(_contracted) ? _curved : _contracted;

    /// <summary>After <see cref="Lower"/>: the mean chi-square distance of the vertices from the reference point.</summary>
    public double Spread { get; private set; }

    /// <summary>A number that no value of the function on the cell is below.</summary>
    /// <param name="cell">As many vertices as the channel has inputs.</param>
    /// <param name="r0">The reference point, all positive.</param>
    /// <param name="s0">Its output distribution.</param>
    public double Lower(ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> r0, ReadOnlySpan<double> s0)
    {
        function.Tangent(r0, s0, _tangent);
        for (var x = 0; x < _n; x++)
            _root[x] = Math.Sqrt(r0[x]);
        for (var y = 0; y < _m; y++)
            _logS[y] = s0[y] > 0 ? Math.Log(s0[y]) : 0;
        Curvature(cell, r0, s0);
        Spread = 0;
        for (var j = 0; j < _n; j++)
        {
            var tangent = Dot(_tangent, cell[j].R);
            _contracted[j] = tangent - _contraction * Math.Max(0, -cell[j].OutputEntropy - Dot(_logS, cell[j].S));
            for (var x = 0; x < _n; x++)
                _z[x] = (cell[j].R[x] - r0[x]) / _root[x];
            Spread += Dot(_z, _z) / _n;
            _curved[j] = tangent;
            for (var k = 0; k < _n; k++)
            {
                var eigenvalue = _matrix[k * _n + k] + EigenvalueError;
                var projection = Dot(_vectors.AsSpan(k * _n, _n), _z);
                _curved[j] -= 0.5 * Math.Max(eigenvalue, 0) * projection * projection;
                _convex[j * _n + k] = projection * Math.Sqrt(Math.Max(-eigenvalue, 0));
            }
        }
        return Math.Max(Least(_contracted), QuadraticMinimum());
    }

    /// <summary>2 ((1 + t) log(1 + t) - t) / t^2, decreasing from 2 at t = -1 through 1 at 0: twice KL's growth over a relative step t, per t^2.</summary>
    internal static double KlCurvature(double t)
    {
        if (t <= -1) return 2;
        return Math.Abs(t) < 1e-3
            ? 1 - t * (1.0 / 3 - t * (1.0 / 6 - t * (0.1 - t / 15)))
            : 2 * ((1 + t) * Math.Log(1 + t) - t) / (t * t);
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

    // The difference of the two quadratic forms in the coordinates z = (r - r0) / sqrt(r0), where its entries stay of order one, restricted
    // to the directions that sum to zero (those orthogonal to the unit vector sqrt(r0)) and diagonalised.
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
        for (var i = 0; i < _n; i++)
            for (var j = 0; j <= i; j++)
            {
                var a = function.W.Row(i);
                var b = function.W.Row(j);
                var sum = 0.0;
                for (var y = 0; y < _m; y++)
                    sum += a[y] * b[y] * _upperCurvature[y];
                sum *= _root[i] * _root[j];
                _matrix[i * _n + j] = _matrix[j * _n + i] = i == j ? sum - function.Beta * _lowerCurvature[i] : sum;
            }
        ProjectOutRoot();
        SymmetricEigen.Decompose(_matrix, _vectors, _n);
    }

    // A becomes P A P with P = 1 - uu', that is A - ua' - au' + (u.a) uu' with a = Au.
    private void ProjectOutRoot()
    {
        for (var i = 0; i < _n; i++)
            _z[i] = Dot(_matrix.AsSpan(i * _n, _n), _root);
        var mean = Dot(_z, _root);
        for (var i = 0; i < _n; i++)
            for (var j = 0; j < _n; j++)
                _matrix[i * _n + j] += mean * _root[i] * _root[j] - _root[i] * _z[j] - _z[i] * _root[j];
    }

    // min over weights c of f.c + 1/2 c'Gc by exact steps along pairs of weights. The tangent at the last c bounds it from below, wherever
    // the steps stop.
    private double QuadraticMinimum()
    {
        for (var i = 0; i < _n; i++)
            for (var j = 0; j <= i; j++)
                _gram[i * _n + j] = _gram[j * _n + i] = Dot(_convex.AsSpan(i * _n, _n), _convex.AsSpan(j * _n, _n));
        Array.Fill(_weights, 1.0 / _n);
        for (var i = 0; i < _n; i++)
            _slope[i] = _curved[i] + Dot(_gram.AsSpan(i * _n, _n), _weights);
        for (var step = 0; step < QuadraticSteps && PairStep(); step++) { }
        var (least, energy) = (double.PositiveInfinity, 0.0);
        for (var i = 0; i < _n; i++)
        {
            least = Math.Min(least, _slope[i]);
            energy += _weights[i] * (_slope[i] - _curved[i]);
        }
        return least - 0.5 * energy;
    }

    private bool PairStep()
    {
        var (low, high) = (0, -1);
        for (var i = 0; i < _n; i++)
        {
            if (_slope[i] < _slope[low]) low = i;
            if (_weights[i] > 0 && (high < 0 || _slope[i] > _slope[high])) high = i;
        }
        var gap = _slope[high] - _slope[low];
        if (gap <= 1e-9) return false;
        var curvature = _gram[low * _n + low] + _gram[high * _n + high] - 2 * _gram[low * _n + high];
        var move = gap < curvature * _weights[high] ? gap / curvature : _weights[high];
        _weights[low] += move;
        _weights[high] -= move;
        for (var i = 0; i < _n; i++)
            _slope[i] += move * (_gram[i * _n + low] - _gram[i * _n + high]);
        return true;
    }

    private static double Least(ReadOnlySpan<double> values)
    {
        var least = double.PositiveInfinity;
        foreach (var v in values)
            least = Math.Min(least, v);
        return least;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
