namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>What the lowest noisy layer of a fully connected network tells of which test image it was shown: bounds, and the KL term beside
/// them.</summary>
/// <param name="Images">Number of images; the cost grows as its square.</param>
public sealed record FirstLayerBounds(int Images) : Measurement<LayerBounds>
{
    internal const string Word = "first-layer-bounds";

    /// <inheritdoc/>
    public override string Kind => Word;

    internal override LayerBounds Take(TrainedRun run, CancellationToken cancellation) => run.Objective.Network is Mlp network
        ? LayerBounds.Of(network, run.Set.Test, Images)
        : throw new UserError($"This measurement needs a fully connected network; {run.Settings.Network.Label} is none.");
}
