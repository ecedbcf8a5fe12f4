using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A mutual information gap, and its distribution when the factors are shuffled so that they are independent of the
/// code.</summary>
/// <remarks>All factors are shuffled alike, which keeps the dependence among the factors and among the components.</remarks>
public sealed class MutualInformationGapNull
{
    private MutualInformationGapNull(
        MutualInformationGap value,
        double nullMean,
        double nullStandardDeviation,
        ImmutableArray<double> nullGaps,
        double pValue,
        int shuffles)
    {
        (Value, NullMean, NullStandardDeviation) = (value, nullMean, nullStandardDeviation);
        (NullGaps, PValue, Shuffles) = (nullGaps, pValue, shuffles);
    }

    /// <summary>The gap as measured.</summary>
    public MutualInformationGap Value { get; }

    /// <summary>Mean of <see cref="MutualInformationGap.Mean"/> over shuffles: the gap of an independent code.</summary>
    public double NullMean { get; }

    /// <summary>Standard deviation of <see cref="MutualInformationGap.Mean"/> over shuffles.</summary>
    public double NullStandardDeviation { get; }

    /// <summary>Mean gap of each factor over shuffles.</summary>
    public ImmutableArray<double> NullGaps { get; }

    /// <summary>(1 + number of shuffles that reach the mean gap) / (1 + number of shuffles): a valid p-value of independence.</summary>
    public double PValue { get; }

    /// <summary>Number of shuffles.</summary>
    public int Shuffles { get; }

    /// <summary>Measures the gap of a code, and its distribution under shuffles of the factors.</summary>
    /// <param name="codes">n x d with d &gt;= 2, finite.</param>
    /// <param name="factors">At least one, of n samples each.</param>
    /// <param name="key">The randomness of the shuffles.</param>
    /// <param name="shuffles">Number of shuffles, at least 2.</param>
    /// <param name="bins">Bins of a component.</param>
    /// <param name="binning">How the bins of a component are chosen.</param>
    /// <param name="factorBins">Bins (of equal mass) of a continuous factor.</param>
    /// <param name="estimator">The estimator of information and entropies.</param>
    /// <inheritdoc cref="MutualInformationGap.Of" path="/exception"/>
    public static MutualInformationGapNull Of(
        double[,] codes, IReadOnlyList<KnownFactor> factors, RandomKey key, int shuffles = 100,
        int bins = MutualInformationGap.UsualBins, Binning binning = Binning.EqualMass,
        int factorBins = MutualInformationGap.UsualFactorBins, EntropyEstimator estimator = EntropyEstimator.PlugIn)
    {
        Require.AtLeast(shuffles, 2);
        var (c, f) = MutualInformationGap.Symbols(codes, factors, bins, binning, factorBins);
        var value = new MutualInformationGap(c, f, estimator);
        var nulls = new MutualInformationGap[shuffles];
        Parallel.For(0, shuffles, s =>
        {
            var order = key.Fold((ulong)s).Permutation(value.Samples);
            nulls[s] = new(c, [.. f.Select(factor => factor.Reordered(order))], estimator);
        });
        var mean = nulls.Average(gap => gap.Mean);
        return new(
            value,
            mean,
            Math.Sqrt(nulls.Sum(gap => (gap.Mean - mean) * (gap.Mean - mean)) / (shuffles - 1)),
            [.. Enumerable.Range(0, f.Length).Select(k => nulls.Average(gap => gap.Gaps[k]))],
            (1.0 + nulls.Count(gap => gap.Mean >= value.Mean)) / (1 + shuffles),
            shuffles);
    }
}
