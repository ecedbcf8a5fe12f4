using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace IDropTheory;

/// <summary>Sixteen floats or eight doubles side by side as a carrier: the closed forms, unchanged, on SIMD registers.</summary>
/// <remarks>
/// Where the machine has no 512-bit registers the same code runs on two of 256 bits. Each lane agrees with <see cref="Scalar{T}"/> to a
/// few units in the last place for ordinary arguments and exactly for the others: where a quotient or an argument of a logarithm is
/// zero, negative, subnormal, infinite or NaN, the lanes are computed one by one by the scalar definition. NaN stays in its lane.
/// </remarks>
/// <param name="Value">The numbers.</param>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public readonly record struct Lanes<T>(Vector512<T> Value) : IReal<Lanes<T>>
    where T : struct, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many numbers there are side by side.</summary>
    public static int Count => Vector512<T>.Count;

    /// <summary>The same number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Broadcast(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> left, Lanes<T> right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> left, Lanes<T> right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(Lanes<T> left, Lanes<T> right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator /(Lanes<T> left, Lanes<T> right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> value) => new(-value.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator +(Lanes<T> x, double constant) => new(x.Value + LaneMath.Constant<T>(constant));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator -(Lanes<T> x, double constant) => new(x.Value - LaneMath.Constant<T>(constant));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> operator *(double constant, Lanes<T> x) => new(LaneMath.Constant<T>(constant) * x.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Square(Lanes<T> x) => new(x.Value * x.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> Log(Lanes<T> x) =>
        LaneMath.AllNormal(x.Value) ? new(LaneMath.Log(x.Value)) : EachLog(x);

    /// <inheritdoc/>
    /// <remarks>Lane by lane: no closed form of a divergence needs it.</remarks>
    public static Lanes<T> Exp(Lanes<T> x) => Each(x, x, static (v, _) => Scalar<T>.Exp(v));

    /// <inheritdoc/>
    /// <remarks>Lane by lane: no closed form of a divergence needs it.</remarks>
    public static Lanes<T> Expm1(Lanes<T> x) => Each(x, x, static (v, _) => Scalar<T>.Expm1(v));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes<T> ItakuraSaito(Lanes<T> x, Lanes<T> y)
    {
        var ratio = x.Value / y.Value;
        return LaneMath.AllNormal(ratio)
            ? new(LaneMath.ItakuraSaito(ratio, (x.Value - y.Value) / y.Value))
            : EachItakuraSaito(x, y);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes<T> EachLog(Lanes<T> x) => Each(x, x, static (v, _) => Scalar<T>.Log(v));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes<T> EachItakuraSaito(Lanes<T> x, Lanes<T> y) => Each(x, y, Scalar<T>.ItakuraSaito);

    private static Lanes<T> Each(Lanes<T> x, Lanes<T> y, Func<Scalar<T>, Scalar<T>, Scalar<T>> f)
    {
        var result = x.Value;
        for (var lane = 0; lane < Count; lane++)
            result = result.WithElement(lane, f(new(x.Value[lane]), new(y.Value[lane])).Value);
        return new(result);
    }
}
