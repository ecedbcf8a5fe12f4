using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The norm of all gradients of a network together.</summary>
internal static class GradientNorm
{
    /// <summary>Scales all gradients by one factor, so that their common Euclidean norm is at most a given one. Smaller gradients, and
    /// those that are not finite, keep their value or become no number.</summary>
    public static void Clip(IEnumerable<Parameter> parameters, double largest)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0) return;
        var norm = stack([.. gradients.Select(gradient => gradient.square().sum())]).sum().sqrt();
        var factor = (largest / norm).clamp_max(1);
        foreach (var gradient in gradients)
            gradient.mul_(factor);
    }
}
