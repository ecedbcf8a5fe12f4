using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Reproduction.Figures;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop list</c>: lists the figures and tables that `idrop run` reproduces.</summary>
internal static class ListCommand
{
    public static Command Create(Shell shell) =>
        shell.Command("list", "The figures and tables of the paper that `idrop run` reproduces", [], _ =>
        {
            var rows = FigureCatalogue.All.Select(figure => new CommandResult()
                .Add("id", "id", figure.Id)
                .Add("title", "title", figure.Title)
                .Add("claim", null, figure.Claim)
                .Add("presets", "presets", [.. figure.Presets.Select(Label.Of)])).ToArray();
            return CommandResult.List(rows);
        },
            new() { Examples = ["idrop list"] });
}
