using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary>The tree of all commands.</summary>
internal static class CommandTree
{
    public static RootCommand Root(Shell shell) => shell.Root(
        "Information Dropout (Achille and Soatto 2018) in exact numbers: what the paper states, checked, "
        + "and the tools to compute it yourself.",
        VerifyCommand.Create(shell),
        KlCommand.Create(shell),
        TcCommand.Create(shell),
        MiCommand.Create(shell),
        new Command("ib", "The information bottleneck: exact solutions, curves, thresholds")
        {
            IbSolveCommand.Create(shell),
            IbCurveCommand.Create(shell),
            IbThresholdsCommand.Create(shell),
            IbGaussianCommand.Create(shell),
            IbRateDistortionCommand.Create(shell),
        },
        ToyCommand.Create(shell),
        TrainCommand.Create(shell),
        SweepCommand.Create(shell),
        EvaluateCommand.Create(shell),
        ExportCommand.Create(shell),
        ListCommand.Create(shell),
        RunCommand.Create(shell),
        ReportCommand.Create(shell),
        ReproduceCommand.Create(shell),
        DataCommand.Create(shell),
        DoctorCommand.Create(shell));
}
