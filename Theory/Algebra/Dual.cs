namespace IDropTheory;

/// <summary>A dual number: a value with its exact derivative along one direction (forward-mode differentiation).</summary>
/// <param name="Value">The number.</param>
/// <param name="Derivative">Its derivative; 1 for the variable of differentiation, 0 for a constant.</param>
public readonly record struct Dual(double Value, double Derivative) : IReal<Dual>
{
    /// <summary>The variable of differentiation.</summary>
    public static Dual Variable(double value) => new(value, 1);

    /// <summary>A constant.</summary>
    public static Dual Constant(double value) => new(value, 0);

    /// <inheritdoc/>
    public static Dual operator +(Dual left, Dual right) => new(left.Value + right.Value, left.Derivative + right.Derivative);

    /// <inheritdoc/>
    public static Dual operator -(Dual left, Dual right) => new(left.Value - right.Value, left.Derivative - right.Derivative);

    /// <inheritdoc/>
    public static Dual operator *(Dual left, Dual right) =>
        new(left.Value * right.Value, left.Derivative * right.Value + left.Value * right.Derivative);

    /// <inheritdoc/>
    public static Dual operator /(Dual left, Dual right)
    {
        var quotient = left.Value / right.Value;
        return new(quotient, (left.Derivative - quotient * right.Derivative) / right.Value);
    }

    /// <inheritdoc/>
    public static Dual operator -(Dual value) => new(-value.Value, -value.Derivative);

    /// <inheritdoc/>
    public static Dual operator +(Dual x, double constant) => new(x.Value + constant, x.Derivative);

    /// <inheritdoc/>
    public static Dual operator -(Dual x, double constant) => new(x.Value - constant, x.Derivative);

    /// <inheritdoc/>
    public static Dual operator *(double constant, Dual x) => new(constant * x.Value, constant * x.Derivative);

    /// <inheritdoc/>
    public static Dual Log(Dual x) => new(Math.Log(x.Value), x.Derivative / x.Value);

    /// <inheritdoc/>
    public static Dual Exp(Dual x)
    {
        var exp = Math.Exp(x.Value);
        return new(exp, exp * x.Derivative);
    }

    /// <inheritdoc/>
    public static Dual Expm1(Dual x) => new(Accurate.Expm1(x.Value), Math.Exp(x.Value) * x.Derivative);

    /// <inheritdoc/>
    public static Dual Square(Dual x) => new(x.Value * x.Value, 2 * x.Value * x.Derivative);

    /// <inheritdoc/>
    public static Dual ItakuraSaito(Dual x, Dual y)
    {
        var excess = (x.Value - y.Value) / y.Value;
        return new(
            Accurate.ItakuraSaito(x.Value, y.Value),
            excess * (x.Derivative / x.Value - y.Derivative / y.Value));
    }
}
