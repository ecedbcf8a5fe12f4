using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Toys;

/// <summary>Fig. 5 without networks: two dependent bits are reconstructed from two bits that should be independent, eq. (8).</summary>
internal static class DisentangleToy
{
    private static readonly ImmutableArray<double> Gammas =
        [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95, 1.2, 1.5, 2, 3, 5, 10];
    private static readonly ImmutableArray<double> Betas = [0, 0.3, 0.6];

    public static ToyProblem Problem { get; } = new(
        "disentangle", "Two dependent bits told by two bits that should be independent (Fig. 5)",
        [
            ToyParameter.Probability(
                "both", "P(both bits are one)", "Probability that both bits are one; the other pairs are equally likely", 0.05),
        ],
        (v, result, cancellation) => Solve(v[0], result, cancellation));

    private static (CommandResult Result, Plot Plot, string Sentence) Solve(
        double both, CommandResult result, CancellationToken cancellation)
    {
        var rest = (1 - both) / 3;
        var bits = JointDistribution.Of(new FiniteDistribution(rest, rest, rest, both), Channel.Identity(4));
        var copy = FactorialPoint.Of(bits, Channel.Identity(4), 2, 2);
        FactorialSolution At(double beta, double gamma) => FactorialBottleneck.Solve(
            bits, [2, 2], Beta.FromPaper(beta), gamma, new() { Restarts = 3 }, cancellation);
        var planes = Betas
            .Select(beta => (Name: Invariant($"beta = {beta}"), Codes: Gammas.Select(gamma => At(beta, gamma)).ToList())).ToList();
        // From beta = 1 on nothing is kept, whatever gamma is.
        var diagonal = Gammas.Where(gamma => gamma < 1).Select(gamma => At(gamma, gamma)).ToList();
        result
            .Add("copy", "total correlation of a copy", copy.TotalCorrelation)
            .Add("diagonal", "gamma = beta (Proposition 1)", [.. diagonal.Select(Row)])
            .Add("planes", "gamma apart from beta", [.. planes.SelectMany(plane => plane.Codes).Select(Row)]);
        PlotSeries Line(string name, IReadOnlyList<FactorialSolution> codes) => new(
            name, PlotStyle.Measured, [.. codes.Select(c => c.Gamma)], [.. codes.Select(c => c.Point.TotalCorrelation.Value)]);
        var plot = new Plot(
            Invariant($"Two bits, both one with probability {both}"), "gamma", "total correlation of the code in nats",
            [.. planes.Select(plane => Line(plane.Name, plane.Codes)), Line("beta = gamma", diagonal)])
        { LogX = true, FromZero = true };
        var last = diagonal[^1];
        return (result, plot, copy.TotalCorrelation.Value < 1e-9
            ? "The bits are independent as they are, so that independence costs nothing."
            : $"A copy of the bits has a total correlation of {InformationUnits.Sentence(copy.TotalCorrelation)}; at gamma = beta = "
                + $"{Numbers.Sentence(last.Gamma)} the best code found has {Small(last.Point.TotalCorrelation)}, and pays "
                + $"with an error of {Numbers.Sentence(100 * Error(last))}% where "
                + $"{Numbers.Sentence(100 * Error(diagonal[0]))}% is possible.");
    }

    private static string Small(Nats amount) =>
        amount.Value < 1e-4 ? "less than 0.0001 nats" : InformationUnits.Sentence(amount);

    // How often the likeliest x of a code is not the one.
    private static double Error(FactorialSolution solution)
    {
        var code = solution.Point.Code;
        return Math.Max(0, 1 - Enumerable.Range(0, code.Z.Count)
            .Sum(z => Enumerable.Range(0, code.X.Count).Max(x => code.X[x] * code.ZGivenX[x, z])));
    }

    private static CommandResult Row(FactorialSolution solution) =>
        new CommandResult()
            .Add("beta", "beta", solution.Beta.Paper)
            .Add("gamma", "gamma", solution.Gamma)
            .Add("totalCorrelation", "TC(z)", solution.Point.TotalCorrelation)
            .Add("informationX", "I(x;z)", solution.Point.InformationX)
            .Add("error", "error of x", Error(solution))
            .Add("objective", "objective", solution.Objective)
            .Add("lowerBound", "bound", solution.LowerBound);
}
