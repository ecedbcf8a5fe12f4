using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Cross-entropy of a second label, read by a probe from a frozen classifier's representation: the nuisance error of Fig. 4.</summary>
/// <remarks>
/// Batches carry the second label (<see cref="ImageSet.WithLabels"/>). The classifier runs in evaluation mode and without gradient; only the probe is
/// trained. The pass's noise is the classifier's: with drawn noise, in training and through the <see cref="Evaluator"/> overload that takes a key,
/// the probe reads the noisy representation. What the classifier's layers write in the ledger is reported and not charged.
/// </remarks>
/// <param name="classifier">The network under study; it stays as it is.</param>
/// <param name="probe">What is trained.</param>
public sealed class ProbeObjective(Classifier classifier, NuisanceProbe probe) : Objective(InformationPenalty.OfKl(new(0)))
{
    /// <inheritdoc/>
    public override nn.Module Network => probe;

    /// <inheritdoc/>
    public override void MoveTo(Device device)
    {
        base.MoveTo(device);
        classifier.to<nn.Module>(device);
    }

    /// <inheritdoc/>
    public override DataTerm DataTerm(Batch batch, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        return Models.DataTerm.OfLogits(probe.call(classifier.FrozenRepresentation(batch.Images, pass)), batch.Labels).MoveToOuterDisposeScope();
    }
}
