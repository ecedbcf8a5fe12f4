using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Proposition 3 for each unit as tensor operations, with its derivatives in closed form: what devices other than the CPU run
/// in place of <see cref="LogNormalKlFunction"/>'s loops.</summary>
/// <remarks>A custom function, because autograd through the formula would run twice as many operations and save each of their
/// results.</remarks>
internal sealed class LogNormalKlOnTensors : autograd.SingleTensorFunction<LogNormalKlOnTensors>
{
    /// <inheritdoc/>
    public override string Name => nameof(LogNormalKlOnTensors);

    /// <summary>The KL of every unit; location and alpha have one shape, mu and sigma are scalars or have its last dimensions.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] inputs = [.. vars.Cast<Tensor>()];
        ctx.save_for_backward([.. inputs]);
        return TensorReal.Evaluate(() => KlFormulas.LogNormal<TensorReal>(new(inputs[0]), new(inputs[1]), new(inputs[2]), new(inputs[3])));
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        TensorReal[] saved = [.. ctx.get_saved_variables().Select(value => new TensorReal(value))];
        using var scope = NewDisposeScope();
        var (location, alpha, sigma) = KlFormulas.LogNormalDerivatives(saved[0], saved[1], saved[2], saved[3]);
        var byLocation = grad_output * location.Value;
        // Those by mu and sigma have the shape of the activations; autograd sums them to that of their input.
        List<Tensor> gradients = [byLocation, grad_output * alpha.Value, -byLocation, grad_output * sigma.Value];
        return [.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope())];
    }
}
