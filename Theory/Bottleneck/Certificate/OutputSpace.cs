namespace IDropTheory;

/// <summary>The search over output distributions s = W'r, for channels with fewer outputs than inputs.</summary>
internal sealed class OutputSpace(TiltedEntropy function) : ISearchSpace
{
    private const int NewtonSteps = 12;
    private const double NearEnough = 1e-10;

    // The largest change of log r0_x in one step: keeps the divergence outside the hull at bay.
    private const double LargestTilt = 10;

    // An output this improbable makes z useless and its square overflow.
    private const double Smallest = 1e-60;

    private readonly OutputCellBound _bound = new(function);
    private readonly int _n = function.W.Inputs, _m = function.W.Outputs;
    private readonly double[] _hessian = new double[function.W.Outputs * function.W.Outputs], _step = new double[function.W.Outputs];

    public int Dimension => _m;

    public ReadOnlySpan<double> VertexValues => _bound.VertexValues;

    public double Spread => _bound.Spread;

    public Vertex VertexAt(double[] coordinates) => new(coordinates, coordinates, FiniteInformation.Entropy(coordinates));

    public double[]? InputOf(Vertex vertex) => null;

    public ReadOnlySpan<double> CoordinatesOf(Reference reference) => reference.S;

    // Newton's method for max over theta of theta.s - v*(theta), from theta = log s: exact at once where s belongs to a stationary point.
    // Outside the outputs' hull it diverges; any theta reached on the way is a valid reference.
    public Reference? ReferenceAt(ReadOnlySpan<double> coordinates)
    {
        var theta = new double[_m];
        for (var y = 0; y < _m; y++)
            theta[y] = Math.Log(Math.Max(coordinates[y], 1e-12));
        var present = Tilted(theta);
        if (!IsFit(present)) return null;
        var value = Gain(coordinates, present);
        for (var step = 0; step < NewtonSteps; step++)
        {
            if (Distance(coordinates, present.S) < NearEnough || !Newton(coordinates, present)) break;
            var (length, next, gain) = (Math.Min(1, LargestTilt * function.Beta / Range(_step)), present, double.NegativeInfinity);
            for (var shorter = 0; shorter < 6 && !(gain > value); shorter++, length *= 0.3)
            {
                var trial = (double[])present.Theta.Clone();
                for (var y = 0; y < _m; y++)
                    trial[y] += length * _step[y];
                next = Tilted(trial);
                gain = IsFit(next) ? Gain(coordinates, next) : double.NegativeInfinity;
            }
            if (!(gain > value)) break;
            (present, value) = (next, gain);
        }
        return present;
    }

    public Reference? ReferenceOf(double[] r, double[] s)
    {
        var theta = new double[_m];
        for (var y = 0; y < _m; y++)
            theta[y] = Math.Log(s[y]);
        return s.Min() > Smallest && Tilted(theta) is var reference && IsFit(reference) ? reference : null;
    }

    public double Lower(ReadOnlySpan<Vertex> cell, Reference reference) =>
        _bound.Lower(cell, reference.Theta, reference.R, reference.S, reference.Conjugate);

    private static double Range(double[] values) => values.Max() - values.Min();

    private static bool IsFit(Reference reference) => double.IsFinite(reference.Conjugate) && reference.S.Min() > Smallest;

    private Reference Tilted(double[] theta)
    {
        var (r, s) = (new double[_n], new double[_m]);
        var conjugate = function.Conjugate(theta, r);
        function.Output(r, s);
        return new(r, s, theta, conjugate);
    }

    private static double Gain(ReadOnlySpan<double> target, Reference at)
    {
        var gain = -at.Conjugate;
        for (var y = 0; y < target.Length; y++)
            gain += target[y] * at.Theta[y];
        return gain;
    }

    private bool Newton(ReadOnlySpan<double> target, Reference at)
    {
        Array.Clear(_hessian);
        for (var x = 0; x < _n; x++)
        {
            var row = function.W.Row(x);
            for (var i = 0; i < _m; i++)
                for (var j = 0; j < _m; j++)
                    _hessian[i * _m + j] += at.R[x] * (row[i] - at.S[i]) * (row[j] - at.S[j]) / function.Beta;
        }
        var trace = 1e-300;
        for (var i = 0; i < _m; i++)
            trace += _hessian[i * _m + i];
        // 1 is the null vector: the tilts do not change when theta shifts by a constant.
        for (var i = 0; i < _m; i++)
            for (var j = 0; j < _m; j++)
                _hessian[i * _m + j] += trace * (1 + (i == j ? 1e-10 : 0));
        for (var y = 0; y < _m; y++)
            _step[y] = target[y] - at.S[y];
        return SmallSystem.Solve(_hessian, _step, _m, _m);
    }

    private static double Distance(ReadOnlySpan<double> a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < b.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]) / (a[i] + b[i]);
        return sum;
    }
}
