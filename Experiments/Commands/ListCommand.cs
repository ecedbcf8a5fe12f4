using System.CommandLine;

namespace IDropTheory.Experiments;

/// <summary><c>idrop list</c>: the figures and tables that can be run.</summary>
internal static class ListCommand
{
    public static Command Create(Shell shell) =>
        shell.Command("list", "The figures and tables of the paper that `idrop run` reproduces", [], _ =>
        {
            var rows = FigureCatalogue.All.Select(figure => new Report()
                .Add("id", "id", figure.Id)
                .Add("title", "title", figure.Title)
                .Add("claim", "the paper's claim", figure.Claim)
                .Add("presets", "presets", [.. figure.Presets.Select(Words.Kebab)])).ToArray();
            return Report.List(rows);
        });
}
