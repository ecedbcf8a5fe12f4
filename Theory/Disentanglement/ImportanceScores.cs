using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Disentanglement and completeness of a code, from how important each component is to each factor.</summary>
/// <remarks>
/// Eastwood and Williams, "A framework for the quantitative evaluation of disentangled representations" (2018). With R_jk &gt;= 0 the
/// importance of component j to factor k, of d components and K factors: component j is disentangled by 1 - H(R_j. / sum R_j.) / log K,
/// factor k completely coded by 1 - H(R_.k / sum R_.k) / log d. Components are averaged by their share of all importance, so that dead ones
/// do not count; factors equally. The caller chooses the source of the importances: <see cref="LinearDci"/> takes sparse linear models,
/// others take boosted trees. Scores of different sources are not comparable.
/// </remarks>
/// <example>
/// <code>
/// var scores = new ImportanceScores(new[,] { { 1.0, 0.0 }, { 0.0, 1.0 }, { 0.5, 0.5 } });
/// double disentanglement = scores.Disentanglement; // 2/3: the last component serves both factors
/// </code>
/// </example>
public sealed class ImportanceScores
{
    /// <summary>The scores of a matrix of importances.</summary>
    /// <param name="importance">d x K with d, K &gt;= 2, each finite and &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An importance is negative or not finite, or d or K is less than 2.</exception>
    public ImportanceScores(double[,] importance)
    {
        ArgumentNullException.ThrowIfNull(importance);
        var d = Require.AtLeast(importance.GetLength(0), 2, "the number of components");
        var factors = Require.AtLeast(importance.GetLength(1), 2, "the number of factors");
        for (var j = 0; j < d; j++)
            for (var k = 0; k < factors; k++)
                Require.NonNegative(importance[j, k], $"importance[{j}, {k}]");
        var rows = Enumerable.Range(0, d).Select(j => Enumerable.Range(0, factors).Select(k => importance[j, k]).ToArray()).ToArray();
        var columns = Enumerable.Range(0, factors).Select(k => Array.ConvertAll(rows, row => row[k])).ToArray();
        ComponentDisentanglement = [.. rows.Select(Concentration)];
        FactorCompleteness = [.. columns.Select(Concentration)];
        var total = rows.Sum(row => row.Sum());
        ComponentWeights = [.. rows.Select(row => total > 0 ? row.Sum() / total : 0)];
    }

    /// <summary>How far each component is important to one factor alone, from 0 to 1; 0 for a component without any importance.</summary>
    public ImmutableArray<double> ComponentDisentanglement { get; }

    /// <summary>Each component's share of all importance.</summary>
    public ImmutableArray<double> ComponentWeights { get; }

    /// <summary>How far one component alone is important to each factor, from 0 to 1; 0 for a factor to which no component is
    /// important.</summary>
    public ImmutableArray<double> FactorCompleteness { get; }

    /// <summary>D: the mean disentanglement, components weighted by importance; 0 if nothing is important.</summary>
    public double Disentanglement => ComponentDisentanglement.Zip(ComponentWeights, (score, weight) => score * weight).Sum();

    /// <summary>C: the mean completeness, factors weighted alike.</summary>
    public double Completeness => FactorCompleteness.Average();

    private static double Concentration(double[] importance)
    {
        // Divided by the largest first: a sum of huge numbers would not be finite.
        var largest = importance.Max();
        if (largest == 0) return 0;
        var relative = Array.ConvertAll(importance, v => v / largest);
        var sum = relative.Sum();
        return Math.Max(0, 1 - FiniteInformation.Entropy(Array.ConvertAll(relative, v => v / sum)) / Math.Log(importance.Length));
    }
}
