using IDropTheory.Experiments.Runs;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Cluster;

/// <summary>What the files of runs say about them, in one pass over a folder: of thousands of runs little more than the names of files is
/// read.</summary>
/// <param name="Finished">Runs whose result and measurements are written.</param>
/// <param name="Failed">Runs that failed and that studies leave alone.</param>
/// <param name="Running">Runs that a process carries out.</param>
/// <param name="Waiting">The other runs that were begun.</param>
internal sealed record RunStates(
    int Finished, EquatableArray<(RunFolder Folder, RunFailure Failure)> Failed,
    EquatableArray<(RunFolder Folder, ClaimHolder Holder)> Running, int Waiting)
{
    // A link may lead out of the folder, or round in a circle.
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>All runs.</summary>
    public int All => Finished + Failed.Length + Running.Length + Waiting;

    /// <summary>The runs in a folder or below it; links are not followed.</summary>
    /// <exception cref="UserError">There is no such folder, or a file of a run cannot be read.</exception>
    public static RunStates Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new UserError($"There is no folder {folder}; name the folder of a study or a sweep.");
        var now = new Lazy<DateTime>(() => FolderClock.Now(folder));
        var (finished, waiting) = (0, 0);
        var failed = new List<(RunFolder, RunFailure)>();
        var running = new List<(RunFolder, ClaimHolder)>();
        // The measurements that runs are asked for are mostly the same ones.
        var wanted = new Dictionary<string, string[]>();
        foreach (var (path, files) in Folders(folder))
        {
            var run = new RunFolder(path);
            if (!files.Contains("settings.json")) continue;
            if (files.MaxBy(Claim.NumberOf) is { } claim && Claim.NumberOf(claim) > 0
                && Claim.HolderOf(run.File(claim), () => now.Value) is { } holder) running.Add((run, holder));
            else if (files.Contains("failure.json") && run.ReadFailure() is { IsFinal: true } failure) failed.Add((run, failure));
            else if (files.Contains("result.json") && Wanted(run, files).All(files.Contains)) finished++;
            else waiting++;
        }
        return new(finished, [.. failed], [.. running], waiting);

        string[] Wanted(RunFolder run, HashSet<string> files)
        {
            if (!files.Contains("measurements.json")) return [];
            var file = run.File("measurements.json");
            var text = File.ReadAllText(file);
            return wanted.TryGetValue(text, out var names) ? names
                : wanted[text] = [.. RunJson.Parse<Measurement[]>(text, file).Select(measurement => measurement.FileName)];
        }
    }

    /// <summary>The names of the files of each folder.</summary>
    private static IEnumerable<(string Path, HashSet<string> Files)> Folders(string root)
    {
        // The files of one folder come one after another.
        var (path, files) = ("", new HashSet<string>());
        foreach (var file in Directory.EnumerateFiles(root, "*", WithoutLinks))
        {
            var folder = Path.GetDirectoryName(file)!;
            if (folder != path)
            {
                if (files.Count > 0) yield return (path, files);
                (path, files) = (folder, []);
            }
            files.Add(Path.GetFileName(file));
        }
        if (files.Count > 0) yield return (path, files);
    }
}
