using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Toys;

/// <summary>The toys on finite alphabets: simple representations, the closed-form optimum, the certified solution, and the curve.</summary>
internal static class BottleneckToys
{
    private const string Line = "the curve is a straight line of that slope, so it is all or nothing.";

    /// <summary>The paper's Remark: x is a noisy copy of a bit y, and the best representation of x is neither x nor a constant.</summary>
    public static ToyProblem NoisyBit { get; } = new(
        "noisy-bit", "x is a noisy copy of a bit y: a stochastic representation is best (the paper's Remark)",
        [ToyParameter.Probability("p", "P(x differs from y)", "Probability that x differs from y", 0.1), ToyParameter.Beta(0.4)],
        (v, result, cancellation) =>
        {
            var toy = new FiniteToy(AnalyticBottleneck.BinarySymmetric(v[0]), v[1]);
            var threshold = (1 - 2 * v[0]) * (1 - 2 * v[0]);
            var (b, t, best) = (Numbers.Sentence(v[1]), Numbers.Sentence(threshold), toy.Best.Objective);
            var (constant, copy) = (toy.Objective(0), toy.Objective(1));
            return (toy.Describe(result, cancellation), toy.Plane(Invariant($"A bit seen with {v[0]} noise")),
                toy.NothingIsKept
                    ? $"At beta = {b}, which is not below (1 - 2p)^2 = {t}, nothing about x is worth its price: "
                        + $"the constant is best, at {InformationUnits.Sentence(constant)}."
                : Math.Min(constant.Value, copy.Value) - best.Value > 1e-12
                    ? $"At beta = {b}, below (1 - 2p)^2 = {t}, the best representation is stochastic: "
                        + $"it costs {InformationUnits.Sentence(best)}, a copy of x costs {InformationUnits.Sentence(copy)} "
                        + $"and a constant {InformationUnits.Sentence(constant)}."
                : $"At beta = {b} a copy of x is best, at {InformationUnits.Sentence(best)}: "
                    + "without noise to ignore, adding some only loses.");
        });

    /// <summary>A bit that is sometimes lost: y = 1 only if x = 1 and nothing went wrong. The two thresholds differ here.</summary>
    public static ToyProblem ZChannel { get; } = new(
        "z-channel", "A bit that is sometimes lost: the local and the learnability threshold differ",
        [
            ToyParameter.Probability("p", "P(y = 0 | x = 1)", "Probability that x = 1 is read as 0", 0.5),
            new("input", "P(x = 1)", "Probability of x = 1", NumberRange.OpenProbability, 0.5),
            ToyParameter.Beta(0.3),
        ],
        (v, result, cancellation) =>
        {
            var toy = new FiniteToy(AnalyticBottleneck.Z(v[0], v[1]), v[2]);
            var (local, learnable) = (toy.Local, toy.Learnability(cancellation));
            var (b, low, high) = (Numbers.Sentence(v[2]), Numbers.Sentence(local), Numbers.Sentence(learnable));
            var cost = $"At beta = {b} the best representation costs {InformationUnits.Sentence(toy.Best.Objective)}";
            return (toy.Describe(result, cancellation), toy.Plane(Invariant($"Z-channel, p = {v[0]}, P(x = 1) = {v[1]}")),
                v[2] >= learnable ? $"At beta = {b} the constant is best: learning pays below {high} only."
                : v[2] >= local
                    ? $"{cost}, but small steps from the constant never find it: learning pays below {high}, "
                        + $"while the constant stays a local minimum down to {low}."
                : $"{cost}; learning pays below {high}, and below {low} small steps from the constant find it.");
        });

    /// <summary>A bit that arrives whole or not at all: the curve is a straight line, and the optimum all or nothing.</summary>
    public static ToyProblem Erasure { get; } = new(
        "erasure", "A bit that arrives whole or not at all: a straight curve, all or nothing",
        [ToyParameter.Probability("erased", "P(y is erased)", "Probability that the bit is erased", 0.3), ToyParameter.Beta(0.4)],
        (v, result, cancellation) =>
        {
            var toy = new FiniteToy(AnalyticBottleneck.BinaryErasure(v[0]), v[1]);
            var (b, kept) = (Numbers.Sentence(v[1]), Numbers.Sentence(1 - v[0]));
            return (toy.Describe(result, cancellation), toy.Plane(Invariant($"Erasure channel, e = {v[0]}")),
                toy.NothingIsKept
                    ? $"At beta = {b}, not below 1 - e = {kept}, the constant is best: {Line}"
                    : $"At beta = {b}, below 1 - e = {kept}, the whole bit is kept, "
                        + $"for {InformationUnits.Sentence(toy.Best.Objective)}: {Line}");
        });

    /// <summary>y = f(x): every beta in (0, 1) has the optimum t = y; only the squared Lagrangian reaches the rest of the curve.</summary>
    public static ToyProblem Deterministic { get; } = new(
        "deterministic", "y = f(x): the curve has a corner, which only the squared Lagrangian rounds",
        [
            new("symbols", "symbols of x", "Symbols of x, equally likely", NumberRange.Whole(1, 64), 6),
            new("classes", "values of y = x mod classes", "y = x mod classes", NumberRange.Whole(1, 64), 3),
            ToyParameter.Beta(0.7),
        ],
        (v, result, cancellation) =>
        {
            var (symbols, classes) = ((int)v[0], (int)v[1]);
            if (classes > symbols)
                throw new UserError($"--classes is {classes} and --symbols is {symbols}; allowed: at most as many classes as symbols.");
            int[] map = [.. Enumerable.Range(0, symbols).Select(x => x % classes)];
            var toy = new FiniteToy(
                AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(symbols), map), v[2],
                ("t = y", Channel.Deterministic(classes, map)));
            var (b, entropy) = (Numbers.Sentence(v[2]), InformationUnits.Sentence(toy.Joint.Y.Entropy()));
            var squared = SquaredLagrangian.Solve(toy.Joint, v[2], cancellation: cancellation).Point.InformationX;
            return (
                toy.Describe(result, cancellation).Add("squaredInformation", "I(x;t) of the squared Lagrangian", squared),
                toy.Plane($"y = x mod {classes}, {symbols} symbols"),
                toy.NothingIsKept
                    ? $"At beta = {b}, not below 1, the constant is best; below 1 it is t = y, with H(y) = {entropy}, and nothing between."
                    : $"At beta = {b}, as at every beta between 0 and 1, the plain Lagrangian keeps t = y, H(y) = {entropy}; "
                        + $"the squared one, H(y|t) + beta I(x;t)^2, keeps {InformationUnits.Sentence(squared)} "
                        + "and so reaches every point of the curve.");
        });
}

/// <summary>A bottleneck on finite alphabets at one trade-off, and representations to compare: constant, copy of x, and more.</summary>
internal sealed class FiniteToy(AnalyticBottleneck problem, double tradeOff, params IEnumerable<(string Name, Channel Encoder)> more)
{
    private readonly Beta _beta = Beta.FromPaper(tradeOff);

    private readonly (string Name, BottleneckPoint Point)[] _candidates =
    [
        ("constant", BottleneckPoint.Of(problem.Joint, Channel.Deterministic(1, new int[problem.Joint.CountX]))),
        ("copy of x", BottleneckPoint.Of(problem.Joint, Channel.Identity(problem.Joint.CountX))),
        .. more.Select(c => (c.Name, BottleneckPoint.Of(problem.Joint, c.Encoder))),
    ];

    public JointDistribution Joint => problem.Joint;

    public AnalyticOptimum Best { get; } = problem.At(Beta.FromPaper(tradeOff));

    public bool NothingIsKept => Best.InformationX == Nats.Zero;

    public double Local => Thresholds.Local(Joint).Paper;

    public double Learnability(CancellationToken cancellation) => Thresholds.Learnability(Joint, cancellation: cancellation).Beta.Paper;

    /// <summary>The objective of a representation: 0 is the constant, 1 the copy of x.</summary>
    public Nats Objective(int candidate) => _candidates[candidate].Point.Objective(_beta);

    /// <summary>Adds both thresholds and the rows of the table.</summary>
    public CommandResult Describe(CommandResult result, CancellationToken cancellation)
    {
        var solution = InformationBottleneck.Solve(Joint, _beta, new() { Tolerance = 1e-9 }, cancellation);
        return result
            .Add("local", "local threshold", Local)
            .Add("learnability", "learnability threshold", Learnability(cancellation))
            .Add("representations", "representations", [
                .. _candidates.Select(c => Row(c.Name, c.Point.Objective(_beta), c.Point.InformationX, c.Point.InformationY)),
                Row("best, closed form", Best.Objective, Best.InformationX, Best.InformationY),
                Row("best, solver", solution.Objective, solution.Point.InformationX, solution.Point.InformationY),
            ])
            .Add("lowerBound", "proved lower bound", solution.LowerBound)
            .Add("certified", "certified", solution.Certified);
    }

    /// <summary>The information plane: the curve, the candidates, the optimum, and the line of equal objective through it.</summary>
    public Plot Plane(string title)
    {
        var most = Joint.X.Entropy().Value;
        return new(
            title, "I(x;t) in nats", "I(t;y) in nats",
            [
                PlotSeries.Of("best I(t;y) at each I(x;t)", 0, most, x => problem.InformationY(new(x)).Value),
                PlotSeries.Of(
                    Invariant($"equal H(y|t) + {_beta.Paper} I(x;t)"), 0, most,
                    x => Best.InformationY.Value + _beta.Paper * (x - Best.InformationX.Value), PlotStyle.Thin),
                .. _candidates.Select(c => PlotSeries.Point(c.Name, c.Point.InformationX.Value, c.Point.InformationY.Value)),
                PlotSeries.Point("best", Best.InformationX.Value, Best.InformationY.Value),
            ]);
    }

    private static CommandResult Row(string name, Nats objective, Nats x, Nats y) =>
        new CommandResult()
            .Add("name", "representation", name)
            .Add("objective", "H(y|t) + beta I(x;t)", objective)
            .Add("informationX", "I(x;t)", x)
            .Add("informationY", "I(t;y)", y);
}
