using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib curve</c>: the most I(t;y) at every I(x;t).</summary>
internal static class IbCurveCommand
{
    public static Command Create(Shell shell)
    {
        var joint = IbOptions.Joint();
        var points = NumberOption.Count(
            "--points", "Trade-offs, equally spaced from beta = 0 to the largest at which anything is learned", 2, 100_000, 21);
        var certify = new Option<bool>("--certify") { Description = "Prove a lower bound at every point (slower)" };
        var tolerance = IbOptions.Tolerance();
        var alphabet = IbOptions.Alphabet();
        var seed = NumberOption.Seed();
        var tables = new TableOptions();
        return shell.Command(
            "curve",
            "The curve of I(t;y) over I(x;t), traced along its slope beta in the paper's convention",
            [joint, points, certify, tolerance, alphabet, seed, .. tables.All],
            run =>
            {
                var table = tables.ReadJoint(run, joint);
                var p = table.ToJoint();
                var options = new BottleneckOptions
                {
                    Alphabet = run.Get(alphabet),
                    Tolerance = run.Get(tolerance),
                    Certify = run.Get(certify),
                    Key = RandomKey.FromSeed(run.Get(seed)),
                };
                var curve = run.Working("tracing", _ => BottleneckCurve.Trace(p, run.Get(points), options, run.Cancellation));
                return new CommandResult()
                    .Add("mutualInformation", "I(x;y)", p.MutualInformation())
                    .Add("entropyX", "H(x)", p.X.Entropy())
                    .Add("points", "points", [.. curve.Solutions.Select(s => Row(s, options.Certify))])
                    .Add("read", "read", TableOptions.Describe(table.Shape));
            });
    }

    private static CommandResult Row(BottleneckSolution solution, bool certify)
    {
        var row = new CommandResult()
            .Add("beta", "beta", solution.Beta.Paper)
            .Add("informationX", "I(x;t)", solution.InformationX)
            .Add("informationY", "I(t;y)", solution.InformationY)
            .Add("objective", "H(y|t) + beta I(x;t)", solution.Objective)
            .Add("residual", "residual", solution.Residual);
        return certify ? row.Add("lowerBound", "proved bound", solution.LowerBound).Add("certified", "certified", solution.Certified) : row;
    }
}
