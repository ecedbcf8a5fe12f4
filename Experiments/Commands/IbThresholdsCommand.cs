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
        var effort = new ProofEffort();
        return shell.Command(
            "thresholds",
            "Where learning begins: below `local` small steps leave the constant, below `learnability` something beats it",
            [.. joint.All, tolerance, .. effort.All],
            run =>
            {
                var (p, read) = joint.Read(run);
                var local = Thresholds.Local(p);
                var learnability = effort.Within(run, (cells, stop) => run.Working(
                    $"local threshold {Numbers.Sentence(local.Paper)}, now looking for that of learnability", say =>
                    {
                        LearnabilityThreshold? last = null;
                        foreach (var interval in Thresholds.ImproveLearnability(p, run.Get(tolerance), cells, stop))
                        {
                            last = interval;
                            say($"local threshold {Numbers.Sentence(local.Paper)}, that of learnability from "
                                + $"{Numbers.Sentence(interval.Beta.Paper)} to {Numbers.Sentence(interval.Upper)}, Ctrl-C ends");
                        }
                        return last!;
                    }));
                return effort.Describe(run, new CommandResult { ExitCode = run.ExitCode }
                    .Add("local", "local", Both(local))
                    .Add("learnability", "learnability", Both(learnability.Beta))
                    .Add("learnabilityUpperBound", "proved upper bound of it", Both(Beta.FromPaper(learnability.Upper)))
                    .Add("certified", "certified", learnability.Certified)
                    .Add("read", "read", read));
            },
            new() { Examples = ["idrop ib thresholds --joint joint.csv"] });
    }

    private static CommandResult Both(Beta beta) =>
        new CommandResult().Add("paper", "paper", beta.Paper).Add("tishby", "tishby", beta.Tishby);
}
