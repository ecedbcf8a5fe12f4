using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib check</c>: checks a proof that <c>ib solve --proof</c> has written.</summary>
internal static class IbCheckCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("proof") { Description = "File that ib solve --proof has written" };
        return shell.Command(
            "check",
            "Check a proof of ib solve in interval arithmetic, without the search that found it; exit code 1 if it is refused",
            [file],
            run =>
            {
                var proof = ProofFile.Read(run.Get(file));
                var check = run.Working("checking", _ => BottleneckProofChecker.Check(proof, run.Cancellation));
                return new CommandResult { ExitCode = check.IsAccepted ? ExitCode.Success : ExitCode.CheckFailed }
                    .Add("accepted", "accepted", check.IsAccepted)
                    .Add("refusal", "refused because", check.Refusal)
                    .Add("beta", "beta", proof.Beta)
                    .Add("symbols", "symbols of x and y", [proof.Masses.Length, proof.Masses.IsEmpty ? 0 : proof.Masses[0].Length])
                    .Add("objective", null, proof.Objective)
                    .Add("lowerBound", null, proof.LowerBound)
                    .Add(
                        "optimum", check.IsAccepted ? "the optimum is in" : null,
                        check.IsAccepted ? Interval.Between(proof.LowerBound.Value, proof.Objective.Value) : Interval.Everything)
                    .Add("gap", "the encoder's distance to it, at most", proof.Gap)
                    .Add("cells", "cells", proof.Cells);
            },
            new() { Examples = ["idrop ib check proof.json"] });
    }
}
