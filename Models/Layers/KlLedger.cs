using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The record of one layer in a <see cref="KlLedger"/>.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Kl">KL of every unit in nats, shape [N, ...] as the activations; differentiable in training.</param>
/// <param name="Alpha">The noise scale of every unit, same shape or broadcastable, without gradient.</param>
/// <param name="AlphaMax">The largest alpha that the layer can reach, or the value at and above which a unit carries no information about
/// its input.</param>
/// <param name="Moments">Second moments of the log-activations; null if the ledger does not keep them.</param>
public sealed record KlEntry(string Layer, Tensor Kl, Tensor Alpha, double AlphaMax, LogActivationMoments? Moments = null)
{
    /// <summary>The distribution of the layer's output given its input; null if the ledger does not keep it.</summary>
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
/// <remarks>A ledger is passed explicitly (<see cref="NoisePass"/>), so that no layer keeps state and two passes cannot mix. The ledger
/// owns the recorded tensors, whatever dispose scopes the layers open: dispose of it after the backward pass.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// using var layer = InformationDropout.Dense("dropout1", inputs: 784, outputs: 100, new LogNormalPrior());
/// using var ledger = new KlLedger();
/// using var x = rand(32, 784);
/// using var f = rand(32, 100);
/// using var z = layer.call(x, f, NoisePass.Median(ledger));
/// foreach (var entry in ledger.Entries)
///     using (var kl = entry.Mean())
///         Console.WriteLine($"{entry.Layer}: {kl.item&lt;float&gt;()} nats per sample");
/// </code></example>
public sealed class KlLedger : IDisposable
{
    private readonly List<KlEntry> _entries = [];

    /// <summary>An empty ledger.</summary>
    /// <param name="keepMoments">Whether layers also keep the moments of their log-activations
    /// (<see cref="LogActivationMoments"/>).</param>
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

    /// <summary>The records of the layers, in the order of the forward pass.</summary>
    public IReadOnlyList<KlEntry> Entries => _entries;

    /// <summary>Adds the record of one layer; the ledger takes ownership of its tensors.</summary>
    public void Record(KlEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Kl.DetachFromDisposeScope();
        entry.Alpha.DetachFromDisposeScope();
        _entries.Add(entry);
    }

    /// <summary>KL summed over units and layers, averaged over the batch, in nats; a scalar; zero if no layer recorded a KL.</summary>
    public Tensor Total()
    {
        using var scope = NewDisposeScope();
        return _entries.Aggregate(tensor(0f), (sum, entry) => sum + entry.Mean()).MoveToOuterDisposeScope();
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
