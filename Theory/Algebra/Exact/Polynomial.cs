using System.Collections.Immutable;
using System.Numerics;

namespace IDropTheory;

/// <summary>A sum of rational multiples of products of powers of atoms, as a carrier: a closed form evaluated on it is expanded
/// exactly.</summary>
/// <remarks>
/// Atoms are positive variables, 2 pi, and the logarithms and exponentials that the formula takes. A logarithm of a product becomes a sum,
/// an exponential of a sum a product, and a rational number in a logarithm the product of its primes. Coefficients are integers of any size
/// over one another. Two polynomials with equal terms are therefore equal for all positive values of their variables: that is how
/// <see cref="Identity"/> proves. Division is by monomials, which is all that the formulas need. Immutable.
/// </remarks>
/// <example>
/// <code>
/// Polynomial alpha = Polynomial.Variable("alpha"), sigma = Polynomial.Variable("sigma");
/// Polynomial kl = KlFormulas.LogNormal(Polynomial.Variable("logf"), alpha, Polynomial.Variable("mu"), sigma);
/// Polynomial slope = kl.Derivative("alpha");       // alpha sigma^(-2) - alpha^(-1)
/// </code>
/// </example>
public sealed class Polynomial : IReal<Polynomial>, IEquatable<Polynomial>
{
    // Larger prime factors of a number in a logarithm stay together.
    private const int LargestTrialDivisor = 10_000;

    private static readonly Polynomial LogSqrtTwoPi = LogOf(new Atom.TwoPi()) * new Rational(1, 2);

    private readonly Lazy<string> _text;

    private Polynomial(IEnumerable<KeyValuePair<Monomial, Rational>> terms)
    {
        var sum = new Dictionary<Monomial, Rational>();
        foreach (var (monomial, coefficient) in terms)
            sum[monomial] = sum.GetValueOrDefault(monomial) + coefficient;
        Terms = sum.Where(term => !term.Value.IsZero).ToImmutableDictionary();
        _text = new(() => Print(Terms));
    }

    /// <summary>The coefficient, not zero, of each monomial.</summary>
    public ImmutableDictionary<Monomial, Rational> Terms { get; }

    /// <summary>Whether the polynomial has no terms.</summary>
    public bool IsZero => Terms.IsEmpty;

    /// <summary>A variable.</summary>
    public static Polynomial Variable(string name) => Of(Monomial.Of(new Atom.Variable(name)), Rational.One);

    /// <summary>A number.</summary>
    public static Polynomial Constant(Rational value) => Of(Monomial.One, value);

    /// <summary>A rational multiple of a monomial.</summary>
    public static Polynomial Of(Monomial monomial, Rational coefficient) => new([new(monomial, coefficient)]);

    /// <inheritdoc/>
    public static Polynomial operator +(Polynomial left, Polynomial right) => new(left.Terms.Concat(right.Terms));

    /// <inheritdoc/>
    public static Polynomial operator -(Polynomial left, Polynomial right) => left + -right;

    /// <inheritdoc/>
    public static Polynomial operator -(Polynomial value) => value * -Rational.One;

    /// <inheritdoc/>
    public static Polynomial operator *(Polynomial left, Polynomial right) => new(
        from a in left.Terms
        from b in right.Terms
        select new KeyValuePair<Monomial, Rational>(a.Key * b.Key, a.Value * b.Value));

    /// <summary>A rational multiple.</summary>
    public static Polynomial operator *(Polynomial left, Rational factor) =>
        new(left.Terms.Select(term => new KeyValuePair<Monomial, Rational>(term.Key, factor * term.Value)));

    /// <summary>The quotient by a polynomial of one term.</summary>
    /// <exception cref="ArgumentException">The divisor has no term, or several.</exception>
    public static Polynomial operator /(Polynomial left, Polynomial right)
    {
        if (right.Terms.Count != 1)
            throw new ArgumentException($"The divisor is {right}; allowed: an expression of one term.", nameof(right));
        var (monomial, coefficient) = right.Terms.First();
        return left * Of(monomial.Power(-1), Rational.One / coefficient);
    }

    /// <inheritdoc/>
    public static Polynomial operator +(Polynomial x, double constant) => x + Constant(Rational.Of(constant));

    /// <inheritdoc/>
    public static Polynomial operator -(Polynomial x, double constant) => x - Constant(Rational.Of(constant));

    /// <inheritdoc/>
    public static Polynomial operator *(double constant, Polynomial x) => x * Rational.Of(constant);

    /// <inheritdoc/>
    public static Polynomial Square(Polynomial x) => x * x;

    /// <summary>The logarithm, taken apart into those of factors: the monomial and the number that all terms share, and what is
    /// left.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is zero, or a negative number times a monomial.</exception>
    public static Polynomial Log(Polynomial x)
    {
        if (x.IsZero || (x.Terms.Count == 1 && x.Terms.Values.First().Sign < 0))
            throw new ArgumentException($"The logarithm of {x} does not exist.", nameof(x));
        var content = Content(x.Terms.Values);
        var shared = Shared(x.Terms.Keys);
        var rest = x / Of(shared, content);
        var log = shared.Factors.Aggregate(
            LogOf(content.Numerator) - LogOf(content.Denominator), (sum, factor) => sum + LogOf(factor.Atom) * factor.Exponent);
        return rest.Terms.Count == 1 ? log : log + Of(Monomial.Of(new Atom.Logarithm(rest)), 1);
    }

    /// <inheritdoc/>
    public static Polynomial Exp(Polynomial x) => Of(
        x.Terms.Aggregate(
            Monomial.One, (product, term) => product * Monomial.Of(new Atom.Exponential(term.Key)).Power(term.Value)), 1);

    /// <inheritdoc/>
    public static Polynomial Expm1(Polynomial x) => Exp(x) - 1;

    /// <inheritdoc/>
    public static Polynomial ItakuraSaito(Polynomial x, Polynomial y) => x / y - (Log(x) - Log(y)) - 1;

    /// <summary>log scale + 1/2 log(2 pi) + 1/2.</summary>
    public static Polynomial NormalEntropy(Polynomial scale) => Log(scale) + LogSqrtTwoPi + 0.5;

    /// <summary>The expectation over a variable that is standard normal: Z^(2k) becomes (2k - 1)!!, an odd power 0.</summary>
    /// <exception cref="ArgumentException">The variable occurs in a logarithm or an exponential, or its power is not 0, 1, 2,
    /// ...</exception>
    public Polynomial MeanOverStandardNormal(string variable)
    {
        var z = new Atom.Variable(variable);
        return new(
            from term in Terms
            let power = PowerOf(term.Key, z)
            where power % 2 == 0
            let moment = Enumerable.Range(0, power / 2).Aggregate(BigInteger.One, (product, k) => product * (2 * k + 1))
            select new KeyValuePair<Monomial, Rational>(
                term.Key * Monomial.Of(z).Power(-power), term.Value * new Rational(moment, 1)));
    }

    /// <summary>The partial derivative.</summary>
    /// <exception cref="ArgumentException">A logarithm has several terms.</exception>
    public Polynomial Derivative(string variable)
    {
        Polynomial OfAtom(Atom atom) => atom switch
        {
            Atom.Variable v => Constant(v.Name == variable ? 1 : 0),
            Atom.Logarithm log =>
                log.Argument.Derivative(variable) is { IsZero: false } slope ? slope / log.Argument : Constant(0),
            Atom.Exponential exp => Of(exp.Exponent, 1).Derivative(variable) * Of(Monomial.Of(exp), 1),
            _ => Constant(0),
        };
        var sum = Constant(0);
        foreach (var (monomial, coefficient) in Terms)
            foreach (var (atom, exponent) in monomial.Factors)
                sum += Of(monomial * Monomial.Of(atom).Power(-1), coefficient * exponent) * OfAtom(atom);
        return sum;
    }

    /// <summary>An enclosure of the value at a point.</summary>
    /// <param name="variable">The value, &gt; 0, of each variable by name.</param>
    public Interval Enclose(Func<string, Interval> variable)
    {
        Interval OfAtom(Atom atom) => atom switch
        {
            Atom.Variable v => variable(v.Name),
            Atom.TwoPi => Interval.Exp(2 * PowerSeries.LogSqrtTwoPi),
            Atom.Logarithm { Argument: var argument } when argument.Equals(Of(Monomial.Of(new Atom.TwoPi()), 1)) =>
                2 * PowerSeries.LogSqrtTwoPi,
            Atom.Logarithm log => Interval.Log(log.Argument.Enclose(variable)),
            Atom.Exponential exp => Interval.Exp(OfMonomial(exp.Exponent)),
            _ => throw new InvalidOperationException($"{atom} is no atom."),
        };

        Interval OfMonomial(Monomial monomial) => monomial.Factors.Aggregate(
            Interval.Point(1), (product, factor) => product * Power(OfAtom(factor.Atom), factor.Exponent));

        return Terms.Aggregate(Interval.Point(0), (sum, term) => sum + term.Value.Enclose() * OfMonomial(term.Key));
    }

    /// <summary>The names of the variables, those within logarithms and exponentials included, in order.</summary>
    public ImmutableSortedSet<string> Variables() =>
        [.. Terms.Keys.SelectMany(monomial => monomial.Factors).SelectMany(factor => VariablesOf(factor.Atom))];

    /// <inheritdoc/>
    public bool Equals(Polynomial? other) => other is not null && (this - other).IsZero;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    /// <summary>The terms in the order of their monomials.</summary>
    public override string ToString() => _text.Value;

    private static string Print(ImmutableDictionary<Monomial, Rational> terms)
    {
        if (terms.IsEmpty) return "0";
        var parts = terms.OrderBy(term => term.Key.ToString(), StringComparer.Ordinal).Select(term =>
            term.Key.Factors.IsEmpty ? $"{term.Value}"
            : term.Value == 1 ? $"{term.Key}"
            : term.Value == -1 ? $"-{term.Key}"
            : $"{term.Value} {term.Key}");
        return string.Join(" + ", parts).Replace("+ -", "- ", StringComparison.Ordinal);
    }

    private static Polynomial LogOf(Atom atom) => atom is Atom.Exponential exp
        ? Of(exp.Exponent, 1)
        : Of(Monomial.Of(new Atom.Logarithm(Of(Monomial.Of(atom), 1))), 1);

    // The sum of the logarithms of the prime factors.
    private static Polynomial LogOf(BigInteger number)
    {
        var sum = Constant(0);
        for (var divisor = 2; divisor <= LargestTrialDivisor && number > 1; divisor++)
            for (; (number % divisor).IsZero; number /= divisor)
                sum += LogOfPrime(divisor);
        return number > 1 ? sum + LogOfPrime(number) : sum;
    }

    private static Polynomial LogOfPrime(BigInteger prime) => Of(Monomial.Of(new Atom.Logarithm(Constant(new(prime, 1)))), 1);

    // The largest positive number of which all coefficients are integer multiples.
    private static Rational Content(IEnumerable<Rational> coefficients) => coefficients.Aggregate(
        Rational.Zero, (content, value) => new(
            BigInteger.GreatestCommonDivisor(content.Numerator * value.Denominator, value.Numerator * content.Denominator),
            content.Denominator * value.Denominator));

    // The product of the smallest powers of the atoms that occur in every monomial.
    private static Monomial Shared(IEnumerable<Monomial> monomials)
    {
        var all = monomials.ToList();
        return all[0].Factors
            .Where(factor => all.TrueForAll(monomial => !monomial.ExponentOf(factor.Atom).IsZero))
            .Aggregate(Monomial.One, (product, factor) =>
                product * Monomial.Of(factor.Atom).Power(all.Min(monomial => monomial.ExponentOf(factor.Atom))));
    }

    private static int PowerOf(Monomial monomial, Atom.Variable z)
    {
        var power = monomial.ExponentOf(z);
        if (!power.IsInteger || power < 0 || power > 1000)
            throw new ArgumentException($"{monomial} has {z} to the power {power}; allowed: 0, 1, 2, ...");
        foreach (var (atom, _) in monomial.Factors)
            if (!atom.Equals(z) && VariablesOf(atom).Contains(z.Name))
                throw new ArgumentException($"{atom} has {z}; allowed: powers of {z} alone.");
        return (int)power.Numerator;
    }

    private static IEnumerable<string> VariablesOf(Atom atom) => atom switch
    {
        Atom.Variable v => [v.Name],
        Atom.Logarithm log => log.Argument.Variables(),
        Atom.Exponential exp => exp.Exponent.Factors.SelectMany(factor => VariablesOf(factor.Atom)),
        _ => [],
    };

    private static Interval Power(Interval x, Rational exponent)
    {
        if (!exponent.IsInteger || BigInteger.Abs(exponent.Numerator) > 64) return Interval.Exp(exponent.Enclose() * Interval.Log(x));
        var n = (int)exponent.Numerator;
        var power = Interval.Point(1);
        for (var k = 0; k < Math.Abs(n); k++)
            power *= x;
        return n >= 0 ? power : Interval.Point(1) / power;
    }
}
