using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The tensors that make up the state of a network.</summary>
public static class NetworkTensors
{
    /// <summary>Every parameter, then every buffer, with the name that checkpoints and exports use. The tensors are the network's
    /// own.</summary>
    public static IEnumerable<(string Name, Tensor Value)> Of(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.named_parameters().Select(p => (p.name, (Tensor)p.parameter))
            .Concat(network.named_buffers().Select(b => (b.name, b.buffer)));
    }
}
