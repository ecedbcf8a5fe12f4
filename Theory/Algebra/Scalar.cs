using System.Numerics;

namespace IDropTheory;

/// <summary>A plain float or double as a carrier of the closed forms.</summary>
/// <param name="Value">The number.</param>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public readonly record struct Scalar<T>(T Value) : IReal<Scalar<T>>
    where T : IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static Scalar<T> operator +(Scalar<T> left, Scalar<T> right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator -(Scalar<T> left, Scalar<T> right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator *(Scalar<T> left, Scalar<T> right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator /(Scalar<T> left, Scalar<T> right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator -(Scalar<T> value) => new(-value.Value);

    /// <inheritdoc/>
    public static Scalar<T> operator +(Scalar<T> x, double constant) => new(x.Value + T.CreateTruncating(constant));

    /// <inheritdoc/>
    public static Scalar<T> operator -(Scalar<T> x, double constant) => new(x.Value - T.CreateTruncating(constant));

    /// <inheritdoc/>
    public static Scalar<T> operator *(double constant, Scalar<T> x) => new(T.CreateTruncating(constant) * x.Value);

    /// <inheritdoc/>
    public static Scalar<T> Log(Scalar<T> x) => new(T.Log(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Exp(Scalar<T> x) => new(T.Exp(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Expm1(Scalar<T> x) => new(Accurate.Expm1(x.Value));

    /// <inheritdoc/>
    public static Scalar<T> Square(Scalar<T> x) => new(x.Value * x.Value);

    /// <inheritdoc/>
    public static Scalar<T> ItakuraSaito(Scalar<T> x, Scalar<T> y) => new(Accurate.ItakuraSaito(x.Value, y.Value));
}
