using MathNet.Numerics.Distributions;

namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>Whether one method's values lie below another's, compared seed by seed (paired t-test, two-sided).</summary>
/// <param name="Mean">Mean of first minus second.</param>
/// <param name="PValue">Probability of so large a difference where there is none; 1 where too few seeds are there to tell.</param>
/// <param name="Pairs">Number of seeds that both have.</param>
internal readonly record struct PairedDifference(double Mean, double PValue, int Pairs)
{
    /// <summary>With fewer seeds the spread between them is not known well enough to call any difference significant.</summary>
    public const int FewestPairs = 3;

    /// <summary>The difference of two methods over the seeds that both have.</summary>
    public static PairedDifference Of(IReadOnlyDictionary<ulong, double> first, IReadOnlyDictionary<ulong, double> second) =>
        Of([.. first.Where(p => second.ContainsKey(p.Key)).Select(p => p.Value - second[p.Key])]);

    /// <summary>The mean of differences, one for each seed.</summary>
    public static PairedDifference Of(ImmutableArray<double> differences)
    {
        if (differences.Length == 0) return new(double.NaN, 1, 0);
        var mean = differences.Average();
        if (differences.Length < FewestPairs) return new(mean, 1, differences.Length);
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        if (variance == 0) return new(mean, mean == 0 ? 1 : 0, differences.Length);
        var t = mean / Math.Sqrt(variance / differences.Length);
        return new(mean, 2 * StudentT.CDF(0, 1, differences.Length - 1, -Math.Abs(t)), differences.Length);
    }

    /// <summary>The test in words: its p-value, or that there are too few seeds for one.</summary>
    public string Test => Pairs < FewestPairs
        ? Pairs switch { 0 => "not tested", 1 => "one seed, not tested", _ => $"{Pairs} seeds, not tested" }
        : Invariant($"p = {PValue:G2}, {Pairs} seeds");

    /// <summary>Significance of several comparisons together (Holm): which of them stand at 5%.</summary>
    public static bool[] Holm(IReadOnlyList<PairedDifference> comparisons, double level = 0.05)
    {
        var stands = new bool[comparisons.Count];
        var rank = 0;
        foreach (var (difference, index) in comparisons.Select((difference, index) => (difference, index))
            .OrderBy(c => c.difference.PValue))
        {
            if (difference.PValue > level / (comparisons.Count - rank++)) break;
            stands[index] = true;
        }
        return stands;
    }
}
