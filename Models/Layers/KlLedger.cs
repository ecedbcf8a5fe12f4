using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>What one layer wrote in a <see cref="KlLedger"/>.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Kl">KL of every unit in nats, shape [N, ...] as the activations; differentiable in training.</param>
/// <param name="Alpha">The noise scale of every unit, same shape or broadcastable, without gradient.</param>
/// <param name="AlphaMax">The largest alpha that the layer can reach, or from which on a unit tells nothing of the input.</param>
/// <param name="Moments">Second moments of the log-activations, where the ledger keeps them.</param>
public sealed record KlEntry(string Layer, Tensor Kl, Tensor Alpha, double AlphaMax, LogActivationMoments? Moments = null)
{
    /// <summary>The distribution of the layer's output given its input, where the ledger keeps it.</summary>
    public NoisyCode? Code { get; init; }

    /// <summary>KL of the layer per sample: the sum over its units, in nats; shape [N].</summary>
    public Tensor PerSample()
    {
        using var scope = NewDisposeScope();
        return Kl.flatten(1).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>KL of the layer, averaged over the batch, in nats; a scalar.</summary>
    public Tensor Mean()
    {
        using var scope = NewDisposeScope();
        return (Kl.sum() / Kl.shape[0]).MoveToOuterDisposeScope();
    }
}

/// <summary>Collects the information cost of every layer of one forward pass.</summary>
/// <remarks>Handed to a pass explicitly (<see cref="NoisePass"/>), so no layer keeps state and two passes cannot mix. The ledger owns what is
/// written in it, whatever dispose scopes the layers open: dispose of it after the backward pass.</remarks>
public sealed class KlLedger : IDisposable
{
    private readonly List<KlEntry> _entries = [];

    /// <summary>An empty ledger.</summary>
    /// <param name="keepMoments">Whether layers also keep the moments of their log-activations (<see cref="LogActivationMoments"/>).</param>
    /// <param name="keepCodes">Whether layers also keep the distribution of their output (<see cref="NoisyCode"/>).</param>
    public KlLedger(bool keepMoments = false, bool keepCodes = false)
    {
        TorchRuntime.Prepare();
        (KeepsMoments, KeepsCodes) = (keepMoments, keepCodes);
    }

    /// <summary>Whether layers also keep the moments of their log-activations.</summary>
    public bool KeepsMoments { get; }

    /// <summary>Whether layers also keep the distribution of their output.</summary>
    public bool KeepsCodes { get; }

    /// <summary>What the layers wrote, in the order of the forward pass.</summary>
    public IReadOnlyList<KlEntry> Entries => _entries;

    /// <summary>Writes the cost of one layer.</summary>
    public void Record(KlEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Kl.DetachFromDisposeScope();
        entry.Alpha.DetachFromDisposeScope();
        _entries.Add(entry);
    }

    /// <summary>KL summed over units and layers, averaged over the batch, in nats; a scalar, zero where nothing was written.</summary>
    public Tensor Total()
    {
        using var scope = NewDisposeScope();
        return _entries.Aggregate(tensor(0f), (sum, entry) => sum.to(entry.Kl.device) + entry.Mean()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry.Kl.Dispose();
            entry.Alpha.Dispose();
            entry.Moments?.Dispose();
            entry.Code?.Dispose();
        }
        _entries.Clear();
    }
}
