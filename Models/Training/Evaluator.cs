using System.Collections.Immutable;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Evaluates a network on images, in evaluation mode.</summary>
/// <example><code>
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// using var network = new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, new DropoutMethod.Binary());
/// var objective = new ClassificationObjective(network, InformationPenalty.OfKl(new(0)));
/// var evaluation = Evaluator.Run(objective, data.Test.InOrder(500));
/// Console.WriteLine($"test error {evaluation.Error:P1}, cross-entropy {evaluation.CrossEntropy}");
/// </code></example>
public static class Evaluator
{
    /// <summary>A noise scale of at least this share of the largest possible counts as saturated.</summary>
    private const double SaturatedShare = 0.99;

    /// <summary>Evaluates with the noise at its median or mean: deterministic.</summary>
    /// <param name="objective">The network and its data term.</param>
    /// <param name="batches">The images.</param>
    /// <param name="mode"><see cref="NoiseMode.Median"/> or <see cref="NoiseMode.Mean"/>.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The mode is <see cref="NoiseMode.Sample"/>, which needs a key.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static Evaluation Run(
        Objective objective, BatchSequence batches, NoiseMode mode = NoiseMode.Median, CancellationToken cancellation = default) =>
        Run(objective, batches, NoisePass.Deterministic(mode), cancellation);

    /// <summary>Evaluates with drawn noise: one draw per image, a function of the key.</summary>
    /// <remarks>A network with batch normalisation needs the statistics of drawn noise meanwhile:
    /// <see cref="BatchNormStatistics"/>.</remarks>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static Evaluation Run(Objective objective, BatchSequence batches, RandomKey key, CancellationToken cancellation = default) =>
        Run(objective, batches, NoisePass.Drawn(key), cancellation);

    private static Evaluation Run(
        Objective objective, BatchSequence batches, Func<KlLedger?, int, NoisePass> pass, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(batches);
        var training = objective.Network.training;
        var (images, mistakes, crossEntropy) = (0L, 0L, 0.0);
        var classifies = false;
        var layers = new Dictionary<string, (double Kl, double Alpha, double Saturated, int Units)>();
        objective.Network.eval();
        try
        {
            using var _ = no_grad();
            for (var step = 0; step < batches.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var ledger = new KlLedger();
                var batch = batches[step];
                var dataTerm = objective.DataTerm(batch, pass(ledger, step));
                var count = batch.Labels.shape[0];
                images += count;
                crossEntropy += count * dataTerm.CrossEntropy.item<float>();
                classifies |= dataTerm.Mistakes is not null;
                mistakes += dataTerm.Mistakes?.item<long>() ?? 0;
                foreach (var entry in ledger.Entries)
                {
                    var sum = layers.GetValueOrDefault(entry.Layer);
                    layers[entry.Layer] = (
                        sum.Kl + count * entry.Mean().item<float>(),
                        sum.Alpha + count * entry.Alpha.mean().item<float>(),
                        sum.Saturated + count * entry.Alpha.ge(SaturatedShare * entry.AlphaMax).to(ScalarType.Float32).mean().item<float>(),
                        (int)(entry.Kl.numel() / count));
                }
            }
        }
        finally
        {
            objective.Network.train(training);
        }
        return new(
            (int)images,
            classifies ? (double)mistakes / images : null,
            new(crossEntropy / images),
            [
                .. layers.Select(l => new LayerKl(
                    l.Key, new(l.Value.Kl / images), l.Value.Alpha / images, l.Value.Saturated / images, l.Value.Units)),
            ]);
    }
}
