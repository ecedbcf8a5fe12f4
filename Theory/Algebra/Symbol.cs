using System.Globalization;

namespace IDropTheory;

/// <summary>An expression as a carrier: a closed form evaluated on symbols prints, differentiates and re-evaluates itself.</summary>
public abstract record Symbol : IReal<Symbol>
{
    // A quotient binds less than a product, so that none is read a / (b c) where (a / b) c is meant, whatever the reader's convention.
    private enum Precedence { Sum, Quotient, Product, Unary, Power, Atom }

    private Symbol() { }

    /// <summary>A named variable.</summary>
    public sealed record Variable(string Name) : Symbol;

    /// <summary>A number.</summary>
    public sealed record Constant(double Value) : Symbol;

    private sealed record Sum(Symbol Left, Symbol Right) : Symbol;

    private sealed record Difference(Symbol Left, Symbol Right) : Symbol;

    private sealed record Product(Symbol Left, Symbol Right) : Symbol;

    private sealed record Quotient(Symbol Left, Symbol Right) : Symbol;

    private sealed record Negation(Symbol Inner) : Symbol;

    private sealed record Power2(Symbol Inner) : Symbol;

    private sealed record Logarithm(Symbol Inner) : Symbol;

    private sealed record Exponential(Symbol Inner) : Symbol;

    private sealed record ExponentialMinusOne(Symbol Inner) : Symbol;

    private sealed record ItakuraSaitoDivergence(Symbol X, Symbol Y) : Symbol;

    private sealed record EntropyOfNormal(Symbol Scale) : Symbol;

    /// <inheritdoc/>
    public static Symbol operator +(Symbol left, Symbol right) => new Sum(left, right);

    /// <inheritdoc/>
    public static Symbol operator -(Symbol left, Symbol right) => new Difference(left, right);

    /// <inheritdoc/>
    public static Symbol operator *(Symbol left, Symbol right) => new Product(left, right);

    /// <inheritdoc/>
    public static Symbol operator /(Symbol left, Symbol right) => new Quotient(left, right);

    /// <inheritdoc/>
    public static Symbol operator -(Symbol value) => new Negation(value);

    /// <inheritdoc/>
    public static Symbol operator +(Symbol x, double constant) => new Sum(x, new Constant(constant));

    /// <inheritdoc/>
    public static Symbol operator -(Symbol x, double constant) => new Difference(x, new Constant(constant));

    /// <inheritdoc/>
    public static Symbol operator *(double constant, Symbol x) => new Product(new Constant(constant), x);

    /// <inheritdoc/>
    public static Symbol Log(Symbol x) => new Logarithm(x);

    /// <inheritdoc/>
    public static Symbol Exp(Symbol x) => new Exponential(x);

    /// <inheritdoc/>
    public static Symbol Expm1(Symbol x) => new ExponentialMinusOne(x);

    /// <inheritdoc/>
    public static Symbol Square(Symbol x) => new Power2(x);

    /// <inheritdoc/>
    public static Symbol ItakuraSaito(Symbol x, Symbol y) => new ItakuraSaitoDivergence(x, y);

    /// <inheritdoc/>
    public static Symbol NormalEntropy(Symbol scale) => new EntropyOfNormal(scale);

    /// <summary>The value of the expression on another carrier.</summary>
    /// <param name="variable">The value of each variable, by name.</param>
    /// <param name="constant">A number as a value of the carrier.</param>
    public T Evaluate<T>(Func<string, T> variable, Func<double, T> constant)
        where T : IReal<T>
    {
        T Go(Symbol s) => s switch
        {
            Variable v => variable(v.Name),
            Constant c => constant(c.Value),
            Sum(var l, var r) => Go(l) + Go(r),
            Difference(var l, var r) => Go(l) - Go(r),
            Product(var l, var r) => Go(l) * Go(r),
            Quotient(var l, var r) => Go(l) / Go(r),
            Negation(var i) => -Go(i),
            Power2(var i) => T.Square(Go(i)),
            Logarithm(var i) => T.Log(Go(i)),
            Exponential(var i) => T.Exp(Go(i)),
            ExponentialMinusOne(var i) => T.Expm1(Go(i)),
            ItakuraSaitoDivergence(var x, var y) => T.ItakuraSaito(Go(x), Go(y)),
            EntropyOfNormal(var i) => T.NormalEntropy(Go(i)),
            _ => throw new InvalidOperationException($"{s.GetType().Name} is not an expression."),
        };
        return Go(this);
    }

    /// <summary>The derivative of the expression with respect to a variable, as an expression.</summary>
    public Symbol Derivative(string variable)
    {
        Symbol Go(Symbol s) => s switch
        {
            Variable v => new Constant(v.Name == variable ? 1 : 0),
            Constant => new Constant(0),
            Sum(var l, var r) => Go(l) + Go(r),
            Difference(var l, var r) => Go(l) - Go(r),
            Product(var l, var r) => Go(l) * r + l * Go(r),
            Quotient(var l, var r) => (Go(l) - l / r * Go(r)) / r,
            Negation(var i) => -Go(i),
            Power2(var i) => 2 * i * Go(i),
            Logarithm(var i) => Go(i) / i,
            Exponential(var i) => s * Go(i),
            ExponentialMinusOne(var i) => Exp(i) * Go(i),
            ItakuraSaitoDivergence(var x, var y) => (x - y) / y * (Go(x) / x - Go(y) / y),
            EntropyOfNormal(var i) => Go(i) / i,
            _ => throw new InvalidOperationException($"{s.GetType().Name} is not an expression."),
        };
        return Go(this);
    }

    /// <summary>The formula in ordinary notation.</summary>
    public sealed override string ToString() => Print(this).Text;

    private static (string Text, Precedence Precedence) Print(Symbol symbol)
    {
        string At(Symbol s, Precedence least)
        {
            var (text, precedence) = Print(s);
            return precedence < least ? $"({text})" : text;
        }

        return symbol switch
        {
            Variable v => (v.Name, Precedence.Atom),
            Constant { Value: < 0 } c => (Number(c.Value), Precedence.Unary),
            Constant c => (Number(c.Value), Precedence.Atom),
            Sum(var l, var r) => ($"{At(l, Precedence.Sum)} + {At(r, Precedence.Sum)}", Precedence.Sum),
            Difference(var l, var r) => ($"{At(l, Precedence.Sum)} - {At(r, Precedence.Quotient)}", Precedence.Sum),
            Product(var l, var r) => ($"{At(l, Precedence.Product)} {At(r, Precedence.Power)}", Precedence.Product),
            Quotient(var l, var r) => ($"{At(l, Precedence.Quotient)} / {At(r, Precedence.Power)}", Precedence.Quotient),
            Negation(var i) => ($"-{At(i, Precedence.Product)}", Precedence.Unary),
            Power2(var i) => ($"{At(i, Precedence.Atom)}^2", Precedence.Power),
            Logarithm(var i) => ($"log({Print(i).Text})", Precedence.Atom),
            Exponential(var i) => ($"exp({Print(i).Text})", Precedence.Atom),
            ExponentialMinusOne(var i) => ($"(exp({Print(i).Text}) - 1)", Precedence.Atom),
            EntropyOfNormal(var i) => ($"(log({Print(i).Text}) + log(2 pi e) / 2)", Precedence.Atom),
            ItakuraSaitoDivergence(var x, var y) => PrintItakuraSaito(At(x, Precedence.Quotient), At(y, Precedence.Power)),
            _ => throw new InvalidOperationException($"{symbol.GetType().Name} is not an expression."),
        };
    }

    private static (string, Precedence) PrintItakuraSaito(string x, string y) =>
        ($"({x} / {y} - log({x} / {y}) - 1)", Precedence.Atom);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
