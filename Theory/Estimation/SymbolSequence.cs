using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Samples of a discrete variable: one symbol of 0 .. <see cref="Alphabet"/> - 1 for each. Immutable.</summary>
public sealed class SymbolSequence
{
    private readonly ImmutableArray<int> _symbols;

    private SymbolSequence(ImmutableArray<int> symbols, int alphabet) => (_symbols, Alphabet) = (symbols, alphabet);

    /// <summary>Number of samples n.</summary>
    public int Count => _symbols.Length;

    /// <summary>Number of different symbols; each occurs.</summary>
    public int Alphabet { get; }

    /// <summary>The symbol of a sample.</summary>
    public int this[int sample] => _symbols[sample];

    /// <summary>Any integers as symbols, numbered in ascending order.</summary>
    /// <param name="labels">One for each sample, at least one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no samples.</exception>
    public static SymbolSequence Of(ReadOnlySpan<int> labels)
    {
        Require.AtLeast(labels.Length, 1, "the number of samples");
        int[] known = [.. labels.ToArray().Distinct().Order()];
        var symbols = ImmutableArray.CreateBuilder<int>(labels.Length);
        foreach (var label in labels)
            symbols.Add(Array.BinarySearch(known, label));
        return new(symbols.MoveToImmutable(), known.Length);
    }

    /// <summary>Divides numbers into bins, one symbol for each bin that is not empty.</summary>
    /// <remarks>
    /// With <see cref="Binning.EqualMass"/> a number of mean rank r among n (0 to n - 1, equal numbers sharing theirs) falls into bin
    /// floor(bins (r + 1/2) / n): increasing maps change nothing, decreasing ones only reverse the order of the symbols if n is a multiple
    /// of the bins and no numbers are equal.
    /// </remarks>
    /// <param name="values">One finite number for each sample, at least one.</param>
    /// <param name="bins">Number of bins, at least 1.</param>
    /// <param name="binning">How the bins are chosen.</param>
    /// <exception cref="ArgumentOutOfRangeException">No samples, a number that is not finite, or no bins.</exception>
    public static SymbolSequence Bin(ReadOnlySpan<double> values, int bins, Binning binning)
    {
        Require.AtLeast(values.Length, 1, "the number of samples");
        Require.AtLeast(bins, 1);
        for (var i = 0; i < values.Length; i++)
            Require.Finite(values[i], $"sample {i}");
        return Of(binning == Binning.EqualWidth ? EqualWidth(values, bins) : EqualMass(values, bins));
    }

    /// <summary>The entropy of the symbols by an estimator, in nats.</summary>
    public Nats Entropy(EntropyEstimator estimator = EntropyEstimator.PlugIn)
    {
        var counts = new int[Alphabet];
        foreach (var symbol in _symbols)
            counts[symbol]++;
        return new(CountEntropy.Of(counts, Count, estimator));
    }

    /// <summary>The mutual information of two variables sampled together, from their joint frequencies, in nats.</summary>
    /// <param name="other">The other variable: as many samples, in the same order.</param>
    /// <param name="estimator">The estimator of the three entropies in H(x) + H(y) - H(x, y).</param>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    public Nats MutualInformation(SymbolSequence other, EntropyEstimator estimator = EntropyEstimator.PlugIn)
    {
        ArgumentNullException.ThrowIfNull(other);
        Require.SameLength(Count, other.Count, "one sequence of symbols", "the other");
        var counts = new int[Alphabet, other.Alphabet];
        for (var i = 0; i < Count; i++)
            counts[_symbols[i], other._symbols[i]]++;
        if (estimator is EntropyEstimator.Grassberger or EntropyEstimator.ChaoShen)
            return Entropy(estimator) + other.Entropy(estimator) - new Nats(CountEntropy.Of([.. counts.Cast<int>()], Count, estimator));
        // The plug-in information as a divergence, which is never negative; the correction of its three entropies after it.
        var frequencies = Tables.Of(Alphabet, other.Alphabet, (x, y) => (double)counts[x, y] / Count);
        var occupied = counts.Cast<int>().Count(count => count > 0);
        return new JointDistribution(frequencies).MutualInformation()
            + new Nats(CountEntropy.Correction(estimator, Alphabet + other.Alphabet - 1 - occupied, Count));
    }

    /// <summary>The same samples in another order.</summary>
    internal SymbolSequence Reordered(int[] order) => new([.. order.Select(i => _symbols[i])], Alphabet);

    private static int[] EqualMass(ReadOnlySpan<double> values, int bins)
    {
        var n = values.Length;
        int[] order = [.. Enumerable.Range(0, n)];
        var sorted = values.ToArray();
        Array.Sort(sorted, order);
        var result = new int[n];
        for (var first = 0; first < n;)
        {
            var end = first + 1;
            while (end < n && sorted[end] == sorted[first]) end++;
            // (mean rank + 1/2) / n is (first + end) / (2 n): exact in integers.
            var bin = (int)((long)bins * (first + end) / (2L * n));
            for (; first < end; first++)
                result[order[first]] = bin;
        }
        return result;
    }

    private static int[] EqualWidth(ReadOnlySpan<double> values, int bins)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values)
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        var result = new int[values.Length];
        // Halves, so that the width of any finite range is finite.
        var width = high / 2 - low / 2;
        for (var i = 0; i < values.Length && width > 0; i++)
            result[i] = Math.Min((int)((values[i] / 2 - low / 2) / width * bins), bins - 1);
        return result;
    }
}
