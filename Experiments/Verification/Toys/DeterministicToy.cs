namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>y = f(x): every beta in (0, 1) has the optimum t = y; only the squared Lagrangian reaches the rest of the curve.</summary>
internal static class DeterministicToy
{
    public const int Symbols = 6;
    public const int Classes = 3;

    public static Beta Beta { get; } = IDropTheory.Beta.FromPaper(0.7);

    public static Toy Solve(int symbols, int classes, Beta beta, CancellationToken cancellation)
    {
        if (classes > symbols)
            throw new UserError($"--classes is {classes} and --symbols is {symbols}; allowed: at most as many classes as symbols.");
        int[] map = [.. Enumerable.Range(0, symbols).Select(x => x % classes)];
        var problem = AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(symbols), map);
        var joint = problem.Joint;
        var candidates = new List<(string Name, BottleneckPoint Point)>(BottleneckToy.Deterministic(joint))
        {
            ("t = y", BottleneckPoint.Of(joint, Channel.Deterministic(classes, map))),
        };
        var result = new CommandResult()
            .Add("toy", "toy", "deterministic")
            .Add("symbols", "symbols of x", symbols)
            .Add("classes", "values of y = x mod classes", classes);
        var (b, entropy) = (Numbers.Sentence(beta.Paper), InformationUnits.Sentence(joint.Y.Entropy()));
        var squared = SquaredLagrangian.Solve(joint, beta.Paper, cancellation: cancellation).Point.InformationX;
        var best = problem.At(beta);
        return new(
            "deterministic",
            BottleneckToy.Describe(result, problem, beta, candidates, cancellation)
                .Add("squaredInformation", "I(x;t) of the squared Lagrangian", squared),
            BottleneckToy.Plane($"y = x mod {classes}, {symbols} symbols", problem, beta, candidates),
            best.InformationX == Nats.Zero
                ? $"At beta = {b}, not below 1, the constant is best; below 1 it is t = y, with H(y) = {entropy}, and nothing between."
                : $"At beta = {b}, as at every beta between 0 and 1, the plain Lagrangian keeps t = y, H(y) = {entropy}; "
                    + $"the squared one, H(y|t) + beta I(x;t)^2, keeps {InformationUnits.Sentence(squared)} "
                    + "and so reaches every point of the curve.");
    }
}
