using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Page;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop report</c>: writes one page about everything in a folder of results.</summary>
internal static class ReportCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of results; studies may lie anywhere in it" };
        var output = PathOption.Optional("--out", $"Where to write the page (default: {ReportPage.Name} in that folder)");
        return shell.Command(
            "report",
            "Write one HTML page that works offline: the paper's claims beside what was measured; reads files and never trains",
            [folder, output],
            run => ReportPage.Write(new(run.Get(folder)), run.Get(output) ?? Path.Combine(run.Get(folder), ReportPage.Name)),
            new() { Examples = ["idrop report results"] });
    }
}
