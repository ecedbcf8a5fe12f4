using System.Reflection;
using System.Runtime.InteropServices;

namespace IDropTheory.Experiments.Runs;

/// <summary>Where a result comes from.</summary>
/// <param name="Commit">Commit of the program, from its version; "unknown" when built outside of a repository.</param>
/// <param name="Versions">Versions of the program and the libraries that compute.</param>
/// <param name="System">Operating system and processor.</param>
/// <param name="Threads">Threads that the training used; its last bits depend on them.</param>
/// <param name="Device">Where tensors were.</param>
/// <param name="LinearAlgebra">Which code did MathNet's linear algebra; null if an older file does not contain it.</param>
/// <param name="Data">Where the images come from, with checksums.</param>
/// <param name="Finished">When the run was finished, UTC.</param>
public sealed record RunManifest(
    string Commit, ImmutableSortedDictionary<string, string> Versions, string System, int Threads, string Device, string? LinearAlgebra,
    Provenance Data, DateTime Finished)
{
    public static RunManifest Now(Provenance data, string device) => new(
        Program.Split('+') is [_, var commit] ? commit : "unknown",
        new[] { typeof(RunManifest), typeof(Nats), typeof(Mlp), typeof(TorchSharp.torch), typeof(MathNet.Numerics.Control) }
            .Select(type => type.Assembly.GetName())
            .Append(new AssemblyName("dotnet") { Version = Environment.Version })
            .ToImmutableSortedDictionary(name => name.Name!, name => name.Version!.ToString()),
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors",
        TorchSharp.torch.get_num_threads(),
        device,
        LinearAlgebraProvider.Use(),
        data,
        DateTime.UtcNow);

    /// <summary>The version of the program; the build appends +commit.</summary>
    internal static string Program =>
        typeof(RunManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Whether all members are equal, the versions one by one.</summary>
    public bool Equals(RunManifest? other) =>
        other is not null && Versions.SequenceEqual(other.Versions)
        && (Commit, System, Threads, Device, LinearAlgebra, Data, Finished)
            .Equals((other.Commit, other.System, other.Threads, other.Device, other.LinearAlgebra, other.Data, other.Finished));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Commit, Versions.Count, Data, Finished);
}
