namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The closed-form bottleneck curves, and the paper's Remark, against lower envelopes by brute force.</summary>
internal static class AnalyticBottleneckChecks
{
    private static readonly double[] Betas = [0.1, 0.4, 0.8];

    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [Objective, InformationX, InformationY, Curve, Deterministic, Remark, RemarkNumbers];

    private static IEnumerable<(AnalyticBottleneck Problem, double Beta)> Cases() =>
        from problem in new[]
        {
            AnalyticBottleneck.BinarySymmetric(0.1), AnalyticBottleneck.BinaryErasure(0.3), AnalyticBottleneck.Z(0.5),
            AnalyticBottleneck.Z(0.2, 0.3),
        }
        from beta in Betas
        select (problem, beta);

    private static Check Objective(VerificationSettings _) => Check.All(
        from c in Cases()
        select Check.Exact(
            "bottleneck.analytic-objective",
            "Least H(y|t) + beta I(x;t) for the symmetric, erasure and Z channels = lower envelope on 20,001 posteriors",
            c.Problem.At(Beta.FromPaper(c.Beta)).Objective.Value, Envelope(c.Problem.Joint, c.Beta), 1e-7));

    // The least objective is concave in beta with slope I(x;t).
    private static Check InformationX(VerificationSettings _) => Check.All(
        from c in Cases()
        let difference = (Func<double, double>)(step =>
            (Envelope(c.Problem.Joint, c.Beta + step) - Envelope(c.Problem.Joint, c.Beta - step)) / (2 * step))
        let slope = (4 * difference(1e-3) - difference(2e-3)) / 3
        select Check.Exact(
            "bottleneck.analytic-information", "I(x;t) at the optimum is the slope of the least objective with respect to beta",
            c.Problem.At(Beta.FromPaper(c.Beta)).InformationX.Value, slope, 1e-5));

    private static Check InformationY(VerificationSettings _) => Check.All(
        from c in Cases()
        let optimum = c.Problem.At(Beta.FromPaper(c.Beta))
        select Check.Exact(
            "bottleneck.analytic-relevance", "I(t;y) at the optimum is H(y) + beta I(x;t) less the least objective",
            optimum.InformationY.Value,
            Textbook.Entropy(c.Problem.Joint.Y.Probabilities.ToArray()) + c.Beta * optimum.InformationX.Value
            - Envelope(c.Problem.Joint, c.Beta), 1e-7));

    private static Check Curve(VerificationSettings _) => Check.All(
        from c in Cases()
        let optimum = c.Problem.At(Beta.FromPaper(c.Beta))
        select Check.Exact(
            "bottleneck.analytic-curve", "The curve I(t;y) over I(x;t) passes through the optimum of every beta",
            c.Problem.InformationY(optimum.InformationX).Value, optimum.InformationY.Value, 1e-10));

    private static Check Deterministic(VerificationSettings _) => Check.All(
        from beta in Betas
        let problem = AnalyticBottleneck.Deterministic(new FiniteDistribution(0.1, 0.2, 0.3, 0.4), 0, 1, 1, 0)
        let optimum = problem.At(Beta.FromPaper(beta))
        from pair in new[]
        {
            (Computed: optimum.InformationX.Value, Reference: Math.Log(2)), (Computed: optimum.InformationY.Value, Reference: Math.Log(2)),
            (Computed: optimum.Objective.Value, Reference: beta * Math.Log(2)),
            (Computed: problem.InformationY(new(0.3)).Value, Reference: 0.3),
        }
        select Check.Exact(
            "bottleneck.deterministic", "For y = f(x) the optimum is t = y and the curve min(I, H(y)); here H(y) = log 2",
            pair.Computed, pair.Reference));

    private static Check Remark(VerificationSettings _)
    {
        var gains =
            from p in new[] { 0.02, 0.1, 0.3 }
            from fraction in new[] { 0.3, 0.7, 0.95 }
            let beta = Beta.FromPaper(fraction * (1 - 2 * p) * (1 - 2 * p))
            let problem = AnalyticBottleneck.BinarySymmetric(p)
            let constant = Math.Log(2)
            let copy = Textbook.BinaryEntropy(p) + beta.Paper * Math.Log(2)
            select Math.Min(constant, copy) - problem.At(beta).Objective.Value;
        return Check.Between(
            "remark.stochastic",
            "For a noisy bit and every beta below (1-2p)^2 a stochastic representation is strictly better than both deterministic ones: "
            + "least gain",
            gains.Min(), 1e-9, double.PositiveInfinity);
    }

    private static Check RemarkNumbers(VerificationSettings _)
    {
        var problem = AnalyticBottleneck.BinarySymmetric(0.1);
        return Check.Exact(
            "remark.value", "p = 0.1, beta = 0.4: constant 0.6931, identity 0.6023, and the best, stochastic one",
            problem.At(Beta.FromPaper(0.4)).Objective.Value, Envelope(problem.Joint, 0.4), 1e-7);
    }

    // x is a bit. With r = P(x = 1 | t) the least objective is beta H(x) plus, at P(x = 1), the lower convex envelope of
    // phi(r) = H(W'r) - beta H(r).
    private static double Envelope(JointDistribution joint, double beta)
    {
        const int steps = 20_000;
        var w = joint.YGivenX;
        double Phi(double r) =>
            Textbook.Entropy(Enumerable.Range(0, w.Outputs).Select(y => (1 - r) * w[0, y] + r * w[1, y]))
                - beta * Textbook.BinaryEntropy(r);
        var hull = new List<(double R, double Value)>();
        for (var i = 0; i <= steps; i++)
        {
            var next = (R: (double)i / steps, Value: Phi((double)i / steps));
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
