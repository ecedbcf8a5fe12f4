using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The distribution of a layer's output given its input, for every unit: normal, or log-normal, for which location and scale are
/// those of log z.</summary>
/// <param name="Location">Its mean, shape [N, ...] as the activations.</param>
/// <param name="Scale">Its standard deviation, same shape.</param>
public sealed record NoisyCode(Tensor Location, Tensor Scale) : IDisposable
{
    /// <summary>Copies without gradient and outside of dispose scopes; the caller owns them.</summary>
    internal static NoisyCode Of(Tensor location, Tensor scale) =>
        new(location.detach().clone().DetachFromDisposeScope(), scale.detach().clone().DetachFromDisposeScope());

    /// <inheritdoc/>
    public void Dispose()
    {
        Location.Dispose();
        Scale.Dispose();
    }
}
