using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Verification.Toys;

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
