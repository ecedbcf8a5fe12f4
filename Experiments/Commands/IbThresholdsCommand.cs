using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib thresholds</c>: finds the betas at which learning begins.</summary>
internal static class IbThresholdsCommand
{
    public static Command Create(Shell shell)
    {
        var joint = new JointOptions();
        var tolerance = NumberOption.WithDefault(
            "--tolerance", "Wanted width of the learnability bracket, in the paper's beta", NumberRange.Positive, 1e-6);
        return shell.Command(
            "thresholds",
            "Where learning begins: below `local` small steps leave the constant, below `learnability` something beats it",
            [.. joint.All, tolerance],
            run =>
            {
                var (p, read) = joint.Read(run);
                var learnability = run.Working(
                    "bounding", _ => Thresholds.Learnability(p, run.Get(tolerance), cancellation: run.Cancellation));
                return new CommandResult()
                    .Add("local", "local", Both(Thresholds.Local(p)))
                    .Add("learnability", "learnability", Both(learnability.Beta))
                    .Add("learnabilityUpperBound", "proved upper bound of it", Both(Beta.FromPaper(learnability.Upper)))
                    .Add("certified", "certified", learnability.Certified)
                    .Add("read", "read", read);
            },
            new() { Examples = ["idrop ib thresholds --joint joint.csv"] });
    }

    private static CommandResult Both(Beta beta) =>
        new CommandResult().Add("paper", "paper", beta.Paper).Add("tishby", "tishby", beta.Tishby);
}
