namespace IDropTheory.Experiments.Text;

/// <summary>Counts in words.</summary>
internal static class Plural
{
    /// <summary>A count with its noun, which takes an s: 1 epoch, 2 epochs.</summary>
    public static string Of(int count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
