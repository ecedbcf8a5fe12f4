using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A joint distribution p(x, y) on finite alphabets; rows are x, columns are y. Immutable; symbols of probability zero are
/// allowed.</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// Nats information = joint.MutualInformation();    // 0.368 nats
/// Nats remaining = joint.ConditionalEntropy();     // H(y|x)
/// </code>
/// </example>
public sealed class JointDistribution : IEquatable<JointDistribution>
{
    private readonly ImmutableArray<double> _rowMajor;

    /// <summary>A joint distribution of given probabilities.</summary>
    /// <exception cref="ArgumentException">No entries, or the sum differs from one by more than
    /// <see cref="FiniteDistribution.SumTolerance"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An entry is not a probability.</exception>
    public JointDistribution(double[,] probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        (CountX, CountY) = (probabilities.GetLength(0), probabilities.GetLength(1));
        _rowMajor = FiniteDistribution.Normalise([.. probabilities.Cast<double>()], "the joint probabilities");
        var (x, y) = (new double[CountX], new double[CountY]);
        for (var i = 0; i < CountX; i++)
            for (var j = 0; j < CountY; j++)
            {
                x[i] += this[i, j];
                y[j] += this[i, j];
            }
        X = new(x);
        Y = new(y);
    }

    /// <summary>Number of symbols of x (rows).</summary>
    public int CountX { get; }

    /// <summary>Number of symbols of y (columns).</summary>
    public int CountY { get; }

    /// <summary>The marginal of x.</summary>
    public FiniteDistribution X { get; }

    /// <summary>The marginal of y.</summary>
    public FiniteDistribution Y { get; }

    /// <summary>p(x, y).</summary>
    public double this[int x, int y] => _rowMajor[x * CountY + y];

    /// <summary>p(y | x); where p(x) = 0 the row is the marginal of y (no result depends on it).</summary>
    public Channel YGivenX
    {
        get
        {
            var rows = new double[CountX, CountY];
            for (var x = 0; x < CountX; x++)
                for (var y = 0; y < CountY; y++)
                    rows[x, y] = X[x] > 0 ? this[x, y] / X[x] : Y[y];
            return new(rows);
        }
    }

    /// <summary>The joint distribution of an input and the output of a channel.</summary>
    /// <exception cref="ArgumentException">The alphabets differ in size.</exception>
    public static JointDistribution Of(FiniteDistribution x, Channel yGivenX)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(yGivenX);
        Require.SameLength(x.Count, yGivenX.Inputs, "the input distribution", "the channel's input alphabet");
        var p = new double[yGivenX.Inputs, yGivenX.Outputs];
        for (var i = 0; i < yGivenX.Inputs; i++)
            for (var j = 0; j < yGivenX.Outputs; j++)
                p[i, j] = x[i] * yGivenX[i, j];
        return new(p);
    }

    /// <summary>A joint distribution drawn uniformly from the simplex of all tables of its size.</summary>
    /// <param name="key">The randomness; the pair (x, y) takes the number of index x * columns + y.</param>
    /// <param name="rows">Number of symbols of x, at least 1.</param>
    /// <param name="columns">Number of symbols of y, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of symbols is less than 1.</exception>
    public static JointDistribution Random(RandomKey key, int rows, int columns)
    {
        var p = FiniteDistribution.OnSimplex(key, checked(Require.AtLeast(rows, 1) * Require.AtLeast(columns, 1)));
        var table = new double[rows, columns];
        for (var i = 0; i < p.Length; i++)
            table[i / columns, i % columns] = p[i];
        return new(table);
    }

    /// <summary>Whether two joint distributions have equal tables.</summary>
    public bool Equals(JointDistribution? other) =>
        other is not null && CountY == other.CountY && Sequences.SameElements(_rowMajor, other._rowMajor);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JointDistribution);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CountY, Sequences.HashOf(_rowMajor));

    /// <summary>The rows, for instance <c>[0.45, 0.05; 0.1, 0.4]</c>.</summary>
    public override string ToString() =>
        $"[{string.Join("; ", Enumerable.Range(0, CountX).Select(x => FiniteDistribution.Text(_rowMajor.AsSpan(x * CountY, CountY))))}]";

    /// <summary>The same distribution with x and y exchanged.</summary>
    public JointDistribution Transpose()
    {
        var p = new double[CountY, CountX];
        for (var x = 0; x < CountX; x++)
            for (var y = 0; y < CountY; y++)
                p[y, x] = this[x, y];
        return new(p);
    }

    /// <summary>I(x; y) = sum_x p(x) KL(p(y|x) || p(y)) &gt;= 0.</summary>
    public Nats MutualInformation()
    {
        var channel = YGivenX;
        var sum = 0.0;
        for (var x = 0; x < CountX; x++)
            if (X[x] > 0)
                sum += X[x] * FiniteInformation.Kl(channel.Row(x), Y.Probabilities);
        return new(sum);
    }

    /// <summary>H(y | x).</summary>
    public Nats ConditionalEntropy()
    {
        var channel = YGivenX;
        var sum = 0.0;
        for (var x = 0; x < CountX; x++)
            sum += X[x] * FiniteInformation.Entropy(channel.Row(x));
        return new(sum);
    }
}
