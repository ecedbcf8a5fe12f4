using System.Collections.Immutable;
using System.Globalization;

namespace IDropTheory;

/// <summary>A probability distribution on the symbols 0 .. Count - 1. Immutable; probabilities of zero are allowed.</summary>
public sealed class FiniteDistribution
{
    /// <summary>How far a sum of given probabilities may be from one; within it they are normalised to sum to one exactly as far as doubles can.</summary>
    public const double SumTolerance = 1e-6;

    private readonly ImmutableArray<double> _probabilities;

    /// <summary>A distribution of given probabilities.</summary>
    /// <exception cref="ArgumentException">No symbols, or the sum differs from one by more than <see cref="SumTolerance"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is negative, infinite or NaN.</exception>
    public FiniteDistribution(params ReadOnlySpan<double> probabilities) => _probabilities = Normalise(probabilities, nameof(probabilities));

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

    /// <summary>Shannon entropy H = -sum p log p.</summary>
    public Nats Entropy() => new(FiniteInformation.Entropy(Probabilities));

    /// <summary>The probabilities, for instance <c>[0.25, 0.75]</c>.</summary>
    public override string ToString() => $"[{Text(Probabilities)}]";

    /// <summary>Numbers in full precision, separated by commas.</summary>
    internal static string Text(ReadOnlySpan<double> numbers) =>
        string.Join(", ", numbers.ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Checks non-negative weights that sum to one within tolerance and divides out the rest.</summary>
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
