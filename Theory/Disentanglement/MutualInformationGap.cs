using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The mutual information gap (MIG) of a code: how much more information about a factor its best component carries than its second
/// best.</summary>
/// <remarks>
/// Chen, Li, Grosse and Duvenaud, "Isolating sources of disentanglement in VAEs" (2018): the mean over factors k of
/// <code>
/// (I(z_j; v_k) - max_{i != j} I(z_i; v_k)) / H(v_k),   j the component of most information on v_k
/// </code>
/// They integrate over q(z|x); here each component is discretised and the information taken from frequencies, as Locatello et al. (2019)
/// do. The code may be posterior means or samples of z; report which, because noise in z lowers the information.
/// <para>
/// Bias: with b bins, m values of a factor and n samples, the plug-in information of an independent component is too high by about
/// (b - 1)(m - 1) / (2 n). The gap is a difference of two such and loses most of it, but the maximum over many components does not: an
/// independent code has a gap slightly above zero. <see cref="EntropyEstimator.MillerMadow"/> removes the first order;
/// <see cref="MutualInformationGapNull"/> measures the gap of an independent code.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var key = RandomKey.FromSeed(1);
/// var (codes, labels) = (new double[1_000, 2], new int[1_000]);
/// for (var i = 0; i &lt; labels.Length; i++)
/// {
///     labels[i] = key.Below(4, (ulong)i);
///     codes[i, 0] = labels[i] + 0.1 * key.Fold("noise").Normal((ulong)i);
///     codes[i, 1] = key.Fold("other").Normal((ulong)i);
/// }
/// MutualInformationGap gap = MutualInformationGap.Of(codes, [KnownFactor.Categorical("class", labels)]);
/// double mean = gap.Mean;                          // near 1: the first component alone carries the class
/// </code>
/// </example>
public sealed class MutualInformationGap
{
    /// <summary>The usual number of bins of a component.</summary>
    public const int UsualBins = 20;

    /// <summary>The usual number of bins of a factor that is continuous.</summary>
    public const int UsualFactorBins = 10;

    private readonly Nats[,] _information;
    private readonly ImmutableArray<Nats> _entropies;

    internal MutualInformationGap(SymbolSequence[] codes, SymbolSequence[] factors, EntropyEstimator estimator)
    {
        (Samples, Components, Estimator) = (codes[0].Count, codes.Length, estimator);
        _entropies = [.. factors.Select(factor => factor.Entropy(estimator))];
        _information = new Nats[codes.Length, factors.Length];
        for (var j = 0; j < codes.Length; j++)
            for (var k = 0; k < factors.Length; k++)
                _information[j, k] = codes[j].MutualInformation(factors[k], estimator);
        Gaps = [.. Enumerable.Range(0, factors.Length).Select(Gap)];
    }

    /// <summary>Number of samples n.</summary>
    public int Samples { get; }

    /// <summary>Number of components d of the code.</summary>
    public int Components { get; }

    /// <summary>The estimator of information and entropies.</summary>
    public EntropyEstimator Estimator { get; }

    /// <summary>The gap of each factor, as a fraction of the factor's entropy.</summary>
    public ImmutableArray<double> Gaps { get; }

    /// <summary>MIG: the mean gap; 0 to 1 with plug-in estimates.</summary>
    public double Mean => Gaps.Average();

    /// <summary>The gap of a code.</summary>
    /// <param name="codes">n x d with d &gt;= 2, finite.</param>
    /// <param name="factors">At least one, of n samples each.</param>
    /// <param name="bins">Bins of a component.</param>
    /// <param name="binning">How the bins of a component are chosen.</param>
    /// <param name="factorBins">Bins (of equal mass) of a continuous factor.</param>
    /// <param name="estimator">The estimator of information and entropies.</param>
    /// <exception cref="ArgumentException">Fewer than two components, no factor, or numbers of samples that differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or a number of bins is too small.</exception>
    public static MutualInformationGap Of(
        double[,] codes, IReadOnlyList<KnownFactor> factors, int bins = UsualBins, Binning binning = Binning.EqualMass,
        int factorBins = UsualFactorBins, EntropyEstimator estimator = EntropyEstimator.PlugIn)
    {
        var (c, f) = Symbols(codes, factors, bins, binning, factorBins);
        return new(c, f, estimator);
    }

    /// <summary>I(z_j; v_k).</summary>
    public Nats Information(int component, int factor) => _information[component, factor];

    /// <summary>H(v_k).</summary>
    public Nats FactorEntropy(int factor) => _entropies[factor];

    /// <summary>The component that carries the most information about a factor.</summary>
    public int BestComponent(int factor) => Enumerable.Range(0, Components).MaxBy(j => _information[j, factor].Value);

    /// <summary>Components and factors as symbols, checked.</summary>
    internal static (SymbolSequence[] Codes, SymbolSequence[] Factors) Symbols(
        double[,] codes, IReadOnlyList<KnownFactor> factors, int bins, Binning binning, int factorBins)
    {
        ArgumentNullException.ThrowIfNull(factors);
        Require.AtLeast(bins, 2);
        Require.AtLeast(factorBins, 2);
        var columns = SampleColumns.Of(codes, nameof(codes));
        Require.AtLeast(columns.Length, 2, "the number of components (a gap is between two)");
        Require.AtLeast(factors.Count, 1, "the number of factors");
        foreach (var factor in factors)
            Require.SameLength(columns[0].Length, factor.Count, "a component of the code", $"the factor {factor.Name}");
        return (
            [.. columns.Select(column => SymbolSequence.Bin(column, bins, binning))],
            [.. factors.Select(factor => factor.Symbols(factorBins))]);
    }

    private double Gap(int factor)
    {
        var (first, second) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var j = 0; j < Components; j++)
        {
            var value = _information[j, factor].Value;
            (first, second) = value > first ? (value, first) : (first, Math.Max(second, value));
        }
        return (first - second) / _entropies[factor].Value;
    }
}
