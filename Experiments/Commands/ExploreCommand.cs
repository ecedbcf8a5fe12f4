using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Page;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop explore</c>: serves the explorer, a page that a build has published, to the browsers of this machine.</summary>
internal static class ExploreCommand
{
    // Where the command that the refusal names puts the page, seen from the repository.
    private const string Published = "artifacts/explorer";

    public static Command Create(Shell shell)
    {
        var folder = PathOption.WithDefault("--folder", "Folder of the published page", "dir", Published);
        var port = NumberOption.Count("--port", "Port of this machine; 0 takes a free one", 0, 65535, 5417);
        return shell.Command(
            "explore",
            "Serve the explorer, the theory as a page, to the browsers of this machine until Ctrl-C",
            [folder, port],
            run =>
            {
                using var server = new PageServer(Page(run.Get(folder)), run.Get(port));
                run.Note($"The explorer is at {server.Address} for this machine alone; Ctrl-C ends.");
                server.Run(run.Cancellation);
                return new CommandResult().Add("address", "was at", server.Address);
            },
            new() { Examples = ["idrop explore", "idrop explore --folder site --port 8080"] });
    }

    /// <summary>The folder that holds the page's index: the named one, or the one that publishing makes in it.</summary>
    private static string Page(string folder) =>
        new[] { folder, Path.Combine(folder, "wwwroot") }.FirstOrDefault(f => File.Exists(Path.Combine(f, "index.html")))
        ?? throw new UserError(
            $"--folder: {Quoted.Text(folder)} has no index.html; build the page in the repository with"
            + $" dotnet publish docs/explorer -c Release -o {Published}, or name its folder.");
}
