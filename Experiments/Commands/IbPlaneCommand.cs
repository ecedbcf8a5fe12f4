using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib plane</c>: the best representation by a product alphabet, eqs. (4) and (8).</summary>
internal static class IbPlaneCommand
{
    public static Command Create(Shell shell)
    {
        var joint = new JointOptions();
        var sizes = NumberOption.Counts(
            "--components", "Number of symbols of each component of z", 1, FactorialBottleneck.MaxSymbols, 2, 2);
        var beta = NumberOption.Required("--beta", "Weight of I(x;z)", NumberRange.NonNegativeOrInfinite);
        var gamma = NumberOption.Optional(
            "--gamma", "Weight of TC(z); that of I(x;z) if not given (Proposition 1)", NumberRange.NonNegative);
        var reconstruct = new Option<bool>("--reconstruct")
        {
            Description = "The task is x itself, eq. (8): only p(x) of the joint counts",
        };
        var tolerance = IbOptions.Tolerance();
        var seed = NumberOption.Seed();
        return shell.Command(
            "plane",
            "An encoder p(z|x) into several components of low H(y|z) + beta I(x;z) + gamma TC(z), eq. (4), with a lower bound",
            [.. joint.All, sizes, beta, gamma, reconstruct, tolerance, seed],
            run =>
            {
                var (p, read) = joint.Read(run);
                if (run.Get(reconstruct)) p = JointDistribution.Of(p.X, Channel.Identity(p.CountX));
                var weight = run.Get(gamma) ?? (double.IsFinite(run.Get(beta)) ? run.Get(beta) : 0);
                var options = new FactorialOptions { Tolerance = run.Get(tolerance), Key = RandomKey.FromSeed(run.Get(seed)) };
                return Result(run.Working("solving", _ => FactorialBottleneck.Solve(
                    p, run.Get(sizes), Beta.FromPaper(run.Get(beta)), weight, options, run.Cancellation))).Add("read", "read", read);
            },
            new()
            {
                Examples =
                [
                    "idrop ib plane --joint joint.csv --beta 0.1 --components 2 2 2",
                    "idrop ib plane --joint joint.csv --beta 0 --gamma 1 --reconstruct",
                ],
            });
    }

    private static CommandResult Result(FactorialSolution solution) =>
        new CommandResult()
            .Add("beta", "beta", solution.Beta.Paper)
            .Add("gamma", "gamma", solution.Gamma)
            .Add("objective", "objective, a local optimum", solution.Objective)
            .Add("lowerBound", "lower bound for every encoder", solution.LowerBound)
            .Add("gap", "gap: what independence may cost at most", solution.Gap)
            .Add("certified", "certified", solution.Certified)
            .Add("conditionalEntropyY", "H(y|z)", solution.Point.ConditionalEntropyY)
            .Add("informationX", "I(x;z)", solution.Point.InformationX)
            .Add("informationY", "I(z;y)", solution.Point.InformationY)
            .Add("totalCorrelation", "TC(z)", solution.Point.TotalCorrelation)
            .Add(
                "components", "symbols of the components",
                (IReadOnlyList<double>)[.. solution.Point.Code.Sizes.Select(size => (double)size)])
            .Add("encoder", "p(z|x), the last component fastest", Tables.Of(solution.Point.Code.ZGivenX))
            .Add("iterations", "iterations", solution.Iterations)
            .Add("residual", "stationarity residual", solution.Residual);
}
