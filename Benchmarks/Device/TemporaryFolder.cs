namespace IDropTheory.Benchmarks.Device;

/// <summary>A folder for files that nobody needs afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("idrop-device-check-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
