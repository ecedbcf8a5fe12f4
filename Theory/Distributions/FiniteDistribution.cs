using System.Collections.Immutable;
using System.Globalization;

namespace IDropTheory;

/// <summary>A probability distribution on the symbols 0 .. Count - 1. Immutable; probabilities of zero are allowed.</summary>
/// <example>
/// <code>
/// var coin = new FiniteDistribution(0.25, 0.75);
/// Nats entropy = coin.Entropy();
/// Nats kl = KlDivergence.Finite(coin, FiniteDistribution.Uniform(2));
/// </code>
/// </example>
public sealed class FiniteDistribution : IEquatable<FiniteDistribution>
{
    /// <summary>The largest accepted distance of a sum of probabilities from one. Accepted probabilities are divided by their
    /// sum.</summary>
    public const double SumTolerance = 1e-6;

    private readonly ImmutableArray<double> _probabilities;

    /// <summary>A distribution of given probabilities.</summary>
    /// <exception cref="ArgumentException">No symbols, or the sum differs from one by more than <see cref="SumTolerance"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is negative, infinite or NaN.</exception>
    public FiniteDistribution(params ReadOnlySpan<double> probabilities) =>
        _probabilities = Normalise(probabilities, nameof(probabilities));

    /// <summary>Number of symbols.</summary>
    public int Count => _probabilities.Length;

    /// <summary>Probability of a symbol.</summary>
    public double this[int symbol] => _probabilities[symbol];

    /// <summary>All probabilities, in the order of the symbols.</summary>
    public ReadOnlySpan<double> Probabilities => _probabilities.AsSpan();

    /// <summary>The uniform distribution on <paramref name="count"/> symbols.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static FiniteDistribution Uniform(int count)
    {
        var p = new double[Require.AtLeast(count, 1)];
        Array.Fill(p, 1.0 / count);
        return new(p);
    }

    /// <summary>Two symbols with probabilities 1 - p and p.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not a probability.</exception>
    public static FiniteDistribution Bernoulli(double p) => new(1 - Require.Probability(p), p);

    /// <summary>A distribution drawn uniformly from the simplex: exponential numbers divided by their sum.</summary>
    /// <param name="key">The randomness; symbol i takes the number of index i.</param>
    /// <param name="count">Number of symbols, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static FiniteDistribution Random(RandomKey key, int count) => new(OnSimplex(key, count));

    /// <summary>Shannon entropy H = -sum p log p.</summary>
    public Nats Entropy() => new(FiniteInformation.Entropy(Probabilities));

    /// <summary>Whether two distributions have equal probabilities in the same order.</summary>
    public bool Equals(FiniteDistribution? other) => other is not null && Sequences.SameElements(_probabilities, other._probabilities);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FiniteDistribution);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequences.HashOf(_probabilities);

    /// <summary>The probabilities, for instance <c>[0.25, 0.75]</c>.</summary>
    public override string ToString() => $"[{Text(Probabilities)}]";

    /// <summary>Numbers in full precision, separated by commas.</summary>
    internal static string Text(ReadOnlySpan<double> numbers) =>
        string.Join(", ", numbers.ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>A point drawn uniformly from the simplex.</summary>
    internal static double[] OnSimplex(RandomKey key, int count)
    {
        var weights = new double[Require.AtLeast(count, 1)];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += weights[i] = key.Exponential((ulong)i);
        for (var i = 0; i < count; i++)
            weights[i] /= sum;
        return weights;
    }

    /// <summary>Checks that non-negative weights sum to one within the tolerance, and divides them by their sum.</summary>
    internal static ImmutableArray<double> Normalise(ReadOnlySpan<double> probabilities, string name)
    {
        if (probabilities.IsEmpty) throw new ArgumentException($"{name} is empty; a distribution needs at least one symbol.", name);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
            sum += Require.NonNegative(probabilities[i], $"{name}[{i}]");
        if (Math.Abs(sum - 1) > SumTolerance)
            throw new ArgumentException(
                FormattableString.Invariant($"{name} sum to {sum}; allowed: 1 within {SumTolerance}. Divide them by their sum."), name);
        var result = ImmutableArray.CreateBuilder<double>(probabilities.Length);
        foreach (var p in probabilities)
            result.Add(p / sum);
        return result.MoveToImmutable();
    }
}
