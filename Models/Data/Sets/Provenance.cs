using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>Where images come from; a run's manifest repeats it.</summary>
/// <param name="Source">The data set, and how it was changed.</param>
/// <param name="Files">Every file that was read; empty for generated images.</param>
/// <param name="Remarks">Facts that a reader of results must know, for instance that files are not the published ones.</param>
public sealed record Provenance(string Source, ImmutableArray<FileRecord> Files, ImmutableArray<string> Remarks)
{
    /// <summary>The provenance of generated images.</summary>
    public static Provenance Generated(string source) => new(source, [], []);

    /// <summary>True if every file is the published one.</summary>
    public bool Verified => Files.All(file => file.Verified);

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(Provenance? other) =>
        other is not null && Source == other.Source && Files.AsSpan().SequenceEqual(other.Files.AsSpan())
        && Remarks.AsSpan().SequenceEqual(other.Remarks.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Files.AsSpan().Length, Remarks.AsSpan().Length);

    /// <summary>The provenance of images made from these.</summary>
    public Provenance Then(string step) => this with { Source = $"{Source}; {step}" };

    /// <summary>The provenance of images made from these and others.</summary>
    public Provenance With(Provenance other, string step)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new($"{Source} with {other.Source}; {step}", [.. Files.Union(other.Files)], [.. Remarks.Union(other.Remarks)]);
    }
}
