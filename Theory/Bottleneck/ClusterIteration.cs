namespace IDropTheory;

/// <summary>The self-consistent (Blahut-Arimoto) iteration of the bottleneck in the log domain, with Anderson acceleration; buffers are
/// reused.</summary>
/// <remarks>
/// The state is, for every cluster t, l_t = log p(t) and v_ty = log p(y|t); any real numbers give the valid encoder
/// p(t|x) ∝ exp(l_t + sum_y p(y|x) v_ty / beta). One plain step replaces the state by the true log p(t), log p(y|t) of that encoder and
/// never increases the objective; an accelerated state that does is refused in favour of the plain one.
/// </remarks>
internal sealed class ClusterIteration
{
    // exp(-700) is the smallest probability kept: log p(y|t) stays finite for deterministic channels.
    private const double LogFloor = -700;
    private const int Memory = 8;

    private readonly int _n, _m, _t;
    private readonly double _beta;
    private readonly double[] _p, _w, _encoder, _mass, _joint, _logZ;
    private readonly AcceleratedDescent _descent;

    public ClusterIteration(JointDistribution joint, double beta, double[] state)
    {
        (_n, _m, _beta) = (joint.CountX, joint.CountY, beta);
        _t = state.Length / (_m + 1);
        _p = joint.X.Probabilities.ToArray();
        _w = new double[_n * _m];
        for (var x = 0; x < _n; x++)
            for (var y = 0; y < _m; y++)
                _w[x * _m + y] = joint[x, y] / _p[x];
        (_encoder, _mass, _joint, _logZ) = (new double[_n * _t], new double[_t], new double[_t * _m], new double[_n]);
        _descent = new AcceleratedDescent(state, Memory, Step, WeightedChange).Begin();
    }

    /// <summary>H(y|t) + beta I(x;t) of the present encoder.</summary>
    public double Objective => _descent.Objective;

    /// <summary>The largest change of log p(t), log p(y|t), weighted by p(t) and p(y,t), by a plain step, divided by min(1,
    /// beta).</summary>
    public double Residual => _descent.Residual;

    /// <summary>Number of plain steps computed.</summary>
    public int Iterations => _descent.Iterations;

    /// <summary>The present log p(t), log p(y|t), cluster by cluster: what a later iteration may start from.</summary>
    public double[] State => _descent.Image.ToArray();

    /// <summary>Number of clusters.</summary>
    public int Clusters => _t;

    /// <summary>Runs until the residual is small, the iterations are used up or it is cancelled.</summary>
    public void Run(int maxIterations, double residual, Action<double>? observe = null, CancellationToken cancellation = default) =>
        _descent.Run(maxIterations, residual, observe, cancellation);

    /// <summary>p(t|x) of the present state.</summary>
    public double Encoder(int x, int t) => _encoder[x * _t + t];

    /// <summary>p(t) of the present encoder.</summary>
    public double Mass(int t) => _mass[t];

    /// <summary>The posterior p(x|t).</summary>
    public double[] Posterior(int t)
    {
        var r = new double[_n];
        for (var x = 0; x < _n; x++)
            r[x] = _p[x] * Encoder(x, t) / _mass[t];
        return r;
    }

    /// <summary>The dual vector of the present clusters: lambda_x = H(p(y|x)) + beta (log p(x) - log sum_t p(t) exp(-KL(p(y|x)||p(y|t)) /
    /// beta)).</summary>
    public double[] Dual() => _descent.OfImage(() =>
    {
        var lambda = new double[_n];
        for (var x = 0; x < _n; x++)
            lambda[x] = _beta * (Math.Log(_p[x]) - _logZ[x]);
        return lambda;
    });

    // Computes the encoder of a state, its objective, and the state's plain image.
    private double Step(double[] state, double[] image)
    {
        Array.Clear(_mass);
        Array.Clear(_joint);
        var negativeEntropyT = 0.0;
        var inverse = 1 / _beta;
        for (var x = 0; x < _n; x++)
        {
            var row = _w.AsSpan(x * _m, _m);
            var q = _encoder.AsSpan(x * _t, _t);
            var max = double.NegativeInfinity;
            for (var t = 0; t < _t; t++)
            {
                q[t] = state[t] + inverse * Vectors.Dot(row, state.AsSpan(_t + t * _m, _m));
                max = Math.Max(max, q[t]);
            }
            var (sum, energy) = (0.0, 0.0);
            for (var t = 0; t < _t; t++)
            {
                var score = q[t] - max;
                var e = Math.Exp(score);
                sum += e;
                energy += e * score;
                q[t] = e;
            }
            var log = Math.Log(sum);
            _logZ[x] = max + log;
            negativeEntropyT += _p[x] * (energy / sum - log);
            var scale = _p[x] / sum;
            for (var t = 0; t < _t; t++)
            {
                var mass = q[t] * scale;
                q[t] /= sum;
                _mass[t] += mass;
                if (mass > 0) Vectors.AddScaled(_joint.AsSpan(t * _m, _m), mass, row);
            }
        }
        var objective = _beta * negativeEntropyT;
        for (var t = 0; t < _t; t++)
        {
            var logMass = Math.Max(Math.Log(_mass[t]), LogFloor);
            image[t] = logMass;
            objective += (1 - _beta) * _mass[t] * logMass;
            for (var y = 0; y < _m; y++)
            {
                var j = _joint[t * _m + y];
                var logJoint = j > 0 ? Math.Log(j) : LogFloor;
                image[_t + t * _m + y] = Math.Max(logJoint - logMass, LogFloor);
                objective -= j * logJoint;
            }
        }
        return objective;
    }

    private double WeightedChange(double[] state, double[] image)
    {
        var change = 0.0;
        for (var t = 0; t < _t; t++)
        {
            change = Math.Max(change, _mass[t] * Math.Abs(image[t] - state[t]));
            for (var y = 0; y < _m; y++)
                change = Math.Max(change, _joint[t * _m + y] * Math.Abs(image[_t + t * _m + y] - state[_t + t * _m + y]));
        }
        return change / Math.Min(1, _beta);
    }
}
