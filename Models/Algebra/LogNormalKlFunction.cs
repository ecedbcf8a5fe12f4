using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Proposition 3 for each unit against one mu and one sigma, by Theory's loops: <see cref="BatchKl.LogNormal"/> forward and
/// <see cref="BatchKlGradient.LogNormal"/> backward.</summary>
/// <remarks>The same formula as on <see cref="TensorReal"/>, in one pass over memory each way instead of forty.</remarks>
internal sealed class LogNormalKlFunction : autograd.SingleTensorFunction<LogNormalKlFunction>
{
    /// <inheritdoc/>
    public override string Name => nameof(LogNormalKlFunction);

    /// <summary>The KL of every unit: by this function where it applies, otherwise by the formula on tensors, on devices other than the
    /// CPU with derivatives in closed form.</summary>
    /// <param name="location">log f(x) + m.</param>
    /// <param name="alpha">Noise scales, same shape.</param>
    /// <param name="mu">Location of the prior, a scalar or one number per unit.</param>
    /// <param name="sigma">Scale of the prior, same shape as mu.</param>
    public static Tensor Of(Tensor location, Tensor alpha, Tensor mu, Tensor sigma) =>
        AppliesTo(location, alpha, mu, sigma) ? apply(location, alpha, mu, sigma)
            : location.device_type != DeviceType.CPU ? LogNormalKlOnTensors.apply(location, alpha, mu, sigma)
            : TensorReal.Evaluate(() => KlFormulas.LogNormal<TensorReal>(new(location), new(alpha), new(mu), new(sigma)));

    /// <summary>Whether the function applies to these tensors: float32 on the CPU, one mu and one sigma, both within their
    /// domain.</summary>
    public static bool AppliesTo(Tensor location, Tensor alpha, Tensor mu, Tensor sigma) =>
        HostMemory.Holds(location) && HostMemory.Holds(alpha) && location.shape.SequenceEqual(alpha.shape)
        && HostMemory.Holds(mu) && mu.dim() == 0 && float.IsFinite(mu.item<float>())
        && HostMemory.Holds(sigma) && sigma.dim() == 0 && sigma.item<float>() is > 0 and < float.PositiveInfinity;

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] inputs = [.. vars.Cast<Tensor>()];
        var (location, alpha, mu, sigma) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        ctx.save_for_backward([.. inputs]);
        using var scope = NewDisposeScope();
        var result = HostMemory.EmptyLike(alpha);
        Span<float> Numbers(Tensor x) => HostMemory.Numbers(alpha, x);
        BatchKl.LogNormal<float>(Numbers(location), Numbers(alpha), mu.item<float>(), sigma.item<float>(), Numbers(result));
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (location, alpha, mu, sigma) = (saved[0], saved[1], saved[2], saved[3]);
        using var scope = NewDisposeScope();
        var (byLocation, byAlpha) = (HostMemory.EmptyLike(alpha), HostMemory.EmptyLike(alpha));
        Span<float> Numbers(Tensor x) => HostMemory.Numbers(alpha, x);
        var (byMu, bySigma) = BatchKlGradient.LogNormal<float>(
            Numbers(location), Numbers(alpha), mu.item<float>(), sigma.item<float>(),
            Numbers(grad_output), Numbers(byLocation), Numbers(byAlpha));
        List<Tensor> gradients = [byLocation, byAlpha, tensor((float)byMu), tensor((float)bySigma)];
        return [.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope())];
    }
}
