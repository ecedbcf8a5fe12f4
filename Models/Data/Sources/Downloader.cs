using System.Net;
using System.Net.Http.Headers;

namespace IDropTheory.Models;

/// <summary>Downloads published files: it tries mirror after mirror, continues where an earlier attempt stopped, and gives a file its
/// name only after its checksum was verified.</summary>
/// <param name="client">Sends the requests; the caller owns it.</param>
/// <param name="patience">How long a mirror may send nothing before the next one is tried; a minute by default.</param>
public sealed class Downloader(HttpClient client, TimeSpan? patience = null)
{
    private const int Rounds = 2;

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(1);

    /// <summary>Ensures that a data set's files are in the data directory, complete and verified. Published files that exist are left
    /// unchanged; a different file of the same name is renamed, with the first digits of its SHA-256 appended.</summary>
    /// <exception cref="DataException">No mirror delivered a file.</exception>
    public async Task FetchAsync(
        DataSource source, string directory, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var part in source.Parts)
            await FetchAsync(part, directory, progress, cancellation).ConfigureAwait(false);
        if (source.Layouts.IsEmpty) return;
        var layout = source.Layouts[0];
        var folder = Path.Combine(directory, layout.Folder);
        Directory.CreateDirectory(folder);
        foreach (var file in layout.Files)
        {
            var path = layout.Find(directory, file);
            if (path is not null && file.IsPublished(Checksum.OfFile(path))) continue;
            await FetchAsync(file, source, Path.Combine(folder, file.Name), progress, cancellation).ConfigureAwait(false);
        }
    }

    private async Task FetchAsync(
        PublishedFile file, DataSource source, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var failures = new List<string>();
        for (var round = 0; round < Rounds; round++)
            foreach (var mirror in source.Mirrors)
            {
                var address = new Uri(mirror + file.Name);
                try
                {
                    await ReceiveAsync(file, address, path + WholeFile.PartEnding, progress, cancellation).ConfigureAwait(false);
                    Accept(file, path);
                    return;
                }
                catch (Exception e) when (e is HttpRequestException or IOException or DataException
                    || e is OperationCanceledException && !cancellation.IsCancellationRequested)
                {
                    failures.Add(e is OperationCanceledException ? $"{address.Host}: sent nothing for {_patience.TotalSeconds:F0} s"
                        : $"{address.Host}: {e.Message.TrimEnd('.')}");
                }
            }
        throw new DataException($"{source.Name}: {file.Name} could not be fetched ({string.Join("; ", failures.Distinct())}). "
            + $"Without a network, copy the published file (SHA-256 {file.Sha256}) to {path}, or use --dataset {GeneratedDigits.Name}.");
    }

    /// <summary>Appends the missing bytes to the partial file.</summary>
    private async Task ReceiveAsync(
        PublishedFile file, Uri address, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var present = File.Exists(partial) ? new FileInfo(partial).Length : 0;
        if (present > file.Length) present = 0;
        if (present == file.Length) return;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (present > 0) request.Headers.Range = new RangeHeaderValue(present, null);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(_patience);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"HTTP {(int)response.StatusCode}");
        // A mirror that does not know ranges answers 200 and sends the whole file.
        var resumed = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == present;
        if (!resumed && response.StatusCode == HttpStatusCode.PartialContent && present > 0)
            throw new HttpRequestException("the answer starts at another position than requested");
        using var incoming = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var output = new FileStream(partial, resumed ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        for (int read; (read = await incoming.ReadAsync(buffer, silence.Token).ConfigureAwait(false)) > 0;)
        {
            silence.CancelAfter(_patience);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            progress?.Report(new(file.Name, output.Length, file.Length));
            if (output.Length > file.Length) break;
        }
    }

    /// <summary>Gives the partial file its name if it is the published file; deletes it if it is complete but different.</summary>
    private static void Accept(PublishedFile file, string path)
    {
        var partial = path + WholeFile.PartEnding;
        var length = new FileInfo(partial).Length;
        if (length < file.Length) throw new DataException($"ended after {length} of {file.Length} bytes");
        var sha256 = Checksum.OfFile(partial);
        if (sha256 == file.Sha256)
        {
            SetAside(file, path);
            File.Move(partial, path, overwrite: true);
            return;
        }
        File.Delete(partial);
        throw new DataException($"sent another file (SHA-256 {sha256})");
    }

    /// <summary>Renames a file that is not the published one, because it may be the user's own.</summary>
    private static void SetAside(PublishedFile file, string path)
    {
        if (!File.Exists(path)) return;
        var sha256 = Checksum.OfFile(path);
        if (!file.IsPublished(sha256)) File.Move(path, $"{path}.{sha256[..8]}", overwrite: true);
    }
}
