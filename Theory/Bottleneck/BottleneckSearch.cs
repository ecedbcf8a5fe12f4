using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>One joint distribution's bottleneck problems: starts, column generation and certificate. See
/// <see cref="InformationBottleneck.Solve"/>.</summary>
internal sealed class BottleneckSearch
{
    private const int MaxColumns = 40;

    // Cells before the encoder may be improved, and before the first bound that needs none.
    private const double Turn = 1000;

    // Cells between two reports.
    private const double Slice = 100;

    // From so many symbols on branching comes last, and with so many it would bound nothing: a single cell takes a second.
    private const int Many = 10, TooMany = 100;

    // What DecoupledBound splits off; the best one depends on the trade-off.
    private static readonly ImmutableArray<double> Shares = [0.6, 0.8, 0.4, 0.9, 0.25];

    private readonly JointDistribution _original, _joint;
    private readonly SufficientStatistic _statistic;
    private readonly BottleneckOptions _options;
    private readonly double _contraction, _scale;
    private DecoupledBound? _decoupled;

    public BottleneckSearch(JointDistribution joint, BottleneckOptions options)
    {
        (_original, _options) = (joint, options);
        _statistic = new(joint);
        _joint = _statistic.Joint;
        _contraction = Math.Min(1, ContractionRatio.PairwiseBound(_joint.YGivenX) + 1e-14);
        // A smaller tolerance would be below what rounding leaves of a bound.
        _scale = Math.Clamp(10 * joint.MutualInformation().Value, 1e-6, 1);
    }

    private int Alphabet => Math.Min(_options.Alphabet ?? _joint.CountX, _joint.CountX);

    private double Tolerance => _options.Tolerance * _scale;

    /// <summary>Solves for one trade-off; <paramref name="warm"/> is the state of a neighbouring one.</summary>
    public (BottleneckSolution Solution, double[]? State) Solve(Beta beta, double[]? warm, CancellationToken cancellation) =>
        Improve(beta, warm, cancellation).Last();

    /// <summary>Ever better solutions for one trade-off, at least one, each with the state to go on from; the last is the one of
    /// <see cref="Solve"/>. Cancelling ends the sequence.</summary>
    public IEnumerable<(BottleneckSolution Solution, double[]? State)> Improve(
        Beta beta, double[]? warm, CancellationToken cancellation)
    {
        // beta >= eta >= the contraction of KL: I(t;y) <= beta I(x;t), so that no encoder beats the constant.
        if (beta.Paper >= _contraction || _joint.CountX == 1)
            return [(Exact(beta, Channel.Deterministic(1, new int[_joint.CountX])), null)];
        return beta.Paper == 0 && Alphabet == _joint.CountX
            ? [(Exact(beta, Channel.Identity(_joint.CountX)), null)]
            : Descend(new(this, beta, cancellation), warm);
    }

    private IEnumerable<(BottleneckSolution Solution, double[]? State)> Descend(Progress progress, double[]? warm)
    {
        foreach (var start in warm is null ? BottleneckStarts.Of(_joint, progress.Descent, Alphabet, _options) : [warm])
            if (progress.Cancelled) break;
            else if (progress.Start(start)) yield return progress.Report();
        if (_options.Certify && progress.Beta.Paper > 0)
            foreach (var _ in Bound(progress))
                yield return progress.Report();
        yield return progress.Report();
    }

    // Raises the bound and, where a certificate finds a better cluster, improves the encoder.
    private IEnumerable<bool> Bound(Progress progress)
    {
        var (beta, mayGrow, columns) = (progress.Beta.Paper, Alphabet == _joint.CountX, 0);
        var shares = new Queue<double>(Shares);
        while (progress.Gap > Tolerance && !progress.Cancelled)
        {
            if (shares.Count > 0 && (_joint.CountX > Many || progress.Effort >= Turn))
            {
                // The first is worth more than its time, but not any time.
                var factor = shares.Count == Shares.Length ? 4 : 1;
                if (progress.Effort + DecoupledBound.EffortOf(_joint) > factor * (double)_options.CellBudget) break;
                _decoupled ??= new(_joint);
                progress.Raise(_decoupled.Lower(beta, shares.Dequeue(), progress.Cancellation));
                progress.Spend(DecoupledBound.EffortOf(_joint));
                yield return true;
                continue;
            }
            if (progress.Effort >= _options.CellBudget || _joint.CountX > TooMany) break;
            var stopBelow = mayGrow ? -0.5 * Tolerance : double.NegativeInfinity;
            var certificate = progress.Certificate(0.9 * Tolerance);
            foreach (var _ in progress.Certify(certificate, stopBelow))
                yield return true;
            if (certificate.Closed || certificate.Violation < stopBelow)
            {
                mayGrow = mayGrow && columns++ < MaxColumns && AddCluster(progress, certificate);
                if (certificate.Closed && !mayGrow) break;
            }
            yield return true;
        }
    }

    // The new posterior r joins with a weight eps: p(new|x) = eps r_x / p(x), all else scaled down. To first order in eps the objective
    // falls by eps times the violation.
    private bool AddCluster(Progress progress, Certificate certificate)
    {
        if (certificate.Violation >= -1e-12 * _scale) return false;
        var (present, r) = (progress.Best, certificate.Posterior);
        var limit = Enumerable.Range(0, r.Length).Where(x => r[x] > 0).Min(x => _joint.X[x] / r[x]);
        var better = false;
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
            better |= progress.Start(BottleneckStarts.StateOf(_joint, encoder));
            if (progress.Best.Objective < present.Objective - 0.25 * fraction * limit * -certificate.Violation) break;
        }
        return better;
    }

    private BottleneckSolution Exact(Beta beta, Channel encoder)
    {
        var point = BottleneckPoint.Of(_original, _statistic.Lift(encoder));
        var objective = point.Objective(beta);
        return new(beta, point, objective, objective, Tolerance, 0, 0, 0) { UnclippedBound = objective };
    }

    /// <summary>What is known for one trade-off: the best encoder so far, the bound, and the work done.</summary>
    private sealed class Progress
    {
        private readonly BottleneckSearch _problem;
        private double _bound, _spent;
        private int _iterations;
        private long _cells;
        private Certificate? _certificate;

        public Progress(BottleneckSearch problem, Beta beta, CancellationToken cancellation)
        {
            (_problem, Beta, Cancellation) = (problem, beta, cancellation);
            _bound = problem._statistic.ConditionalEntropy;
            // A capped alphabet has no minimal sufficient statistic to offer; a small beta of the iteration stands for 0.
            Descent = beta.Paper > 0 ? beta.Paper : 1e-6 * problem._contraction;
            Best = Converge(BottleneckStarts.Constant(problem._joint), CancellationToken.None);
        }

        public Beta Beta { get; }

        public CancellationToken Cancellation { get; }

        public bool Cancelled => Cancellation.IsCancellationRequested;

        /// <summary>The trade-off of the iteration.</summary>
        public double Descent { get; }

        public ClusterIteration Best { get; private set; }

        public double Effort => _spent + (_certificate?.Effort ?? 0);

        public double Gap => Best.Objective + _problem._statistic.Offset - _bound;

        /// <summary>Goes on from a state; tells whether that is better than the best.</summary>
        public bool Start(double[] state)
        {
            var run = Converge(state, Cancellation);
            if (!(run.Objective < Best.Objective)) return false;
            Best = run;
            EndCertificate();
            return true;
        }

        public void Spend(double effort) => _spent += effort;

        /// <summary>Takes note of a lower bound of the reduced problem.</summary>
        public void Raise(double bound) => _bound = Math.Max(_bound, bound + _problem._statistic.Offset);

        /// <summary>The certificate of the best encoder.</summary>
        public Certificate Certificate(double tolerance) =>
            _certificate ??= new(_problem._joint, Beta.Paper, Best.Dual(), tolerance, Posteriors(Best));

        /// <summary>Continues a certificate by a turn within the budget, and pauses from time to time.</summary>
        public IEnumerable<bool> Certify(Certificate certificate, double stopBelow)
        {
            var effort = Math.Min(certificate.Effort + Turn, _problem._options.CellBudget - _spent);
            do
            {
                certificate.Advance(effort, stopBelow, Slice, Cancellation);
                Raise(certificate.LowerBound);
                yield return true;
            }
            while (certificate.IsPaused);
        }

        public (BottleneckSolution Solution, double[]? State) Report()
        {
            var joint = _problem._joint;
            var encoder = new double[joint.CountX, Best.Clusters];
            for (var x = 0; x < joint.CountX; x++)
                for (var t = 0; t < Best.Clusters; t++)
                    encoder[x, t] = Best.Encoder(x, t);
            var point = BottleneckPoint.Of(_problem._original, _problem._statistic.Lift(new(encoder)));
            var objective = point.Objective(Beta);
            var solution = new BottleneckSolution(
                Beta, point, objective, new(Math.Min(_bound, objective.Value)), _problem.Tolerance, _iterations, Best.Residual,
                _cells + (_certificate?.Cells ?? 0))
            {
                UnclippedBound = new(_bound),
            };
            return (solution, Best.State);
        }

        private void EndCertificate()
        {
            _spent = Effort;
            _cells += _certificate?.Cells ?? 0;
            _certificate = null;
        }

        // Runs the iteration; merges clusters that have become one and drops empty ones while that does not cost anything.
        private ClusterIteration Converge(double[] start, CancellationToken cancellation)
        {
            var run = Run(start, cancellation);
            for (var slimmer = BottleneckStarts.Slim(_problem._joint, run); slimmer is not null;
                slimmer = BottleneckStarts.Slim(_problem._joint, run))
            {
                var next = Run(slimmer, cancellation);
                if (next.Objective > run.Objective + Math.Max(1e-13 * _problem._scale, 1e-15)) break;
                run = next;
            }
            return run;
        }

        private ClusterIteration Run(double[] start, CancellationToken cancellation)
        {
            var run = new ClusterIteration(_problem._joint, Descent, start);
            // Rounding moves a state by about 1e-15; the residual is relative to beta.
            run.Run(
                _problem._options.MaxIterations, Math.Max(1e-12, 1e-15 / Math.Min(1, Descent)), cancellation: cancellation);
            _iterations += run.Iterations;
            return run;
        }

        private static List<double[]> Posteriors(ClusterIteration run) =>
            [.. Enumerable.Range(0, run.Clusters).Where(t => run.Mass(t) > 0).Select(run.Posterior)];
    }
}
