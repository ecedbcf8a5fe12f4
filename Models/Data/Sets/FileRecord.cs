namespace IDropTheory.Models;

/// <summary>A file that data was read from.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Sha256">SHA-256 of the file as it was read, in lower-case hexadecimal.</param>
/// <param name="Verified">True if it is the published file, by its checksum.</param>
public sealed record FileRecord(string Name, string Sha256, bool Verified);
