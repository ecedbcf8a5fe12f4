using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IDropTheory;

/// <summary>Sixteen floats or eight doubles side by side as a carrier: the closed forms, unchanged, on SIMD registers.</summary>
/// <remarks>
/// For ordinary numbers only, hence internal: divisors, quotients and arguments of logarithms have to stay clear of the ends of the range
/// of T (<see cref="LaneMath.Reach{T}"/>); <see cref="BatchKl"/> ensures this. There each lane agrees with <see cref="Scalar{T}"/>
/// to a few units in the last place. A quotient is a product with the reciprocal, which divisions by one divisor share; a machine without
/// 512-bit registers runs the same code on two of 256 bits.
/// </remarks>
internal readonly struct Lanes<T> : IReal<Lanes<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _reciprocal;
    private readonly bool _isDivisor;

    /// <summary>Numbers as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes(Vector512<T> value) => Value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes(Vector512<T> value, Vector512<T> reciprocal) => (Value, _reciprocal, _isDivisor) = (value, reciprocal, true);

    /// <summary>The numbers.</summary>
    public Vector512<T> Value { get; }

    /// <summary>The same number in every lane, with its reciprocal made once for all divisions by it.</summary>
    public static Lanes<T> Divisor(T value) => new(Vector512.Create(value), Vector512.Create(T.One / value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> left, Lanes<T> right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> left, Lanes<T> right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> left, Lanes<T> right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> left, Lanes<T> right) =>
        new(left.Value * (right._isDivisor ? right._reciprocal : Vector512<T>.One / right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> value) => new(-value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, double constant) => new(x.Value + LaneMath.Constant<T>(constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, double constant) => new(x.Value - LaneMath.Constant<T>(constant));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(double constant, Lanes<T> x) => new(LaneMath.Constant<T>(constant) * x.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Square(Lanes<T> x) => new(x.Value * x.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log(Lanes<T> x) => new(LaneMath.Log(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> ItakuraSaito(Lanes<T> x, Lanes<T> y) => new(LaneMath.ItakuraSaito((x / y).Value, ((x - y) / y).Value));

    /// <remarks>Lane by lane: no divergence over arrays needs it.</remarks>
    public static Lanes<T> Exp(Lanes<T> x) => Each(x, T.Exp);

    /// <remarks>Lane by lane: no divergence over arrays needs it.</remarks>
    public static Lanes<T> Expm1(Lanes<T> x) => Each(x, Accurate.Expm1);

    private static Lanes<T> Each(Lanes<T> x, Func<T, T> f)
    {
        var result = x.Value;
        for (var lane = 0; lane < Vector512<T>.Count; lane++)
            result = result.WithElement(lane, f(x.Value[lane]));
        return new(result);
    }
}
