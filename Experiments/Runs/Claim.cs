using System.Text;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>The claim of this process on a folder that several processes share, on one machine or on many; renewed until it is disposed
/// of.</summary>
/// <remarks>Claims are files <c>claim-N.json</c>. One is taken by creating the file of the next number exclusively, which is atomic on
/// local file systems and on NFS. A claim may be taken over when its process is known to have ended, or when it was not renewed for as long
/// as it says. Its age is the difference of two times of change that the file system wrote, so that clocks of machines need not agree.
/// Whoever takes over deletes the older claim first, so that its holder's next check fails, and then what that holder was writing, so that
/// not even a rename between check and end can succeed.</remarks>
internal sealed class Claim : IDisposable
{
    private const string Prefix = "claim-";
    private const string Ending = ".json";

    private readonly string _folder;
    private readonly ClaimHolder _holder;
    private readonly string _file;
    private readonly byte[] _content;
    private readonly Lock _renewing = new();
    private readonly Timer _timer;
    private bool _isOver;

    private Claim(string folder, int number, ClaimHolder holder)
    {
        (_folder, _holder, _file) = (folder, holder, FileOf(folder, number));
        _content = Encoding.UTF8.GetBytes(RunJson.Text(holder));
        using (var file = new FileStream(_file, FileMode.CreateNew, FileAccess.Write, Shared))
        {
            try
            {
                file.Write(_content);
            }
            catch
            {
                File.Delete(_file);
                throw;
            }
        }
        var period = TimeSpan.FromSeconds(holder.StaleAfter / 6);
        _timer = new(_ => Renew(), null, period, period);
    }

    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Claims a folder; null if another claim on it holds.</summary>
    public static Claim? TryTake(string folder)
    {
        var before = Files(folder);
        if (before is [.., var last] && Holds(last.File, () => FolderClock.Now(folder))) return null;
        var number = before is [.., var highest] ? highest.Number + 1 : 1;
        Claim mine;
        try
        {
            mine = new(folder, number, ClaimHolder.Now());
        }
        catch (IOException) when (File.Exists(FileOf(folder, number)))
        {
            return null;
        }
        var isTaken = false;
        try
        {
            return (isTaken = mine.IsNewest()) ? mine : null;
        }
        finally
        {
            if (!isTaken) mine.Dispose();
        }
    }

    /// <summary>Whether no later claim was made meanwhile. Deletes the earlier ones, and then what their holders were writing.</summary>
    private bool IsNewest()
    {
        var all = Files(_folder);
        if (all is not [.. var before, var last] || last.File != _file) return false;
        foreach (var (_, file) in before)
        {
            var holder = Read(file);
            File.Delete(file);
            if (holder is null) continue;
            foreach (var part in Directory.EnumerateFiles(_folder, $"*.{holder.Id}{WholeFile.PartEnding}*"))
                File.Delete(part);
        }
        return true;
    }

    /// <summary>Who claims a folder; null if nobody does, or the claim may be taken over.</summary>
    public static ClaimHolder? HolderOf(string folder) =>
        Files(folder) is [.., var last] ? HolderOf(last.File, () => FolderClock.Now(folder)) : null;

    /// <summary>Who claims a folder, given the file of its newest claim; null if the claim may be taken over.</summary>
    /// <param name="file">The file of the claim.</param>
    /// <param name="now">The time of the file system.</param>
    public static ClaimHolder? HolderOf(string file, Func<DateTime> now) =>
        Holds(file, now) ? Read(file) ?? ClaimHolder.Unknown : null;

    /// <summary>The number of a claim in the name of its file, from 1; 0 if the file is none of a claim.</summary>
    public static int NumberOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)
            && int.TryParse(name[Prefix.Length..^Ending.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 0;
    }

    /// <summary>The temporary name under which this claim writes a file.</summary>
    public string PartOf(string file) => $"{file}.{_holder.Id}{WholeFile.PartEnding}";

    /// <summary>Checks, on the shared folder, that the claim still holds.</summary>
    /// <exception cref="RunTakenException">Another process has taken the folder over.</exception>
    public void Require()
    {
        if (IsMine()) return;
        throw new RunTakenException(
            $"{_folder} was taken over by {HolderOf(_folder)?.Label ?? "another process"}, as this process had not "
            + Invariant($"renewed its claim for {_holder.StaleAfter} s; it writes nothing more there."),
            wasMine: true);
    }

    /// <summary>Checks what the last renewal found: costs nothing.</summary>
    /// <exception cref="RunTakenException">Another process has taken the folder over.</exception>
    public void RequireAtLastRenewal()
    {
        if (Volatile.Read(ref _isOver)) Require();
    }

    public void Dispose()
    {
        lock (_renewing)
        {
            _timer.Dispose();
            try
            {
                if (!_isOver && IsMine()) File.Delete(_file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The file system does not answer: the claim becomes stale.
            }
            _isOver = true;
        }
    }

    // Writing the same bytes again changes the file's time on the file system's own clock.
    private void Renew()
    {
        lock (_renewing)
        {
            if (_isOver) return;
            try
            {
                using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, Shared);
                if (IsMineIn(file))
                {
                    file.Position = 0;
                    file.Write(_content);
                    return;
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was taken over.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The file system may answer again before the claim is stale.
                return;
            }
            _isOver = true;
        }
    }

    private bool IsMine()
    {
        try
        {
            using var file = new FileStream(_file, FileMode.Open, FileAccess.Read, Shared);
            return IsMineIn(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private bool IsMineIn(FileStream file)
    {
        var found = new byte[_content.Length + 1];
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == _content.Length
            && found.AsSpan(0, _content.Length).SequenceEqual(_content);
    }

    private static bool Holds(string file, Func<DateTime> now)
    {
        var holder = Read(file);
        if (holder is { HasEnded: true }) return false;
        try
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, Shared);
            var age = now() - File.GetLastWriteTimeUtc(open.SafeFileHandle);
            return age.TotalSeconds <= (holder?.StaleAfter ?? ClaimHolder.DefaultSeconds);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The content of a claim; null if it is gone, not written yet, or nothing that this program writes.</summary>
    private static ClaimHolder? Read(string file)
    {
        try
        {
            using var open = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, Shared));
            var holder = RunJson.Parse<ClaimHolder>(open.ReadToEnd(), file);
            // It becomes part of the names of files.
            return holder.Id.All(char.IsAsciiHexDigit) ? holder : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UserError)
        {
            return null;
        }
    }

    /// <summary>The claims on a folder, the newest last.</summary>
    private static (int Number, string File)[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, $"{Prefix}*{Ending}").Select(file => (Number: NumberOf(file), File: file))
            .Where(claim => claim.Number > 0).OrderBy(claim => claim.Number),
    ];

    private static string FileOf(string folder, int number) => Path.Combine(folder, Invariant($"{Prefix}{number}{Ending}"));
}
