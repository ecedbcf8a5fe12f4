using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary>The tree of all commands.</summary>
internal static class CommandTree
{
    public static RootCommand Root(Shell shell) => shell.Root(
        "Information Dropout (Achille and Soatto 2018) in exact numbers: what the paper states, checked, "
        + "and the tools to compute it yourself.",
        ("Formulas and your own numbers",
        [
            VerifyCommand.Create(shell),
            KlCommand.Create(shell),
            TcCommand.Create(shell),
            MiCommand.Create(shell),
            CheckCommand.Create(shell),
            shell.Family(
                "ib", "The information bottleneck: exact solutions, curves, thresholds",
                IbSolveCommand.Create(shell),
                IbCheckCommand.Create(shell),
                IbPlaneCommand.Create(shell),
                IbCurveCommand.Create(shell),
                IbThresholdsCommand.Create(shell),
                IbGaussianCommand.Create(shell),
                IbRateDistortionCommand.Create(shell)),
            ToyCommand.Create(shell),
        ]),
        ("Networks",
        [
            TrainCommand.Create(shell),
            SweepCommand.Create(shell),
            EvaluateCommand.Create(shell),
            ActivationsCommand.Create(shell),
            ExportCommand.Create(shell),
            ImportCommand.Create(shell),
        ]),
        ("The figures of the paper",
        [
            ListCommand.Create(shell),
            RunCommand.Create(shell),
            StatusCommand.Create(shell),
            ReproduceCommand.Create(shell),
            ReportCommand.Create(shell),
        ]),
        ("This machine",
        [
            ExploreCommand.Create(shell),
            DataCommand.Create(shell),
            DoctorCommand.Create(shell),
        ]));
}
