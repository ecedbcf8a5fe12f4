using System.CommandLine;

namespace IDropTheory.Experiments;

/// <summary><c>idrop ib thresholds</c>: from which beta on nothing is learned.</summary>
internal static class IbThresholdsCommand
{
    public static Command Create(Shell shell)
    {
        var joint = FileOption.Joint();
        var tolerance = NumberOption.WithDefault("--tolerance", "Wanted width of the learnability bracket, in the paper's beta", NumberRange.Positive, 1e-6);
        return shell.Command(
            "thresholds",
            "Where learning begins: below `local` small steps leave the constant, below `learnability` something beats it",
            [joint, tolerance],
            run =>
            {
                var p = NumberTable.ReadJoint(run.Get(joint));
                var learnability = run.Working("bounding", _ => Thresholds.Learnability(p, run.Get(tolerance), cancellation: run.Cancellation));
                return new Report()
                    .Add("local", "local", Both(Thresholds.Local(p)))
                    .Add("learnability", "learnability", Both(learnability.Beta))
                    .Add("learnabilityUpperBound", "proved upper bound of it", Both(Beta.FromPaper(learnability.Upper)))
                    .Add("certified", "certified", learnability.Certified);
            });
    }

    private static Report Both(Beta beta) => new Report().Add("paper", "paper", beta.Paper).Add("tishby", "tishby", beta.Tishby);
}
