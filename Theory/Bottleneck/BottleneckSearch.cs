namespace IDropTheory;

/// <summary>One joint distribution's bottleneck problems: starts, column generation and certificate. See
/// <see cref="InformationBottleneck.Solve"/>.</summary>
internal sealed class BottleneckSearch
{
    private const double WantedResidual = 1e-12;
    private const int MaxColumns = 40;

    private readonly JointDistribution _original;
    private readonly SufficientStatistic _statistic;
    private readonly JointDistribution _joint;
    private readonly BottleneckOptions _options;
    private readonly double _contraction;

    public BottleneckSearch(JointDistribution joint, BottleneckOptions options)
    {
        (_original, _options) = (joint, options);
        _statistic = new(joint);
        _joint = _statistic.Joint;
        _contraction = CellBound.Dobrushin(_joint.YGivenX);
    }

    /// <summary>The trade-off at and above which a constant is optimal: the Dobrushin coefficient of p(y|x).</summary>
    public double LargestBeta => _contraction;

    private int Alphabet => Math.Min(_options.Alphabet ?? _joint.CountX, _joint.CountX);

    /// <summary>Solves for one trade-off; <paramref name="warm"/> is the state of a neighbouring one.</summary>
    public (BottleneckSolution Solution, double[]? State) Solve(Beta beta, double[]? warm, CancellationToken cancellation)
    {
        // beta >= eta >= the contraction of KL: I(t;y) <= beta I(x;t), so that no encoder beats the constant.
        if (beta.Paper >= _contraction || _joint.CountX == 1) return (Exact(beta, Channel.Deterministic(1, new int[_joint.CountX])), null);
        if (beta.Paper == 0 && Alphabet == _joint.CountX) return (Exact(beta, Channel.Identity(_joint.CountX)), null);
        // A capped alphabet has no minimal sufficient statistic to offer; the smallest beta of the iteration stands for 0.
        var b = Math.Max(beta.Paper, 1e-6);
        var iterations = 0;
        var best = Converge(b, BottleneckStarts.Constant(_joint), ref iterations);
        foreach (var start in warm is null ? BottleneckStarts.Of(_joint, b, Alphabet, _options) : [warm])
        {
            cancellation.ThrowIfCancellationRequested();
            var run = Converge(b, start, ref iterations);
            if (run.Objective < best.Objective) best = run;
        }
        if (!_options.Certify || beta.Paper == 0) return (Report(beta, best, _statistic.ConditionalEntropy, iterations, 0), best.State);
        return Certify(beta, best, iterations, cancellation);
    }

    private (BottleneckSolution Solution, double[]? State) Certify(
        Beta beta, ClusterIteration best, int iterations, CancellationToken cancellation)
    {
        var (bound, cells) = (_statistic.ConditionalEntropy, 0L);
        for (var column = 0; column < MaxColumns && cells < _options.CellBudget; column++)
        {
            var mayGrow = Alphabet == _joint.CountX;
            var certificate = Certificate.Of(
                _joint, beta.Paper, best.Dual(), 0.9 * _options.Tolerance, _options.CellBudget - cells, Posteriors(best),
                mayGrow ? -0.5 * _options.Tolerance : double.NegativeInfinity, cancellation);
            cells += certificate.Cells;
            bound = Math.Max(bound, certificate.LowerBound + _statistic.Offset);
            if (best.Objective + _statistic.Offset - bound <= _options.Tolerance || !mayGrow) break;
            var improved = AddCluster(beta.Paper, best, certificate, ref iterations);
            if (improved is null) break;
            best = improved;
        }
        return (Report(beta, best, bound, iterations, cells), best.State);
    }

    // The new posterior r joins with a weight eps: p(new|x) = eps r_x / p(x), all else scaled down. To first order in eps the objective
    // falls by eps times the violation.
    private ClusterIteration? AddCluster(double beta, ClusterIteration present, Certificate certificate, ref int iterations)
    {
        if (certificate.Violation >= -1e-12) return null;
        var r = certificate.Posterior;
        var limit = Enumerable.Range(0, r.Length).Where(x => r[x] > 0).Min(x => _joint.X[x] / r[x]);
        ClusterIteration? best = null;
        foreach (var fraction in (ReadOnlySpan<double>)[0.9, 0.3, 0.1, 0.03, 0.01, 0.001])
        {
            var encoder = new double[_joint.CountX, present.Clusters + 1];
            for (var x = 0; x < r.Length; x++)
            {
                var fresh = fraction * limit * r[x] / _joint.X[x];
                for (var t = 0; t < present.Clusters; t++)
                    encoder[x, t] = (1 - fresh) * present.Encoder(x, t);
                encoder[x, present.Clusters] = fresh;
            }
            var run = Converge(beta, BottleneckStarts.StateOf(_joint, encoder), ref iterations);
            if (best is null || run.Objective < best.Objective) best = run;
            if (best.Objective < present.Objective - 0.25 * fraction * limit * -certificate.Violation) break;
        }
        return best is not null && best.Objective < present.Objective ? best : null;
    }

    // Runs the iteration; merges clusters that have become one and drops empty ones while that does not cost anything.
    private ClusterIteration Converge(double beta, double[] start, ref int iterations)
    {
        var run = new ClusterIteration(_joint, beta, start);
        run.Run(_options.MaxIterations, WantedResidual);
        iterations += run.Iterations;
        for (var slimmer = BottleneckStarts.Slim(_joint, run); slimmer is not null; slimmer = BottleneckStarts.Slim(_joint, run))
        {
            var next = new ClusterIteration(_joint, beta, slimmer);
            next.Run(_options.MaxIterations, WantedResidual);
            iterations += next.Iterations;
            if (next.Objective > run.Objective + 1e-13) break;
            run = next;
        }
        return run;
    }

    private static List<double[]> Posteriors(ClusterIteration run) =>
        [.. Enumerable.Range(0, run.Clusters).Where(t => run.Mass(t) > 0).Select(run.Posterior)];

    private BottleneckSolution Exact(Beta beta, Channel encoder)
    {
        var point = BottleneckPoint.Of(_original, _statistic.Lift(encoder));
        var objective = point.Objective(beta);
        return new(beta, point, objective, objective, _options.Tolerance, 0, 0, 0);
    }

    private BottleneckSolution Report(Beta beta, ClusterIteration run, double bound, int iterations, long cells)
    {
        var encoder = new double[_joint.CountX, run.Clusters];
        for (var x = 0; x < _joint.CountX; x++)
            for (var t = 0; t < run.Clusters; t++)
                encoder[x, t] = run.Encoder(x, t);
        var point = BottleneckPoint.Of(_original, _statistic.Lift(new(encoder)));
        var objective = point.Objective(beta);
        return new(
            beta, point, objective, new(Math.Min(bound, objective.Value)), _options.Tolerance, iterations, run.Residual, cells);
    }
}
