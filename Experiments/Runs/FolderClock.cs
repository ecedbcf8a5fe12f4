namespace IDropTheory.Experiments.Runs;

/// <summary>The clock of the file system that a folder lies on, which all machines that share it agree on.</summary>
internal static class FolderClock
{
    /// <summary>The time that a file created now in a folder gets, UTC; where nothing may be written, the time of this machine.</summary>
    public static DateTime Now(string folder)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(folder, $"clock.{Guid.NewGuid():N}{WholeFile.PartEnding}"), FileMode.CreateNew, FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.DeleteOnClose);
            return File.GetLastWriteTimeUtc(file.SafeFileHandle);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return DateTime.UtcNow;
        }
    }
}
