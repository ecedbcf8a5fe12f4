using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Re-estimates batch-normalisation statistics without noise, for deterministic evaluation.</summary>
/// <remarks>Statistics gathered under noise describe noisy activations and are wrong for a network without noise. One pass over the
/// training images in training mode, noise at its median, replaces them by the plain average over the batches. Training itself never
/// reads them. An evaluation with drawn noise needs statistics of its own: <see cref="BatchNormStatistics"/>.</remarks>
public static class BatchNormRecalibration
{
    /// <summary>Replaces the running statistics of every batch normalisation; does nothing to a network that has none.</summary>
    /// <param name="objective">The network and its loss.</param>
    /// <param name="batches">Training images.</param>
    /// <param name="cancellation">Stops between batches; the statistics are then those of the batches seen.</param>
    public static void Run(Objective objective, BatchSequence batches, CancellationToken cancellation = default) =>
        Run(objective, batches, NoisePass.Deterministic(NoiseMode.Median), cancellation);

    /// <summary>Replaces the statistics by those of passes that handle noise in a given way.</summary>
    /// <param name="objective">The network and its loss.</param>
    /// <param name="batches">Training images.</param>
    /// <param name="pass">The pass of every step; its ledger is null, so that priors learn nothing.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal static void Run(
        Objective objective, BatchSequence batches, Func<KlLedger?, int, NoisePass> pass, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(batches);
        var layers = objective.Network.modules().OfType<NormBase>().ToArray();
        if (layers.Length == 0) return;
        var momenta = Array.ConvertAll(layers, layer => layer.momentum);
        var training = objective.Network.training;
        try
        {
            foreach (var layer in layers)
            {
                layer.reset_running_stats();
                layer.momentum = null; // A cumulative average over all batches.
            }
            objective.Network.train();
            using var _ = no_grad();
            for (var step = 0; step < batches.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                objective.DataTerm(batches[step], pass(null, step));
            }
        }
        finally
        {
            for (var i = 0; i < layers.Length; i++)
                layers[i].momentum = momenta[i];
            objective.Network.train(training);
        }
    }
}
