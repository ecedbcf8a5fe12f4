using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>The closed-form bottleneck curves, and the paper's Remark, against lower envelopes by brute force.</summary>
internal static class AnalyticBottleneckChecks
{
    private static readonly ImmutableArray<double> Betas = [0.1, 0.4, 0.8];

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact(
            "bottleneck.analytic-objective",
            "Least H(y|t) + beta I(x;t) for the symmetric, erasure and Z channels = lower envelope on 8,001 posteriors", () =>
            Cases.Select(c => (c.Optimum.Objective.Value, Envelope(c.Problem.Joint, c.Beta))), 1e-7),
        // The least objective is concave in beta with slope I(x;t).
        Claim.Exact(
            "bottleneck.analytic-information", "I(x;t) at the optimum is the slope of the least objective with respect to beta", () =>
            from c in Cases
            let difference = (Func<double, double>)(step =>
                (Envelope(c.Problem.Joint, c.Beta + step) - Envelope(c.Problem.Joint, c.Beta - step)) / (2 * step))
            select (c.Optimum.InformationX.Value, (4 * difference(1e-3) - difference(2e-3)) / 3), 1e-5),
        Claim.Exact("bottleneck.analytic-relevance", "I(t;y) at the optimum is H(y) + beta I(x;t) less the least objective", () =>
            from c in Cases
            let entropy = Textbook.Entropy(c.Problem.Joint.Y.Probabilities.ToArray())
            select (c.Optimum.InformationY.Value,
                entropy + c.Beta * c.Optimum.InformationX.Value - Envelope(c.Problem.Joint, c.Beta)), 1e-7),
        Claim.Exact("bottleneck.analytic-curve", "The curve I(t;y) over I(x;t) passes through the optimum of every beta", () =>
            Cases.Select(c => (c.Problem.InformationY(c.Optimum.InformationX).Value, c.Optimum.InformationY.Value)), 1e-10),
        Claim.Exact("bottleneck.deterministic", "For y = f(x) the optimum is t = y and the curve min(I, H(y)); here H(y) = log 2", () =>
            from beta in Betas
            let problem = AnalyticBottleneck.Deterministic(new FiniteDistribution(0.1, 0.2, 0.3, 0.4), 0, 1, 1, 0)
            let optimum = problem.At(Beta.FromPaper(beta))
            from sides in new[]
            {
                (optimum.InformationX.Value, Math.Log(2)), (optimum.InformationY.Value, Math.Log(2)),
                (optimum.Objective.Value, beta * Math.Log(2)), (problem.InformationY(new(0.3)).Value, 0.3),
            }
            select sides),
        new(
            "remark.stochastic",
            "For a noisy bit and every beta below (1-2p)^2 a stochastic representation is strictly better than both deterministic ones: "
            + "least gain", () =>
            from gain in Gains()
            from check in new[]
            {
                Check.Exact(gain.Computed, gain.Reference, 1e-7), Check.Between(gain.Reference, 1e-7, double.PositiveInfinity),
            }
            select check),
        Claim.Exact("remark.value", "p = 0.1, beta = 0.4: constant 0.6931, identity 0.6023, and the best, stochastic one", () =>
            from problem in new[] { AnalyticBottleneck.BinarySymmetric(0.1) }
            select (problem.At(Beta.FromPaper(0.4)).Objective.Value, Envelope(problem.Joint, 0.4)), 1e-7),
    ];

    private static IEnumerable<(AnalyticBottleneck Problem, double Beta, AnalyticOptimum Optimum)> Cases =>
        from problem in new[]
        {
            AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.BinaryErasure(0.3), AnalyticBottleneck.Z(0.5),
            AnalyticBottleneck.Z(0.2, 0.3),
        }
        from beta in Betas
        select (problem, beta, problem.At(Beta.FromPaper(beta)));

    // Over the better deterministic representation, as the library and as the envelope say.
    private static IEnumerable<(double Computed, double Reference)> Gains() =>
        from p in new[] { 0.02, 0.1, 0.3 }
        from fraction in new[] { 0.3, 0.7 }
        let beta = Beta.FromPaper(fraction * (1 - 2 * p) * (1 - 2 * p))
        let deterministic = Math.Min(Math.Log(2), Textbook.BinaryEntropy(p) + beta.Paper * Math.Log(2))
        let noisy = AnalyticBottleneck.BinarySymmetric(p)
        select (deterministic - noisy.At(beta).Objective.Value, deterministic - Envelope(noisy.Joint, beta.Paper));

    // x is a bit. With r = P(x = 1 | t) the least objective is beta H(x) plus, at P(x = 1), the lower convex envelope of
    // phi(r) = H(W'r) - beta H(r).
    private static double Envelope(JointDistribution joint, double beta)
    {
        const int steps = 8_000;
        var w = joint.YGivenX;
        double Phi(double r) =>
            Textbook.Entropy(Enumerable.Range(0, w.Outputs).Select(y => (1 - r) * w[0, y] + r * w[1, y]))
                - beta * Textbook.BinaryEntropy(r);
        var hull = new List<(double R, double Value)>();
        for (var i = 0; i <= steps; i++)
        {
            // Dense near 0 and 1, where nearly deterministic posteriors lie.
            var r = 0.5 - 0.5 * Math.Cos(Math.PI * i / steps);
            var next = (R: r, Value: Phi(r));
            while (hull.Count > 1 && Above(hull[^2], hull[^1], next))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(next);
        }
        var at = joint.X[1];
        var right = hull.FindIndex(h => h.R >= at);
        if (right == 0) return hull[0].Value + beta * Textbook.BinaryEntropy(at);
        var (low, high) = (hull[right - 1], hull[right]);
        return low.Value + (at - low.R) / (high.R - low.R) * (high.Value - low.Value) + beta * Textbook.BinaryEntropy(at);
    }

    private static bool Above((double R, double Value) a, (double R, double Value) b, (double R, double Value) c) =>
        (b.Value - a.Value) * (c.R - a.R) >= (c.Value - a.Value) * (b.R - a.R);
}
