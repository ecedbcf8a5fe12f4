namespace IDropTheory.Models;

/// <summary>Progress of a download.</summary>
/// <param name="File">File name.</param>
/// <param name="Received">Bytes on disk, those of earlier attempts included.</param>
/// <param name="Length">Bytes of the whole file.</param>
public readonly record struct DownloadProgress(string File, long Received, long Length);
