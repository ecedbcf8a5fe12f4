using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The data term of the loss on one batch, with the number of misclassified images.</summary>
/// <param name="CrossEntropy">-log p(target|z) in nats, averaged over the batch; a scalar, differentiable in training. For a variational
/// autoencoder the target is the input: the reconstruction term.</param>
/// <param name="Mistakes">Number of misclassified images, a scalar without gradient; null if the network does not classify.</param>
public readonly record struct DataTerm(Tensor CrossEntropy, Tensor? Mistakes)
{
    /// <summary>The data term of a classifier's logits [N, classes]; its tensors belong to the caller's dispose scope.</summary>
    internal static DataTerm OfLogits(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var crossEntropy = nn.functional.cross_entropy(logits, labels);
        var mistakes = logits.detach().argmax(1).not_equal(labels).sum();
        return new(crossEntropy.MoveToOuterDisposeScope(), mistakes.MoveToOuterDisposeScope());
    }

    /// <summary>This data term, its tensors moved to the outer dispose scope.</summary>
    internal DataTerm MoveToOuterDisposeScope()
    {
        CrossEntropy.MoveToOuterDisposeScope();
        Mistakes?.MoveToOuterDisposeScope();
        return this;
    }
}
