using System.Text;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>A run that this process has. All that is written of a training goes through it, and nothing once another process has taken the
/// run over.</summary>
internal sealed class ClaimedRun : IDisposable
{
    private readonly Claim _claim;
    private FileStream? _metrics;

    private ClaimedRun(RunFolder folder, Claim claim) => (Folder, _claim) = (folder, claim);

    /// <summary>The folder, to read.</summary>
    public RunFolder Folder { get; }

    /// <summary>Claims a run; null if another process has it.</summary>
    public static ClaimedRun? TryTake(RunFolder folder) => Claim.TryTake(folder.Path) is { } claim ? new(folder, claim) : null;

    /// <summary>Claims a run.</summary>
    /// <exception cref="RunTakenException">Another process has it.</exception>
    public static ClaimedRun Take(RunFolder folder) => TryTake(folder)
        ?? throw new RunTakenException(
            $"{folder.Path} is being trained by another process ({folder.Holder?.Label ?? "it has just ended"}); wait for it or stop it.",
            wasMine: false);

    /// <summary>Checks what the last renewal of the claim found: costs nothing.</summary>
    /// <exception cref="RunTakenException">Another process has taken the run over.</exception>
    public void RequireAtLastRenewal() => _claim.RequireAtLastRenewal();

    /// <summary>Replaces the checkpoint and keeps the one before it.</summary>
    /// <param name="save">Writes a checkpoint to a file of the given name.</param>
    /// <exception cref="RunTakenException">Another process has taken the run over.</exception>
    public void WriteCheckpoint(Action<string> save) => Guarded(() =>
    {
        var next = _claim.PartOf(Folder.Checkpoint);
        try
        {
            save(next);
            _claim.Require();
            // The old file gets its second name before the new one takes its place: there is a checkpoint at every moment.
            if (File.Exists(Folder.Checkpoint)) File.Replace(next, Folder.Checkpoint, Folder.PreviousCheckpoint);
            else File.Move(next, Folder.Checkpoint);
        }
        finally
        {
            File.Delete(next);
        }
    });

    /// <summary>Keeps only the epochs that a checkpoint knows of, as those after it are trained again, and writes on from there.</summary>
    /// <remarks>The file is a new one, which stays open: a process that lost the run has only the old one in its hands.</remarks>
    public void BeginMetrics(int epochs)
    {
        Write(Folder.Metrics, string.Concat(Folder.MetricsLines().Take(epochs).Select(line => line + "\n")));
        _metrics = new(Folder.Metrics, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Adds an epoch.</summary>
    public void Append(EpochRecord record) => _metrics!.Write(Encoding.UTF8.GetBytes(RunJson.Line(record) + "\n"));

    /// <summary>Writes what came out. The result comes last: it is what marks the run as finished.</summary>
    public void Finish(RunManifest manifest, RunResult result)
    {
        Write(Folder.Manifest, RunJson.Text(manifest));
        Write(Folder.Result, RunJson.Text(result));
    }

    /// <summary>Writes the outcome of a measurement.</summary>
    public void WriteMeasured(Measurement measurement, string outcome) => Write(Folder.File(measurement.FileName), outcome);

    /// <summary>Records that an attempt failed.</summary>
    /// <param name="message">The reason.</param>
    /// <param name="diverged">Whether the training diverged.</param>
    public void Fail(string message, bool diverged) =>
        Write(Folder.Failure, RunJson.Text(RunFailure.After(Folder.ReadFailure(), message, diverged)));

    /// <summary>Forgets that attempts failed.</summary>
    public void ForgetFailure() => Delete(Folder.Failure);

    /// <summary>Deletes the checkpoint before the last one of a run that is finished, and the last one too unless it is kept.</summary>
    public void DeleteCheckpoints(bool keepLast)
    {
        Delete(Folder.PreviousCheckpoint);
        if (!keepLast) Delete(Folder.Checkpoint);
    }

    /// <summary>Renames the checkpoints of an unfinished training that cannot be continued from them, so that the training starts from its
    /// beginning and nothing is deleted.</summary>
    public void SetCheckpointAside()
    {
        if (Folder.IsFinished) return;
        Rename(Folder.Checkpoint, Folder.File("refused.safetensors"));
        Rename(Folder.PreviousCheckpoint, Folder.File("refused.previous.safetensors"));
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _claim.Dispose();
    }

    private void Write(string file, string text) => Guarded(() => WholeFile.Write(
        file, stream => stream.Write(Encoding.UTF8.GetBytes(text)), _claim.PartOf(file), _claim.Require));

    private void Delete(string file)
    {
        if (!File.Exists(file)) return;
        _claim.Require();
        File.Delete(file);
    }

    private void Rename(string from, string to)
    {
        if (!File.Exists(from)) return;
        _claim.Require();
        File.Move(from, to, overwrite: true);
    }

    // Who takes a run over deletes what its last holder was writing.
    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            _claim.Require();
            throw;
        }
    }
}
