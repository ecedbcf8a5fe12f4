using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>A copy of the built programs whose Theory can be exchanged: what <c>idrop verify</c> and the property tests say of
/// it.</summary>
internal sealed class TrialGround : IDisposable
{
    // Both take seconds; a fault that keeps them busy for so long is not counted as caught.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("idrop-faults-").FullName;

    /// <summary>Copies the folder of the built property tests, which has all programs.</summary>
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

    /// <summary>The assembly to exchange.</summary>
    public string Theory => Path.Combine(_folder, "IDropTheory.dll");

    /// <summary>The names of the checks that fail; "crashed" if there is no answer that can be read.</summary>
    public ImmutableArray<string> Verify(CancellationToken cancellation)
    {
        var (code, output) = Run(["idrop.dll", "verify", "--samples", "100000", "--json"], cancellation);
        if (code is null) return [];
        try
        {
            return
            [
                .. JsonNode.Parse(output)!["checks"]!.AsArray()
                    .Where(check => check!["outcome"]!.GetValue<string>() == Label.Of(Verification.CheckOutcome.Failed))
                    .Select(check => check!["id"]!.GetValue<string>()),
            ];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or NullReferenceException)
        {
            return ["crashed"];
        }
    }

    /// <summary>Whether a class of property tests fails.</summary>
    /// <exception cref="UserError">There is no such class.</exception>
    public bool Fails(string tests, CancellationToken cancellation)
    {
        const int nothingRan = 8;
        var (code, _) = Run(["PropertyTests.dll", "--filter-class", $"*.{tests}", "--stop-on-fail", "on"], cancellation);
        return code != nothingRan
            ? code is not (null or 0)
            : throw new UserError($"{tests} is no class of property tests; correct FaultCatalogue.cs.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // No exit code where it had to be stopped.
    private (int? Code, string Output) Run(string[] arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_folder, arguments[0]), .. arguments[1..]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        using var process = Process.Start(start)!;
        var (output, _) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        if (process.WaitForExit(Limit)) return (process.ExitCode, output.GetAwaiter().GetResult());
        process.Kill(entireProcessTree: true);
        return (null, "");
    }
}
