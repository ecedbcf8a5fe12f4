using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Cross-entropy of the labels plus the information penalty: the loss of the paper's classifiers.</summary>
/// <param name="network">Gives logits [N, classes].</param>
/// <param name="penalty">Weights of the information terms.</param>
public sealed class ClassificationObjective(Classifier network, InformationPenalty penalty) : Objective(penalty)
{
    /// <inheritdoc/>
    public override nn.Module Network => network;

    /// <inheritdoc/>
    public override DataTerm DataTerm(Batch batch, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        return Models.DataTerm.OfLogits(network.call(batch.Images, pass), batch.Labels).MoveToOuterDisposeScope();
    }
}
