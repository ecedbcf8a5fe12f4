using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>x/y - log(x/y) - 1 on tensors of one shape, with its derivative in closed form: (x - y)/y (dx/x - dy/y).</summary>
/// <remarks>The same two branches as <see cref="Accurate.ItakuraSaito"/>, so never negative in any precision. A custom function, because
/// autograd through both branches would save a dozen intermediates of the size of the activations. Devices other than the CPU, where
/// every operation costs a start, compute floats by <see cref="InDouble"/>.</remarks>
internal sealed class ItakuraSaitoFunction : autograd.SingleTensorFunction<ItakuraSaitoFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(ItakuraSaitoFunction);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, y) = ((Tensor)vars[0], (Tensor)vars[1]);
        ctx.save_for_backward([x, y]);
        if (x.dtype == ScalarType.Float32 && x.device_type != DeviceType.CPU) return InDouble(x, y);
        using var scope = NewDisposeScope();
        var excess = (x - y) / y;
        var r = excess / (excess + 2);
        var w = r * r;
        // The artanh series converges to the type's precision for w <= 1/25.
        var terms = x.dtype == ScalarType.Float64 ? 12 : 5;
        var series = full_like(w, 1.0 / (2 * terms + 1));
        for (var k = terms - 2; k >= 0; k--)
            series.mul_(w).add_(1.0 / (2 * k + 3));
        var near = r * (excess - 2 * w * series);
        var far = excess - log(x / y);
        return where(w.le(0.04), near, far).MoveToOuterDisposeScope();
    }

    /// <summary>The function of floats in double precision, where a quarter of the operations suffice: two unequal floats differ by so
    /// much that e - log(1 + e) keeps the precision of a float, and cannot be negative.</summary>
    internal static Tensor InDouble(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var excess = (x.to(ScalarType.Float64) - y).div_(y);
        return (excess - log1p(excess)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (x, y) = (saved[0], saved[1]);
        using var scope = NewDisposeScope();
        var flow = grad_output * ((x - y) / y);
        return [(flow / x).MoveToOuterDisposeScope(), (-flow / y).MoveToOuterDisposeScope()];
    }
}
