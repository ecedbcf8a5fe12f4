using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>How far a network's answers to a batch are from the truth.</summary>
/// <param name="CrossEntropy">-log p(target|z) in nats, averaged over the batch; a scalar, differentiable in training. For a variational
/// autoencoder the target is the input: the reconstruction term.</param>
/// <param name="Mistakes">Number of images put in a wrong class, a scalar without gradient; null where nothing is classified.</param>
public readonly record struct Misfit(Tensor CrossEntropy, Tensor? Mistakes);
