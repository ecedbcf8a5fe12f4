using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Cross-entropy of a second label, read by a probe from a frozen classifier's representation: the nuisance error of Fig.
/// 4.</summary>
/// <remarks>
/// Batches carry the second label (<see cref="ImageSet.WithLabels"/>). The classifier runs in evaluation mode and without gradient; only
/// the probe is trained. The pass applies to the classifier's noise: if it is drawn, in training and in the <see cref="Evaluator"/>
/// overload that takes a key, the probe reads the noisy representation. The KL that the classifier's layers record is reported and is not
/// part of the loss.
/// </remarks>
/// <param name="classifier">The network under study; it is not changed.</param>
/// <param name="probe">The probe that is trained.</param>
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
        var logits = probe.call(classifier.FrozenRepresentation(batch.Images, pass));
        return Models.DataTerm.OfLogits(logits, batch.Labels).MoveToOuterDisposeScope();
    }
}
