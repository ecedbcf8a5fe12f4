namespace IDropTheory.Experiments.Text;

/// <summary>What a misspelt word may have meant.</summary>
internal static class Suggestion
{
    /// <summary>The known word with the fewest insertions, deletions, substitutions and exchanges of neighbours; null if more than a third
    /// of the letters would change.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (candidate, Distance: Distance(word, candidate))).OrderBy(c => c.Distance).FirstOrDefault();
        return nearest.candidate is { } found && nearest.Distance <= Math.Max(1, found.Length / 3) ? found : null;
    }

    // Optimal string alignment.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                d[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(
                        Math.Min(d[i - 1, j], d[i, j - 1]) + 1,
                        Math.Min(
                            d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1),
                            i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? d[i - 2, j - 2] + 1 : int.MaxValue));
        return d[a.Length, b.Length];
    }
}
