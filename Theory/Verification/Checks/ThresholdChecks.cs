namespace IDropTheory.Verification;

/// <summary>The thresholds of learning against brute force; rate-distortion and the squared Lagrangian against known answers.</summary>
internal static class ThresholdChecks
{
    private static double[,] Hamming => new double[,] { { 0, 1 }, { 1, 0 } };

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("threshold.symmetric", "For a noisy bit both thresholds are (1-2p)^2", _ =>
            from p in new[] { 0.05, 0.1, 0.3 }
            let joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(p))
            let learnability = Thresholds.Learnability(joint)
            from value in new[] { Thresholds.Local(joint).Paper, learnability.Beta.Paper, learnability.Upper }
            select (value, (1 - 2 * p) * (1 - 2 * p)), 1e-6)
            .AsNumber(),
        // The largest squared correlation of a function of x with a function of y, by alternating conditional expectations.
        Claim.Exact("threshold.local", "The local threshold is the largest squared correlation between functions of x and of y", settings =>
            from joint in settings.Joints("local", 5, 4, 3)
            select (Thresholds.Local(joint).Paper, SquaredMaximalCorrelation(joint)), 1e-8)
            .AsNumber(),
        new Claim(
            "threshold.learnability",
            "The learnability threshold is the largest KL(W'r || p_y) / KL(r || p_x), on a grid of posteriors and within proved bounds",
            settings =>
            from joint in settings.Joints("learnability", 3, 3, 3)
            let threshold = Thresholds.Learnability(joint)
            let found = LargestRatio(joint)
            from check in new[]
            {
                Check.Exact(threshold.Beta.Paper, found, 1e-4), Check.Between(found, double.NegativeInfinity, threshold.Upper),
            }
            select check)
            .AsNumber(),
        Claim.Exact("threshold.z", "For the Z-channel the learnability threshold is log(1-(1-p)q) / log(1-q), above the local one", _ =>
            from c in new[] { (P: 0.5, Input: 0.5), (P: 0.2, Input: 0.3) }
            let joint = JointDistribution.Of(FiniteDistribution.Bernoulli(c.Input), Channel.Z(c.P))
            select (Thresholds.Learnability(joint).Beta.Paper, Math.Log(1 - (1 - c.P) * c.Input) / Math.Log(1 - c.Input)), 1e-6)
            .AsNumber(),
        Claim.Exact("rate-distortion.bit", "R(D) of a bit is h(p) - h(D)", _ =>
            from c in new[] { (P: 0.5, D: 0.1), (P: 0.2, D: 0.05) }
            let point = RateDistortion.AtDistortion(FiniteDistribution.Bernoulli(c.P), Hamming, c.D)
            from value in new[] { point.Rate.Value, point.LowerBound.Value }
            select (value, Textbook.BinaryEntropy(c.P) - Textbook.BinaryEntropy(c.D)), 1e-8),
        Claim.Exact("rate-distortion.slope", "The point of slope -s on R(D) of a bit has D = 1 / (1 + e^s)", _ =>
            from s in new[] { 1.0, 3 }
            let point = RateDistortion.Solve(FiniteDistribution.Bernoulli(0.4), Hamming, s)
            select (point.Distortion, 1 / (1 + Math.Exp(s))), 1e-6)
            .AsNumber(),
        Claim.Exact("bottleneck.squared", "For y = f(x) the least H(y|t) + beta I(x;t)^2 has I = min(H(y), 1 / (2 beta))", _ =>
            from beta in new[] { 0.5, 0.8, 2 }
            let joint = JointDistribution.Of(FiniteDistribution.Uniform(4), Channel.Deterministic(2, 0, 1, 0, 1))
            select (SquaredLagrangian.Solve(joint, beta).Point.InformationX.Value, Math.Min(Math.Log(2), 1 / (2 * beta))), 1e-6),
        // Along the curve of y = f(x), where I(t;y) = I(x;t) = i, the objective is H(y) - i + beta i^2: its least value on a fine grid.
        new("bottleneck.squared-closed-form", "The closed form of that optimum is the least H(y) - i + beta i^2 over 0 <= i <= H(y)", _ =>
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

    private static double SquaredMaximalCorrelation(JointDistribution joint)
    {
        var (xs, ys) = (Enumerable.Range(0, joint.CountX).ToList(), Enumerable.Range(0, joint.CountY).ToList());
        var f = xs.Select(x => Math.Cos(1 + x * x)).ToArray();
        var square = 0.0;
        for (var step = 0; step < 5000; step++)
        {
            var mean = f.Select((v, x) => joint.X[x] * v).Sum();
            var norm = Math.Sqrt(f.Select((v, x) => joint.X[x] * (v - mean) * (v - mean)).Sum());
            f = [.. f.Select(v => (v - mean) / norm)];
            var g = ys.Select(y => xs.Sum(x => joint[x, y] * f[x]) / joint.Y[y]).ToArray();
            square = g.Select((v, y) => joint.Y[y] * v * v).Sum();
            f = [.. xs.Select(x => ys.Sum(y => joint[x, y] * g[y]) / joint.X[x])];
        }
        return square;
    }

    private static double LargestRatio(JointDistribution joint)
    {
        const int steps = 300;
        var w = joint.YGivenX;
        var best = 0.0;
        for (var i = 0; i <= steps; i++)
            for (var j = 0; i + j <= steps; j++)
            {
                double[] r = [(double)i / steps, (double)j / steps, (double)(steps - i - j) / steps];
                var input = Enumerable.Range(0, 3).Sum(x => r[x] == 0 ? 0 : r[x] * Math.Log(r[x] / joint.X[x]));
                // Near p_x the ratio is 0/0; there the local threshold is its limit.
                if (input < 1e-4) continue;
                var output = 0.0;
                for (var y = 0; y < 3; y++)
                {
                    var s = r[0] * w[0, y] + r[1] * w[1, y] + r[2] * w[2, y];
                    output += s * Math.Log(s / joint.Y[y]);
                }
                best = Math.Max(best, output / input);
            }
        return Math.Max(best, SquaredMaximalCorrelation(joint));
    }
}
