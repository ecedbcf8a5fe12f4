using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The training loss: the data term of a network plus the weighted information of its layers, eq. (3).</summary>
/// <remarks>Loss = cross-entropy + (beta / N) KL, both averaged over the batch. A subclass defines the data term;
/// <see cref="InformationPenalty"/> defines the information terms.</remarks>
/// <param name="penalty">Weights of the information terms.</param>
public abstract class Objective(InformationPenalty penalty)
{
    /// <summary>Weights of the information terms.</summary>
    public InformationPenalty Penalty { get; } = penalty;

    /// <summary>The network that is trained.</summary>
    public abstract nn.Module Network { get; }

    /// <summary>Moves the network, and all else that the objective runs, to a device.</summary>
    public virtual void MoveTo(Device device) => Network.to<nn.Module>(device);

    /// <summary>A ledger that keeps what this objective's penalty needs.</summary>
    public KlLedger NewLedger() => new(Penalty.NeedsMoments);

    /// <summary>Data term of a batch, in nats per sample; runs the network.</summary>
    /// <param name="batch">Images and labels, on the network's device.</param>
    /// <param name="pass">How noise is handled, and where the layers record their KL.</param>
    public abstract DataTerm DataTerm(Batch batch, NoisePass pass);
}
