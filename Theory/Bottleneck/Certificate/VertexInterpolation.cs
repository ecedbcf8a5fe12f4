namespace IDropTheory;

/// <summary>What <see cref="CellBound"/> and <see cref="OutputCellBound"/> share: lower bounds over a cell of a tangent minus a
/// concavity.</summary>
/// <remarks>
/// In the coordinates z = (v - v0) / sqrt(v0), v0 the reference point, quadratic forms of KL have entries of order one, and directions that
/// sum to zero are those orthogonal to the unit vector sqrt(v0). The buffers are reused from one reference point to the next.
/// </remarks>
internal sealed class VertexInterpolation(int n)
{
    private const int QuadraticSteps = 30;
    private const double SlopeError = 1e-9;

    // Counts an eigenvalue that is zero but for rounding as concave: the safe side.
    private const double EigenvalueError = 1e-13;

    private readonly double[] _root = new double[n], _tangents = new double[n], _image = new double[n];
    private readonly double[] _z = new double[n * n], _matrix = new double[n * n], _vectors = new double[n * n];
    private readonly double[] _convex = new double[n * n], _gram = new double[n * n];
    private readonly double[] _contracted = new double[n], _curved = new double[n];
    private readonly double[] _weights = new double[n], _slope = new double[n];

    /// <summary>sqrt(v0).</summary>
    public ReadOnlySpan<double> Root => _root;

    /// <summary>z of every vertex, one after the other.</summary>
    public ReadOnlySpan<double> Z => _z;

    /// <summary>To be filled before <see cref="Curved"/>: A such that the function is at least the tangent minus 1/2 z'Az on the
    /// cell.</summary>
    public Span<double> Matrix => _matrix;

    /// <summary>The mean chi-square distance of the vertices from the reference point.</summary>
    public double Spread { get; private set; }

    /// <summary>The values at the vertices, of the bound whose smallest one is larger.</summary>
    public ReadOnlySpan<double> Best => Least(_curved) > Least(_contracted) ? _curved : _contracted;

    /// <summary>Starts with a reference point v0 &gt; 0 and the homogeneous tangent there.</summary>
    public void Begin(ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> v0, ReadOnlySpan<double> tangent)
    {
        for (var i = 0; i < n; i++)
            _root[i] = Math.Sqrt(v0[i]);
        Spread = 0;
        for (var j = 0; j < n; j++)
        {
            var z = _z.AsSpan(j * n, n);
            for (var i = 0; i < n; i++)
                z[i] = (cell[j].R[i] - v0[i]) / _root[i];
            _tangents[j] = Dot(tangent, cell[j].R);
            Spread += Dot(z, z) / n;
        }
    }

    /// <summary>The smallest of tangent - share KL(s||s0) over the vertices.</summary>
    public double Contracted(ReadOnlySpan<Vertex> cell, ReadOnlySpan<double> s0, double share)
    {
        for (var j = 0; j < n; j++)
        {
            var cross = 0.0;
            for (var y = 0; y < s0.Length; y++)
                if (s0[y] > 0)
                    cross -= cell[j].S[y] * Math.Log(s0[y]);
            _contracted[j] = _tangents[j] - share * Math.Max(0, cross - cell[j].OutputEntropy);
        }
        return Least(_contracted);
    }

    /// <summary>A lower bound of the tangent minus 1/2 z'Az over the cell: the concave part interpolated, the convex part kept.</summary>
    public double Curved()
    {
        ProjectOutRoot();
        SymmetricEigen.Decompose(_matrix, _vectors, n);
        for (var j = 0; j < n; j++)
        {
            _curved[j] = _tangents[j];
            for (var k = 0; k < n; k++)
            {
                var eigenvalue = _matrix[k * n + k] + EigenvalueError;
                var projection = Dot(_vectors.AsSpan(k * n, n), _z.AsSpan(j * n, n));
                _curved[j] -= 0.5 * Math.Max(eigenvalue, 0) * projection * projection;
                _convex[j * n + k] = projection * Math.Sqrt(Math.Max(-eigenvalue, 0));
            }
        }
        return QuadraticMinimum();
    }

    /// <summary>After <see cref="Curved"/>: for each vertex a point whose squared distances are what the function's convex part takes from
    /// its concavity along the edges, with the minimum of that part at the origin.</summary>
    public double[][] Points()
    {
        var points = new double[n][];
        for (var j = 0; j < n; j++)
        {
            points[j] = _convex.AsSpan(j * n, n).ToArray();
            for (var i = 0; i < n; i++)
                for (var k = 0; k < n; k++)
                    points[j][k] -= _weights[i] * _convex[i * n + k];
        }
        return points;
    }

    // A becomes P A P with P = 1 - uu', that is A - ua' - au' + (u.a) uu' with a = Au.
    private void ProjectOutRoot()
    {
        for (var i = 0; i < n; i++)
            _image[i] = Dot(_matrix.AsSpan(i * n, n), _root);
        var mean = Dot(_image, _root);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                _matrix[i * n + j] += mean * _root[i] * _root[j] - _root[i] * _image[j] - _image[i] * _root[j];
    }

    // min over weights c of f.c + 1/2 c'Gc by exact steps along pairs of weights. The tangent at the last c bounds it from below, wherever
    // the steps stop.
    private double QuadraticMinimum()
    {
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
                _gram[i * n + j] = _gram[j * n + i] = Dot(_convex.AsSpan(i * n, n), _convex.AsSpan(j * n, n));
        Array.Fill(_weights, 1.0 / n);
        for (var i = 0; i < n; i++)
            _slope[i] = _curved[i] + Dot(_gram.AsSpan(i * n, n), _weights);
        for (var step = 0; step < QuadraticSteps && PairStep(); step++) { }
        var energy = 0.0;
        for (var i = 0; i < n; i++)
            energy += _weights[i] * (_slope[i] - _curved[i]);
        return Least(_slope) - 0.5 * energy;
    }

    private bool PairStep()
    {
        var (low, high) = (0, -1);
        for (var i = 0; i < n; i++)
        {
            if (_slope[i] < _slope[low]) low = i;
            if (_weights[i] > 0 && (high < 0 || _slope[i] > _slope[high])) high = i;
        }
        var gap = _slope[high] - _slope[low];
        if (!(gap > SlopeError)) return false;
        var curvature = _gram[low * n + low] + _gram[high * n + high] - 2 * _gram[low * n + high];
        var move = gap < curvature * _weights[high] ? gap / curvature : _weights[high];
        _weights[low] += move;
        _weights[high] -= move;
        for (var i = 0; i < n; i++)
            _slope[i] += move * (_gram[i * n + low] - _gram[i * n + high]);
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
