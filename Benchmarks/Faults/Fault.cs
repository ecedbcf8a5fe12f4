using System.Collections.Immutable;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Faults;

/// <summary>A change of one number or factor of Theory, by about one per cent.</summary>
/// <param name="File">The file, from the folder of the project.</param>
/// <param name="Text">What stands there, once.</param>
/// <param name="Change">What stands there instead.</param>
/// <param name="Tests">Classes of property tests that are tried, the nearest first.</param>
internal sealed record Fault(string File, string Text, string Change, ImmutableArray<string> Tests)
{
    /// <summary>The source with the fault.</summary>
    /// <exception cref="UserError">The text does not occur exactly once.</exception>
    public string Plant(string source)
    {
        var count = source.Split(Text).Length - 1;
        return count == 1
            ? source.Replace(Text, Change, StringComparison.Ordinal)
            : throw new UserError(
                $"Theory/{File} has '{OneLine}' {count} times; a fault needs it once. Correct its text in FaultCatalogue.cs.");
    }

    /// <summary>The text in one line.</summary>
    public string OneLine => string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Whether the file or the text contains some words.</summary>
    public bool Concerns(string words) =>
        File.Contains(words, StringComparison.Ordinal) || Text.Contains(words, StringComparison.Ordinal);
}
