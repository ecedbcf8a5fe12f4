using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>A tensor as the number type of the closed forms: <see cref="KlFormulas"/> runs on it elementwise, with autograd.</summary>
/// <remarks>Operands broadcast as tensors do. Evaluate whole formulas through <see cref="Evaluate"/>, so that no intermediate tensor
/// survives.</remarks>
/// <param name="Value">The tensor, of a floating-point type.</param>
public readonly record struct TensorReal(Tensor Value) : IReal<TensorReal>
{
    /// <summary>Runs a formula in its own dispose scope and returns only the result.</summary>
    public static Tensor Evaluate(Func<TensorReal> formula)
    {
        ArgumentNullException.ThrowIfNull(formula);
        TorchRuntime.Prepare();
        using var scope = NewDisposeScope();
        return formula().Value.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public static TensorReal operator +(TensorReal left, TensorReal right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static TensorReal operator -(TensorReal left, TensorReal right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static TensorReal operator *(TensorReal left, TensorReal right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    public static TensorReal operator /(TensorReal left, TensorReal right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    public static TensorReal operator -(TensorReal value) => new(-value.Value);

    /// <inheritdoc/>
    public static TensorReal operator +(TensorReal x, double constant) => new(x.Value + constant);

    /// <inheritdoc/>
    public static TensorReal operator -(TensorReal x, double constant) => new(x.Value - constant);

    /// <inheritdoc/>
    public static TensorReal operator *(double constant, TensorReal x) => new(x.Value * constant);

    /// <inheritdoc/>
    public static TensorReal Log(TensorReal x) => new(log(x.Value));

    /// <inheritdoc/>
    public static TensorReal Exp(TensorReal x) => new(exp(x.Value));

    /// <inheritdoc/>
    public static TensorReal Expm1(TensorReal x) => new(expm1(x.Value));

    /// <inheritdoc/>
    public static TensorReal Square(TensorReal x) => new(square(x.Value));

    /// <inheritdoc/>
    public static TensorReal ItakuraSaito(TensorReal x, TensorReal y)
    {
        var operands = broadcast_tensors(x.Value, y.Value);
        return new(ItakuraSaitoFunction.apply(operands[0], operands[1]));
    }
}
