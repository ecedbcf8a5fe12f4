using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A product of powers of atoms, with rational exponents that are not zero, sorted by atom; one if it is empty.</summary>
public sealed class Monomial : IEquatable<Monomial>
{
    private readonly string _text;

    private Monomial(IEnumerable<(Atom Atom, Rational Exponent)> factors)
    {
        Factors = [.. factors.Where(factor => !factor.Exponent.IsZero).OrderBy(factor => factor.Atom.Name, StringComparer.Ordinal)];
        _text = Factors.IsEmpty ? "1" : string.Join(' ', Factors.Select(Print));
    }

    /// <summary>The monomial without factors.</summary>
    public static Monomial One { get; } = new([]);

    /// <summary>The atoms and their exponents.</summary>
    public ImmutableArray<(Atom Atom, Rational Exponent)> Factors { get; }

    /// <summary>An atom.</summary>
    public static Monomial Of(Atom atom) => new([(atom, 1)]);

    /// <summary>The exponent of an atom; 0 if it does not occur.</summary>
    public Rational ExponentOf(Atom atom) => Factors.FirstOrDefault(factor => factor.Atom.Equals(atom)).Exponent;

    /// <summary>The product.</summary>
    public static Monomial operator *(Monomial left, Monomial right) =>
        left.Factors.IsEmpty ? right
        : right.Factors.IsEmpty ? left
        : new(left.Factors.Concat(right.Factors).GroupBy(factor => factor.Atom)
            .Select(group => (group.Key, group.Select(factor => factor.Exponent).Aggregate((a, b) => a + b))));

    /// <summary>The monomial to a rational power.</summary>
    public Monomial Power(Rational exponent) => new(Factors.Select(factor => (factor.Atom, factor.Exponent * exponent)));

    /// <inheritdoc/>
    public bool Equals(Monomial? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Monomial);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static string Print((Atom Atom, Rational Exponent) factor) =>
        factor.Exponent == 1 ? factor.Atom.Name
        : factor.Exponent.IsInteger && factor.Exponent > 0 ? $"{factor.Atom}^{factor.Exponent}"
        : $"{factor.Atom}^({factor.Exponent})";
}
