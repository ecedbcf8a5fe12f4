using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A joint distribution p(x, y, z) of three variables on finite alphabets, as section 4 of the paper has it: data, task and
/// representation. Immutable.</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// TripleDistribution triple = TripleDistribution.Of(joint, Channel.BinarySymmetric(0.2));
/// Nats missing = triple.ConditionalMutualInformation();       // I(x;y|z) = I(x;y) - I(z;y): what z lacks of y
/// Nats distance = triple.KlTo(triple.NearestMarkovChain());   // the same number
/// </code>
/// </example>
public sealed class TripleDistribution : IEquatable<TripleDistribution>
{
    private readonly ImmutableArray<double> _entries;

    /// <summary>A joint distribution of given probabilities.</summary>
    /// <param name="probabilities">p(x, y, z), in this order.</param>
    /// <exception cref="ArgumentException">No entries, or the sum differs from one by more than
    /// <see cref="FiniteDistribution.SumTolerance"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An entry is not a probability.</exception>
    public TripleDistribution(double[,,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        (CountX, CountY, CountZ) = (probabilities.GetLength(0), probabilities.GetLength(1), probabilities.GetLength(2));
        _entries = FiniteDistribution.Normalise([.. probabilities.Cast<double>()], "the joint probabilities");
        XY = Pair(CountX, CountY, (x, y) => Sum(CountZ, z => this[x, y, z]));
        XZ = Pair(CountX, CountZ, (x, z) => Sum(CountY, y => this[x, y, z]));
        YZ = Pair(CountY, CountZ, (y, z) => Sum(CountX, x => this[x, y, z]));
    }

    /// <summary>Number of symbols of x.</summary>
    public int CountX { get; }

    /// <summary>Number of symbols of y.</summary>
    public int CountY { get; }

    /// <summary>Number of symbols of z.</summary>
    public int CountZ { get; }

    /// <summary>p(x, y).</summary>
    public JointDistribution XY { get; }

    /// <summary>p(x, z).</summary>
    public JointDistribution XZ { get; }

    /// <summary>p(y, z).</summary>
    public JointDistribution YZ { get; }

    /// <summary>p(x, y, z).</summary>
    public double this[int x, int y, int z] => _entries[(x * CountY + y) * CountZ + z];

    /// <summary>p(x, y) p(z|x): a representation, whose distribution depends on x alone (condition i of section 4).</summary>
    /// <exception cref="ArgumentException">The channel's inputs are not the joint's x.</exception>
    public static TripleDistribution Of(JointDistribution joint, Channel zGivenX)
    {
        ArgumentNullException.ThrowIfNull(joint);
        ArgumentNullException.ThrowIfNull(zGivenX);
        Require.SameLength(joint.CountX, zGivenX.Inputs, "x of the joint distribution", "the channel's input alphabet");
        return Of(joint.CountX, joint.CountY, zGivenX.Outputs, (x, y, z) => joint[x, y] * zGivenX[x, z]);
    }

    /// <summary>I(x;y|z) = sum_z p(z) I(x;y | z = z) &gt;= 0, zero only if x -&gt; z -&gt; y is a Markov chain.</summary>
    /// <remarks>For a representation it is I(x;y) - I(z;y) = H(y|z) - H(y|x): how far z is from sufficient.</remarks>
    public Nats ConditionalMutualInformation()
    {
        var sum = 0.0;
        for (var z = 0; z < CountZ; z++)
            if (XZ.Y[z] is var p and > 0)
                sum += p * Pair(CountX, CountY, (x, y) => this[x, y, z] / p).MutualInformation().Value;
        return new(sum);
    }

    /// <summary>p(z) p(x|z) p(y|z): of all q for which x -&gt; z -&gt; y is a Markov chain the one of least KL(p || q), which is
    /// I(x;y|z).</summary>
    /// <remarks>For every such q, KL(p || q) = I(x;y|z) + KL(p(x,z) || q(x,z)) + E_z KL(p(y|z) || q(y|z)). This is the Remark on
    /// approximate sufficiency of section 4.</remarks>
    public TripleDistribution NearestMarkovChain() =>
        Of(CountX, CountY, CountZ, (x, y, z) => XZ.Y[z] > 0 ? XZ[x, z] * YZ[y, z] / XZ.Y[z] : 0);

    /// <summary>KL(p || q) of this distribution from another: +infinity where q misses part of p.</summary>
    /// <exception cref="ArgumentException">The alphabets differ in size.</exception>
    public Nats KlTo(TripleDistribution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Require.SameLength(CountX, other.CountX, "x of this distribution", "x of the other");
        Require.SameLength(CountY, other.CountY, "y of this distribution", "y of the other");
        Require.SameLength(CountZ, other.CountZ, "z of this distribution", "z of the other");
        return new(FiniteInformation.Kl(_entries.AsSpan(), other._entries.AsSpan()));
    }

    /// <summary>Whether two distributions have equal tables.</summary>
    public bool Equals(TripleDistribution? other) =>
        other is not null && (CountX, CountY) == (other.CountX, other.CountY) && Sequences.SameElements(_entries, other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TripleDistribution);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CountX, CountY, Sequences.HashOf(_entries));

    private static TripleDistribution Of(int countX, int countY, int countZ, Func<int, int, int, double> entry)
    {
        var p = new double[countX, countY, countZ];
        for (var x = 0; x < countX; x++)
            for (var y = 0; y < countY; y++)
                for (var z = 0; z < countZ; z++)
                    p[x, y, z] = entry(x, y, z);
        return new(p);
    }

    private static JointDistribution Pair(int rows, int columns, Func<int, int, double> entry) => new(Tables.Of(rows, columns, entry));

    private static double Sum(int count, Func<int, double> term)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += term(i);
        return sum;
    }
}
