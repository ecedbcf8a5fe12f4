namespace IDropTheory.Verification;

/// <summary>The thresholds of learning against brute force; rate-distortion and the squared Lagrangian against known answers.</summary>
internal static class ThresholdChecks
{
    private static double[,] Hamming => new double[,] { { 0, 1 }, { 1, 0 } };

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("threshold.symmetric", "For a noisy bit both thresholds are (1-2p)^2", () =>
            from p in new[] { 0.05, 0.1, 0.3 }
            let joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(p))
            let learnability = Thresholds.Learnability(joint)
            from value in new[] { Thresholds.Local(joint).Paper, learnability.Beta.Paper, learnability.Upper }
            select (value, (1 - 2 * p) * (1 - 2 * p)), 1e-6)
            .AsNumber(),
        Claim.Exact("threshold.local", "The local threshold is the largest squared correlation between functions of x and of y", settings =>
            from joint in settings.Joints("local", 5, 4, 3)
            select (Thresholds.Local(joint).Paper, SquaredMaximalCorrelation(joint)), 1e-8)
            .AsNumber(),
        // No ratio lies above the upper end, and the lower end is one: the search finds as large a one but for the proof's tolerance.
        new Claim(
            "threshold.learnability",
            "The learnability threshold is the largest KL(W'r || p_y) / KL(r || p_x): a grid of posteriors and ascents from its hills",
            settings =>
            from joint in settings.Joints("learnability", 3, 3, 3)
            let threshold = Thresholds.Learnability(joint)
            let found = LargestRatio(joint)
            from check in new[]
            {
                Check.Exact(threshold.Beta.Paper, found, 1e-6), Check.Exact(threshold.Upper, found, 2e-6),
                Check.Between(found, double.NegativeInfinity, threshold.Upper),
            }
            select check)
            .AsNumber(),
        // Told too small a value, another point than the maximiser, or given few cells, the proof is weaker and still right.
        new Claim("threshold.bound", "The proved bound is never below the closed-form threshold, and near it with enough cells", () =>
            from known in new (JointDistribution Joint, double Truth)[]
            {
                (AnalyticBottleneck.Z(0.5).Joint, Math.Log(0.75) / Math.Log(0.5)),
                (AnalyticBottleneck.Z(0.2, 0.3).Joint, Math.Log(1 - 0.24) / Math.Log(0.7)),
                (AnalyticBottleneck.BinarySymmetric(0.1).Joint, 0.64),
            }
            from told in new[] { 1e-9, 0.5 * known.Truth, known.Truth - 1e-9 }
            from maximiser in new[] { null, new[] { 0.2, 0.8 } }
            from cells in new[] { 1, 5, 40, 5_000 }
            let proof = new ContractionProof(new(known.Joint), told, maximiser, 1e-7)
            let bound = proof.Run(1, cells, default)
            select Check.Between(
                bound, known.Truth - 1e-12, cells == 5_000 ? known.Truth + 1e-6 : double.PositiveInfinity))
            .AsNumber(),
        Claim.Exact("threshold.z", "For the Z-channel the learnability threshold is log(1-(1-p)q) / log(1-q), above the local one", () =>
            from c in new[] { (P: 0.5, Input: 0.5), (P: 0.2, Input: 0.3) }
            let joint = JointDistribution.Of(FiniteDistribution.Bernoulli(c.Input), Channel.Z(c.P))
            select (Thresholds.Learnability(joint).Beta.Paper, Math.Log(1 - (1 - c.P) * c.Input) / Math.Log(1 - c.Input)), 1e-6)
            .AsNumber(),
        Claim.Exact("rate-distortion.bit", "R(D) of a bit is h(p) - h(D)", () =>
            from c in new[] { (P: 0.5, D: 0.1), (P: 0.2, D: 0.05) }
            let point = RateDistortion.AtDistortion(FiniteDistribution.Bernoulli(c.P), Hamming, c.D)
            from value in new[] { point.Rate.Value, point.LowerBound.Value }
            select (value, Textbook.BinaryEntropy(c.P) - Textbook.BinaryEntropy(c.D)), 1e-8),
        new(
            "rate-distortion.bound",
            "The dual bound of R(D) is never above the truth, for any outputs and after any number of iterations", () =>
            from s in new[] { 1.0, 2.0, 6 }
            let truth = (Func<double, double>)(p => LeastLagrangian(p, s))
            from check in (from q in new[] { 0.01, 0.3, 0.5, 0.9 }
                           let bound = RateDistortion.LagrangianBound(FiniteDistribution.Bernoulli(0.4), Hamming, s, [1 - q, q])
                           from check in new[]
                           {
                               Check.Exact(bound, DualBound(0.4, s, q)), Check.Between(bound, double.NegativeInfinity, truth(0.4) + 1e-12),
                           }
                           select check)
                .Concat(from iterations in new[] { 1, 2, 5, 1000 }
                        let point = RateDistortion.Solve(FiniteDistribution.Bernoulli(0.4), Hamming, s, iterations)
                        let least = point.LowerBound.Value + s * point.Distortion
                        select iterations == 1 ? Check.Exact(least, Math.Max(DualBound(0.4, s, 0.5), s * point.Distortion))
                            : Check.Between(least, iterations == 1000 ? truth(0.4) - 1e-8 : double.NegativeInfinity, truth(0.4) + 1e-12))
            select check),
        // Between two points of a curve that is not straight, the tangents of both lie below it.
        new("rate-distortion.share", "A mixture of two points has the mean of their distortions, and the bound of the higher tangent", () =>
            from target in new[] { 0.1, 0.15, 0.25 }
            let source = FiniteDistribution.Bernoulli(0.4)
            let low = RateDistortion.Solve(source, Hamming, 1)
            let high = RateDistortion.Solve(source, Hamming, 3)
            let shared = RateDistortion.Share(source, Hamming, low, high, target)
            let bound = new[] { 1.0, 3 }.Max(s => LeastLagrangian(0.4, s) - s * target)
            from check in new[]
            {
                Check.Exact(shared.Distortion, target), Check.Exact(shared.LowerBound.Value, bound, 1e-8),
                Check.Between(shared.Rate.Value, Textbook.BinaryEntropy(0.4) - Textbook.BinaryEntropy(target), double.PositiveInfinity),
            }
            select check),
        Claim.Exact("rate-distortion.slope", "The point of slope -s on R(D) of a bit has D = 1 / (1 + e^s)", () =>
            from s in new[] { 1.0, 3 }
            let point = RateDistortion.Solve(FiniteDistribution.Bernoulli(0.4), Hamming, s)
            select (point.Distortion, 1 / (1 + Math.Exp(s))), 1e-6)
            .AsNumber(),
        Claim.Exact(
            "beta.conventions", "Beta of the paper is the reciprocal of the other convention's; a training sample has an N-th part", () =>
            from beta in new[] { 0.2, 3 }
            from sides in new[]
            {
                (Beta.FromPaper(beta).Tishby, 1 / beta), (Beta.FromTishby(beta).Paper, 1 / beta),
                (Beta.FromPaper(beta).PerSample(500).Value, beta / 500),
            }
            select sides)
            .AsNumber(),
        Claim.Exact("bottleneck.squared", "For y = f(x) the least H(y|t) + beta I(x;t)^2 has I = min(H(y), 1 / (2 beta))", () =>
            from beta in new[] { 0.5, 0.8, 2 }
            let joint = JointDistribution.Of(FiniteDistribution.Uniform(4), Channel.Deterministic(2, 0, 1, 0, 1))
            select (SquaredLagrangian.Solve(joint, beta).Point.InformationX.Value, Math.Min(Math.Log(2), 1 / (2 * beta))), 1e-6),
        // Along the curve of y = f(x), where I(t;y) = I(x;t) = i, the objective is H(y) - i + beta i^2: its least value on a fine grid.
        new("bottleneck.squared-closed-form", "The closed form of that optimum is the least H(y) - i + beta i^2 over 0 <= i <= H(y)", () =>
            from beta in new[] { 0.5, 0.8, 2 }
            let optimum = SquaredLagrangian.Deterministic(new(Math.Log(2)), beta)
            let objective = (Func<double, double>)(i => Math.Log(2) - i + beta * i * i)
            let best = Enumerable.Range(0, 100_001).Select(k => Math.Log(2) * k / 100_000).MinBy(objective)
            from check in new[]
            {
                Check.Exact(optimum.Objective.Value, objective(best), 1e-9),
                Check.Exact(optimum.InformationX.Value, best, 1e-5),
                Check.Exact(optimum.InformationY.Value, best, 1e-5),
            }
            select check),
    ];

    // On R(D) = h(p) - h(D) the slope is -s at D = 1 / (1 + e^s).
    private static double LeastLagrangian(double p, double s)
    {
        var d = Math.Min(1 / (1 + Math.Exp(s)), Math.Min(p, 1 - p));
        return Textbook.BinaryEntropy(p) - Textbook.BinaryEntropy(d) + s * d;
    }

    // Of the outputs 1 - q, q: -sum_x p(x) log Z(x) - log max_t sum_x p(x) exp(-s d(x,t)) / Z(x).
    private static double DualBound(double p, double s, double q)
    {
        var cost = Math.Exp(-s);
        var (zero, one) = (1 - q + q * cost, q + (1 - q) * cost);
        var largest = Math.Max((1 - p) / zero + p * cost / one, (1 - p) * cost / zero + p / one);
        return -(1 - p) * Math.Log(zero) - p * Math.Log(one) - Math.Log(largest);
    }

    // With three symbols y, p(y'|y) = sum_x p(x|y) p(y'|x) has the eigenvalue 1 and two more, whose sum and product are its trace less 1
    // and its determinant: the larger is the square sought.
    private static double SquaredMaximalCorrelation(JointDistribution joint)
    {
        var back = Tables.Of(3, 3, (y, other) =>
            Enumerable.Range(0, joint.CountX).Sum(x => joint[x, y] / joint.Y[y] * joint[x, other] / joint.X[x]));
        var (sum, product) = (back[0, 0] + back[1, 1] + back[2, 2] - 1, Textbook.Determinant(back));
        return 0.5 * (sum + Math.Sqrt(Math.Max(sum * sum - 4 * product, 0)));
    }

    private static double LargestRatio(JointDistribution joint)
    {
        const int steps = 48;
        var w = joint.YGivenX;
        var values = new Dictionary<(int, int), double>();
        for (var i = 0; i <= steps; i++)
            for (var j = 0; i + j <= steps; j++)
                values[(i, j)] = Ratio(Point(i, j));
        var hills = values.Where(entry => Neighbours(entry.Key).All(other => !values.TryGetValue(other, out var v) || v <= entry.Value));
        var found = ReferenceSearch.OnSimplex(Ratio, hills.Select(hill => Point(hill.Key.Item1, hill.Key.Item2)), 1.0 / steps);
        return Math.Max(found, SquaredMaximalCorrelation(joint));

        double[] Point(int i, int j) => [(double)i / steps, (double)j / steps, (double)(steps - i - j) / steps];

        IEnumerable<(int, int)> Neighbours((int I, int J) at) =>
            [(at.I + 1, at.J), (at.I - 1, at.J), (at.I, at.J + 1), (at.I, at.J - 1), (at.I + 1, at.J - 1), (at.I - 1, at.J + 1)];

        // Near p_x the ratio is 0/0; there the local threshold is its limit.
        double Ratio(double[] r)
        {
            var (input, output) = (0.0, 0.0);
            for (var x = 0; x < 3; x++)
                input += r[x] <= 0 ? 0 : r[x] * Math.Log(r[x] / joint.X[x]);
            for (var y = 0; y < 3; y++)
            {
                var s = r[0] * w[0, y] + r[1] * w[1, y] + r[2] * w[2, y];
                output += s * Math.Log(s / joint.Y[y]);
            }
            return input < 1e-6 ? 0 : output / input;
        }
    }
}
