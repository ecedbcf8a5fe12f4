using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Toys;

/// <summary>Independent component analysis as eq. (8) at beta = 0: independent bits, mixed by an exclusive or, are found again.</summary>
internal static class IcaToy
{
    public static ToyProblem Problem { get; } = new(
        "ica", "Two independent bits, mixed and found again: eq. (8) at beta = 0 (section 7)",
        [
            ToyParameter.Probability("first", "P(first bit is one)", "Probability that the first bit is one", 0.3),
            ToyParameter.Probability("second", "P(second bit is one)", "Probability that the second bit is one", 0.15),
            new("gamma", "gamma", "Weight of the total correlation", NumberRange.Positive, 1),
        ],
        (v, result, cancellation) => Solve(v[0], v[1], v[2], result, cancellation));

    private static (CommandResult Result, Plot Plot, string Sentence) Solve(
        double first, double second, double gamma, CommandResult result, CancellationToken cancellation)
    {
        FactorialSolution Separate(double p) => FactorialBottleneck.Solve(
            Mixture(first, p), [2, 2], Beta.FromPaper(0), gamma, cancellation: cancellation);
        var found = Separate(second);
        var copy = Copy(first, second);
        var causes = new[] { ("first", 0, first), ("second", 1, second) }
            .Select(c => (Name: c.Item1, Entropy: FiniteDistribution.Bernoulli(c.Item3).Entropy(), Told: Told(found.Point.Code, c.Item2)))
            .ToList();
        result
            .Add("codes", "codes", [Row("copy of x", copy, gamma), Row("found", found.Point, gamma)])
            .Add("lowerBound", "lower bound of the objective", found.LowerBound)
            .Add("certified", "certified", found.Certified)
            .Add("causes", "causes", [
                .. causes.Select(c => new CommandResult()
                    .Add("cause", "bit", c.Name)
                    .Add("entropy", "its entropy", c.Entropy)
                    .Add("told", "told by one component", c.Told)),
            ]);
        double[] grid = [.. Enumerable.Range(0, 11).Select(k => 0.05 * k)];
        var plot = new Plot(
            Invariant($"x = (a, a xor b) of independent bits, P(a) = {first}"), "P(b)", "total correlation in nats",
            PlotSeries.Of("of x", 0, 0.5, p => Copy(first, p).TotalCorrelation.Value),
            new PlotSeries(
                "of the code found at beta = 0", PlotStyle.Measured, grid, [.. grid.Select(p => Separate(p).Point.TotalCorrelation.Value)]))
        { FromZero = true };
        return (
            result, plot,
            $"The bits of x share {InformationUnits.Sentence(copy.TotalCorrelation)}, though independent bits made them; "
            + (found.Certified
                ? "the code found has independent components that tell all of x: the bits that made it."
                : $"the code found shares {InformationUnits.Sentence(found.Point.TotalCorrelation)} and leaves "
                    + $"{InformationUnits.Sentence(found.Point.ConditionalEntropyY)} of x open."));
    }

    // x = 2 a + (a xor b); the task is x itself.
    private static JointDistribution Mixture(double first, double second)
    {
        var (a, b) = (FiniteDistribution.Bernoulli(first), FiniteDistribution.Bernoulli(second));
        return JointDistribution.Of(
            new FiniteDistribution(a[0] * b[0], a[0] * b[1], a[1] * b[1], a[1] * b[0]), Channel.Identity(4));
    }

    private static FactorialPoint Copy(double first, double second) =>
        FactorialPoint.Of(Mixture(first, second), Channel.Identity(4), 2, 2);

    /// <summary>The most that one component tells of a cause.</summary>
    private static Nats Told(FiniteRepresentation code, int cause)
    {
        int Cause(int x) => cause == 0 ? x >> 1 : (x >> 1) ^ (x & 1);
        JointDistribution Of(int component) => new(Tables.Of(2, 2, (s, v) =>
            (from x in Enumerable.Range(0, 4)
             from z in Enumerable.Range(0, 4)
             where Cause(x) == s && code.Component(z, component) == v
             select code.X[x] * code.ZGivenX[x, z]).Sum()));
        return new[] { 0, 1 }.Max(component => Of(component).MutualInformation());
    }

    private static CommandResult Row(string name, FactorialPoint point, double gamma) =>
        new CommandResult()
            .Add("name", "code", name)
            .Add("totalCorrelation", "TC(z)", point.TotalCorrelation)
            .Add("conditionalEntropy", "H(x|z)", point.ConditionalEntropyY)
            .Add("objective", "H(x|z) + gamma TC(z)", point.Objective(Beta.FromPaper(0), gamma));
}
