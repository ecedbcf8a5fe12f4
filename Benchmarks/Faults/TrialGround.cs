using System.Diagnostics;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>A copy of the built property tests whose Theory can be exchanged: what they say of it.</summary>
internal sealed class TrialGround : IDisposable
{
    // A class takes seconds; a fault that keeps them busy for so long is not counted as caught.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("idrop-faults-").FullName;

    /// <summary>Copies the folder of the built property tests.</summary>
    /// <exception cref="UserError">They were not built.</exception>
    public TrialGround(string repository)
    {
        var built = Path.Combine(repository, "PropertyTests", "bin", "Release", "net10.0");
        if (!File.Exists(Path.Combine(built, "PropertyTests.dll")))
            throw new UserError($"{built} has no property tests; run dotnet build PropertyTests -c Release first.");
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Exchanges Theory.</summary>
    public void Exchange(byte[] theory) => File.WriteAllBytes(Path.Combine(_folder, "IDropTheory.dll"), theory);

    /// <summary>Whether a class of property tests fails.</summary>
    /// <exception cref="UserError">There is no such class.</exception>
    public bool Fails(string tests, CancellationToken cancellation)
    {
        const int nothingRan = 8;
        var code = Run(["PropertyTests.dll", "--filter-class", $"*.{tests}", "--stop-on-fail", "on"], cancellation);
        return code != nothingRan
            ? code is not (null or 0)
            : throw new UserError($"{tests} is no class of property tests; correct FaultCatalogue.cs.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // No exit code where it had to be stopped.
    private int? Run(string[] arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_folder, arguments[0]), .. arguments[1..]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        using var process = Process.Start(start)!;
        // A full pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        if (process.WaitForExit(Limit)) return process.ExitCode;
        process.Kill(entireProcessTree: true);
        return null;
    }
}
