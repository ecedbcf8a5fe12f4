using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A representation z = (z_1, ..., z_d) of a finite input by p(z|x) on a product of finite alphabets: every quantity is an exact
/// sum.</summary>
/// <remarks>The channel's output symbol counts through z with the last component fastest.</remarks>
/// <example>
/// <code>
/// // Two fair bits and their exclusive or: pairwise independent, yet dependent as three.
/// FiniteRepresentation z = FiniteRepresentation.Deterministic(
///     FiniteDistribution.Uniform(4), [0b000, 0b011, 0b101, 0b110], 2, 2, 2);
/// Nats dependence = z.TotalCorrelation();          // log 2
/// </code>
/// </example>
public sealed class FiniteRepresentation : IEquatable<FiniteRepresentation>
{
    private readonly ImmutableArray<FiniteDistribution> _marginals;

    /// <summary>A representation of given p(x), p(z|x) and alphabet sizes.</summary>
    /// <exception cref="ArgumentException">The alphabets of x differ, or the sizes do not multiply to the channel's outputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public FiniteRepresentation(FiniteDistribution x, Channel zGivenX, params ReadOnlySpan<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(zGivenX);
        Require.SameLength(x.Count, zGivenX.Inputs, "the input distribution", "the channel's input alphabet");
        var product = 1L;
        foreach (var size in sizes)
            product *= Require.AtLeast(size, 1, nameof(sizes));
        if (sizes.IsEmpty || product != zGivenX.Outputs)
            throw new ArgumentException(
                $"sizes are [{string.Join(", ", sizes.ToArray())}] and the channel has {zGivenX.Outputs} outputs;"
                + " the product of the sizes must be the number of outputs.",
                nameof(sizes));
        (X, ZGivenX, Sizes) = (x, zGivenX, [.. sizes]);
        Z = zGivenX.Apply(x);
        _marginals = [.. Enumerable.Range(0, Sizes.Length).Select(i => new FiniteDistribution(Marginalise(Z.Probabilities, i)))];
    }

    /// <summary>p(x).</summary>
    public FiniteDistribution X { get; }

    /// <summary>p(z|x).</summary>
    public Channel ZGivenX { get; }

    /// <summary>p(z), the marginal under the same p(x).</summary>
    public FiniteDistribution Z { get; }

    /// <summary>The sizes of the components' alphabets.</summary>
    public ImmutableArray<int> Sizes { get; }

    /// <summary>Number of components d.</summary>
    public int Dimensions => Sizes.Length;

    /// <summary>A representation whose components are independent given the input: p(z|x) = prod_i p(z_i|x).</summary>
    /// <exception cref="ArgumentException">No channels, or their inputs are not those of <paramref name="x"/>.</exception>
    public static FiniteRepresentation Factorised(FiniteDistribution x, params IReadOnlyList<Channel> components)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(components);
        int[] sizes = [.. components.Select(c => c.Outputs)];
        var rows = new double[x.Count, sizes.Aggregate(1, (product, size) => checked(product * size))];
        foreach (var component in components)
            Require.SameLength(x.Count, component.Inputs, "the input distribution", "a component's input alphabet");
        for (var i = 0; i < rows.GetLength(0); i++)
            for (var z = 0; z < rows.GetLength(1); z++)
            {
                rows[i, z] = 1;
                for (var k = 0; k < sizes.Length; k++)
                    rows[i, z] *= components[k][i, Coordinate(sizes, z, k)];
            }
        return new(x, new(rows), sizes);
    }

    /// <summary>A representation that is a function of the input: z = map[x].</summary>
    /// <exception cref="ArgumentOutOfRangeException">A symbol lies outside the product alphabet.</exception>
    public static FiniteRepresentation Deterministic(FiniteDistribution x, ReadOnlySpan<int> map, params ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
            product = checked(product * size);
        return new(x, Channel.Deterministic(product, map), sizes);
    }

    /// <summary>Whether two representations have equal p(x), p(z|x) and alphabets.</summary>
    public bool Equals(FiniteRepresentation? other) =>
        other is not null && X.Equals(other.X) && ZGivenX.Equals(other.ZGivenX) && Sequences.SameElements(Sizes, other.Sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FiniteRepresentation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, ZGivenX, Sequences.HashOf(Sizes));

    /// <summary>The symbol of a component in a symbol of z.</summary>
    public int Component(int z, int component) => Coordinate(Sizes.AsSpan(), z, component);

    /// <summary>p(z_i), the best factorised prior.</summary>
    public FiniteDistribution Marginal(int component) => _marginals[component];

    /// <summary>I(x;z) &gt;= 0.</summary>
    public Nats Information() => JointDistribution.Of(X, ZGivenX).MutualInformation();

    /// <summary>TC(z) = KL(p(z) || prod_i p(z_i)) &gt;= 0.</summary>
    public Nats TotalCorrelation() => new(KlToProduct(Z.Probabilities, _marginals));

    /// <summary>The dual total correlation (Han 1978): H(z) - sum_i H(z_i | all others) &gt;= 0, zero only if the components are
    /// independent.</summary>
    public Nats DualTotalCorrelation()
    {
        var all = FiniteInformation.Entropy(Z.Probabilities);
        return new(Math.Max(0, Enumerable.Range(0, Dimensions).Sum(i => FiniteInformation.Entropy(Others(i))) - (Dimensions - 1) * all));
    }

    /// <summary>O-information (Rosas and others 2019): TC - DTC. Positive where components repeat each other, negative where only several
    /// together tell of another one.</summary>
    public Nats OInformation() => TotalCorrelation() - DualTotalCorrelation();

    /// <summary>The pair of I(x;z) and TC(z).</summary>
    public InformationPlane Plane() => new(Information(), TotalCorrelation());

    /// <summary>E_x KL(p(z|x) || prod_i q_i) &gt;= 0; +infinity where the prior misses a symbol.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public Nats KlToFactorised(params IReadOnlyList<FiniteDistribution> priors)
    {
        Check(priors);
        var sum = 0.0;
        for (var x = 0; x < X.Count; x++)
            if (X[x] > 0)
                sum += X[x] * KlToProduct(ZGivenX.Row(x), priors);
        return new(sum);
    }

    /// <summary>E_x KL(p(z|x) || q(z)) for a prior that need not factorise: I(x;z) + KL(p(z) || q).</summary>
    /// <remarks>The best prior, p(z) itself, costs I(x;z); the best factorised one costs TC(z) more (section 7: what a factorised prior
    /// gives away in compression).</remarks>
    /// <param name="prior">q(z), on the symbols of z with the last component fastest.</param>
    /// <exception cref="ArgumentException">The prior has another number of symbols than z.</exception>
    public Nats KlToPrior(FiniteDistribution prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Require.SameLength(prior.Count, Z.Count, "the prior", "the representation's alphabet");
        var sum = 0.0;
        for (var x = 0; x < X.Count; x++)
            if (X[x] > 0)
                sum += X[x] * FiniteInformation.Kl(ZGivenX.Row(x), prior.Probabilities);
        return new(sum);
    }

    /// <summary>sum_i KL(p(z_i) || q_i) &gt;= 0, zero only at the best prior.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public Nats MarginalKl(params IReadOnlyList<FiniteDistribution> priors)
    {
        Check(priors);
        return new(priors.Select((q, i) => FiniteInformation.Kl(_marginals[i].Probabilities, q.Probabilities)).Sum());
    }

    /// <summary>Proposition 1 for given priors, each term from its own definition.</summary>
    /// <param name="priors">q_i, one for each component.</param>
    /// <exception cref="ArgumentException">The priors do not fit the components.</exception>
    public KlDecomposition Decompose(params IReadOnlyList<FiniteDistribution> priors) =>
        new(KlToFactorised(priors), Information(), TotalCorrelation(), MarginalKl(priors));

    private void Check(IReadOnlyList<FiniteDistribution> priors)
    {
        ArgumentNullException.ThrowIfNull(priors);
        Require.SameLength(priors.Count, Dimensions, "the list of priors", "the representation");
        for (var i = 0; i < Dimensions; i++)
            Require.SameLength(priors[i].Count, Sizes[i], $"prior {i}", $"component {i}");
    }

    /// <summary>KL(p || prod_i q_i) as a sum of non-negative terms, as in <see cref="FiniteInformation.Kl"/>.</summary>
    private double KlToProduct(ReadOnlySpan<double> p, IReadOnlyList<FiniteDistribution> q)
    {
        var sum = 0.0;
        for (var z = 0; z < p.Length; z++)
        {
            var (product, log) = (1.0, 0.0);
            for (var i = 0; i < Dimensions; i++)
            {
                var factor = q[i][Component(z, i)];
                product *= factor;
                log += Math.Log(factor);
            }
            // A product of small factors may underflow where its logarithm does not.
            sum += double.IsNormal(product) || p[z] == 0
                ? FiniteInformation.KlTerm(p[z], product)
                : p[z] * (Math.Log(p[z]) - log - 1) + product;
        }
        return sum;
    }

    private double[] Marginalise(ReadOnlySpan<double> p, int component)
    {
        var marginal = new double[Sizes[component]];
        for (var z = 0; z < p.Length; z++)
            marginal[Component(z, component)] += p[z];
        return marginal;
    }

    // The distribution of all components but one.
    private double[] Others(int component)
    {
        var inner = 1;
        for (var i = component + 1; i < Dimensions; i++)
            inner *= Sizes[i];
        var p = new double[Z.Count / Sizes[component]];
        for (var z = 0; z < Z.Count; z++)
            p[z / (inner * Sizes[component]) * inner + z % inner] += Z[z];
        return p;
    }

    private static int Coordinate(ReadOnlySpan<int> sizes, int z, int component)
    {
        for (var i = sizes.Length - 1; i > component; i--)
            z /= sizes[i];
        return z % sizes[component];
    }
}
