using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>The folder of one run: what it is, how far it came, and what came out.</summary>
/// <remarks>settings.json is written first and never changes; metrics.jsonl grows by a line per epoch; checkpoint.safetensors is replaced
/// as training goes on;
/// result.json and manifest.json are written when it is finished, failure.json when an attempt failed. measurements.json says what else is
/// asked for, each a file of its own.
/// Every file appears whole.</remarks>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    public string Path { get; } = path;

    public string Checkpoint => File("checkpoint.safetensors");

    /// <summary>The checkpoint before the last one, while a training goes on: what is left if the last one is damaged.</summary>
    public string PreviousCheckpoint => File("checkpoint.previous.safetensors");

    public string Metrics => File("metrics.jsonl");

    public string Result => File("result.json");

    public string Manifest => File("manifest.json");

    private string Settings => File("settings.json");

    private string Measurements => File("measurements.json");

    /// <summary>Where it is written that an attempt failed.</summary>
    internal string Failure => File("failure.json");

    public bool IsBegun => System.IO.File.Exists(Settings);

    /// <summary>Whether the training is over and its result written.</summary>
    public bool IsFinished => System.IO.File.Exists(Result);

    /// <summary>Whether the run is finished and everything measured that is asked for.</summary>
    public bool IsComplete => IsFinished && Unmeasured.Count == 0;

    /// <summary>What is asked for and not measured yet.</summary>
    public IReadOnlyList<Measurement> Unmeasured => [.. Wanted.Where(measurement => !System.IO.File.Exists(File(measurement.FileName)))];

    /// <summary>A folder for a run; an existing one must be of the same settings.</summary>
    /// <exception cref="UserError">The folder holds another run.</exception>
    public static RunFolder Begin(string path, RunSettings settings)
    {
        var run = new RunFolder(path);
        if (run.IsBegun)
        {
            if (run.ReadSettings().Hash != settings.Hash)
                throw new UserError($"{path} holds a run of other settings; name another --out, or continue that run with --resume "
                    + $"{path}.");
            return run;
        }
        Directory.CreateDirectory(path);
        WholeFile.Write(run.Settings, RunJson.Text(settings));
        return run;
    }

    /// <summary>The folder of a run that was begun.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static RunFolder Open(string path)
    {
        var run = new RunFolder(path);
        return run.IsBegun
            ? run
            : throw new UserError($"{path} holds no run (there is no settings.json in it); name the folder that a run was written to.");
    }

    public RunSettings ReadSettings() => RunJson.Read<RunSettings>(Settings);

    public RunResult ReadResult() => RunJson.Read<RunResult>(Result);

    /// <summary>Why the last attempt failed; null if none did, or one succeeded since.</summary>
    public RunFailure? ReadFailure() => System.IO.File.Exists(Failure) ? RunJson.Read<RunFailure>(Failure) : null;

    /// <summary>Whether studies leave the run alone because it failed.</summary>
    public bool IsFailed => ReadFailure() is { IsFinal: true };

    public RunManifest ReadManifest() => RunJson.Read<RunManifest>(Manifest);

    /// <summary>The epochs that are complete, oldest first.</summary>
    public IReadOnlyList<EpochRecord> ReadMetrics() =>
        [.. MetricsLines().Select(line => RunJson.Parse<EpochRecord>(line, Metrics))];

    /// <summary>The epochs that are complete as lines of text, also while a process writes them.</summary>
    internal IEnumerable<string> MetricsLines()
    {
        if (!System.IO.File.Exists(Metrics)) yield break;
        using var lines = new StreamReader(
            new FileStream(Metrics, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (lines.ReadLine() is { } line) yield return line;
    }

    /// <summary>Who carries the run out at the moment; null if nobody does.</summary>
    internal ClaimHolder? Holder => Claim.HolderOf(Path);

    /// <summary>Asks for measurements, beside those that are asked for already.</summary>
    public void Want(IReadOnlyList<Measurement> measurements)
    {
        var before = Wanted;
        var all = before.Union(measurements).ToArray();
        if (all.Length > before.Count) WholeFile.Write(Measurements, RunJson.Text(all));
    }

    /// <summary>Whether the run is finished and measurements can still be taken of it, if they were not.</summary>
    public bool Offers(IReadOnlyList<Measurement> measurements) =>
        IsFinished && (System.IO.File.Exists(Checkpoint)
            || measurements.All(measurement => System.IO.File.Exists(File(measurement.FileName))));

    /// <summary>The outcome of a measurement, or null while it was not taken.</summary>
    public T? ReadMeasured<T>(Measurement<T> measurement)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(measurement);
        var file = File(measurement.FileName);
        return System.IO.File.Exists(file) ? RunJson.Read<T>(file) : null;
    }

    /// <summary>Copies a run from another folder: the same run, asked for by another study.</summary>
    public void CopyFrom(RunFolder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // Under another name until it is whole.
        var part = $"{Path}.{Guid.NewGuid():N}{WholeFile.PartEnding}";
        Directory.CreateDirectory(part);
        foreach (var file in Directory.EnumerateFiles(other.Path).Where(file => !IsPassing(file)))
            System.IO.File.Copy(file, System.IO.Path.Combine(part, System.IO.Path.GetFileName(file)));
        try
        {
            Directory.Move(part, Path);
        }
        catch (IOException) when (Directory.Exists(Path))
        {
            // Another process was faster.
            Directory.Delete(part, recursive: true);
        }
    }

    private static bool IsPassing(string file) =>
        Claim.NumberOf(file) > 0 || file.EndsWith(WholeFile.PartEnding, StringComparison.Ordinal);

    private IReadOnlyList<Measurement> Wanted => System.IO.File.Exists(Measurements)
        ? RunJson.Read<Measurement[]>(Measurements)
        : [];

    /// <summary>The file of the weights.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public string RequireCheckpoint() => System.IO.File.Exists(Checkpoint)
        ? Checkpoint
        : throw new UserError(
            $"{Path} has no checkpoint{(IsFinished ? " any more" : " yet")}; {(IsFinished
                ? "train it again in another folder: `idrop train` keeps the weights without --no-checkpoint, `idrop run` with "
                    + "--keep-checkpoints."
                : $"train it first: `idrop train --resume {Path}`.")}");

    /// <summary>A file of the run.</summary>
    internal string File(string name) => System.IO.Path.Combine(Path, name);
}
