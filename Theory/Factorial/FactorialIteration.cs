using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The alternating minimisation of eq. (4) in the log domain, with Anderson acceleration; buffers are reused.</summary>
/// <remarks>
/// For given decoder d(y|z), r(z) and q_i(z_i) the cross-entropies that stand for H(y|z), H(z) and H(z_i) are upper bounds, equal at the
/// encoder's own conditionals. With tau = max(beta, gamma) one plain step is
/// <code>
/// tau log p'(z|x) = (tau - beta) log p(z|x) + (beta - gamma) log p(z) + gamma sum_i log p(z_i) - KL(p(y|x) || p(y|z)) + const(x)
/// </code>
/// and never increases the objective. For beta &gt;= gamma it is the exact minimum over encoders, the first term being absent; at beta =
/// gamma only the product of the marginals is left of the prior: Proposition 1. For gamma &gt; beta the term -(gamma - beta) H(z) is
/// convex; its linearisation plus (gamma - beta) E_x KL(p'(z|x) || p(z|x)) bounds it from above, because that KL is at least
/// KL(p'(z) || p(z)).
/// </remarks>
internal sealed class FactorialIteration
{
    // exp(-700) is the smallest probability kept.
    private const double LogFloor = -700;
    private const int Memory = 6;

    private readonly int _n, _m, _z;
    private readonly double _beta, _gamma, _temperature;
    private readonly double[] _p, _w, _encoder, _mass, _joint, _logMarginals;
    private readonly double[][] _marginals;
    private readonly int[][] _component;
    private readonly AcceleratedDescent _descent;

    /// <summary>An iteration from an encoder; p(x) must be positive and max(beta, gamma) too.</summary>
    public FactorialIteration(JointDistribution joint, ImmutableArray<int> sizes, double beta, double gamma, double[,] encoder)
    {
        (_n, _m, _z) = (joint.CountX, joint.CountY, encoder.GetLength(1));
        (_beta, _gamma, _temperature) = (beta, gamma, Math.Max(beta, gamma));
        _p = joint.X.Probabilities.ToArray();
        _w = new double[_n * _m];
        for (var x = 0; x < _n; x++)
            for (var y = 0; y < _m; y++)
                _w[x * _m + y] = joint[x, y] / _p[x];
        _component = ProductAlphabet.Components(sizes);
        _marginals = [.. sizes.Select(size => new double[size])];
        (_encoder, _mass, _joint, _logMarginals) = (new double[_n * _z], new double[_z], new double[_z * _m], new double[_z]);
        _descent = new AcceleratedDescent([.. encoder.Cast<double>().Select(Log)], Memory, Step, Change).Begin();
    }

    /// <summary>H(y|z) + beta I(x;z) + gamma TC(z) of the present encoder.</summary>
    public double Objective => _descent.Objective;

    /// <summary>The largest change of log p(z|x) by a plain step, weighted by p(x,z).</summary>
    public double Residual => _descent.Residual;

    /// <summary>Number of plain steps computed.</summary>
    public int Iterations => _descent.Iterations;

    /// <summary>p(z|x) of the present state.</summary>
    public double[,] Encoder => Tables.Of(_n, _z, (x, z) => _encoder[x * _z + z]);

    /// <summary>Runs until the residual is small, the iterations are used up or it is cancelled.</summary>
    public void Run(int maxIterations, double residual, Action<double>? observe = null, CancellationToken cancellation = default) =>
        _descent.Run(maxIterations, residual, observe, cancellation);

    // Normalises a state, computes its encoder, its objective, and its plain image.
    private double Step(double[] state, double[] image)
    {
        Array.Clear(_mass);
        Array.Clear(_joint);
        var negativeEntropy = 0.0;
        for (var x = 0; x < _n; x++)
        {
            var row = Normalise(state.AsSpan(x * _z, _z));
            for (var z = 0; z < _z; z++)
            {
                var e = _encoder[x * _z + z] = Math.Exp(row[z]);
                var mass = _p[x] * e;
                negativeEntropy += mass * row[z];
                _mass[z] += mass;
                for (var y = 0; y < _m; y++)
                    _joint[z * _m + y] += mass * _w[x * _m + y];
            }
        }
        var objective = _beta * negativeEntropy + Entropies();
        Project(state, image);
        return objective;
    }

    // H(y|z) + (beta - gamma) H(z) + gamma sum_i H(z_i), and the logarithms of the products of marginals.
    private double Entropies()
    {
        var sum = 0.0;
        for (var z = 0; z < _z; z++)
        {
            sum += (1 - _beta + _gamma) * Accurate.XLogX(_mass[z]);
            for (var y = 0; y < _m; y++)
                sum -= Accurate.XLogX(_joint[z * _m + y]);
        }
        Array.Clear(_logMarginals);
        for (var i = 0; i < _marginals.Length; i++)
        {
            Array.Clear(_marginals[i]);
            for (var z = 0; z < _z; z++)
                _marginals[i][_component[i][z]] += _mass[z];
            foreach (var q in _marginals[i])
                sum -= _gamma * Accurate.XLogX(q);
            for (var z = 0; z < _z; z++)
                _logMarginals[z] += Log(_marginals[i][_component[i][z]]);
        }
        return sum;
    }

    // The plain image; the joint masses become log p(y|z).
    private void Project(double[] state, double[] image)
    {
        for (var z = 0; z < _z; z++)
        {
            var logMass = Log(_mass[z]);
            for (var y = 0; y < _m; y++)
                _joint[z * _m + y] = Math.Max(Log(_joint[z * _m + y]) - logMass, LogFloor);
            var prior = (_beta - _gamma) * logMass + _gamma * _logMarginals[z];
            for (var x = 0; x < _n; x++)
            {
                var score = prior + (_temperature - _beta) * state[x * _z + z];
                for (var y = 0; y < _m; y++)
                    score += _w[x * _m + y] * _joint[z * _m + y];
                image[x * _z + z] = score / _temperature;
            }
        }
        for (var x = 0; x < _n; x++)
            Normalise(image.AsSpan(x * _z, _z));
    }

    private double Change(double[] state, double[] image)
    {
        var change = 0.0;
        for (var i = 0; i < state.Length; i++)
            change = Math.Max(change, _p[i / _z] * _encoder[i] * Math.Abs(image[i] - state[i]));
        return change;
    }

    private static Span<double> Normalise(Span<double> logarithms)
    {
        var total = Accurate.LogSumExp(logarithms);
        foreach (ref var v in logarithms)
            v = Math.Max(v - total, LogFloor);
        return logarithms;
    }

    private static double Log(double p) => p > 0 ? Math.Max(Math.Log(p), LogFloor) : LogFloor;
}
