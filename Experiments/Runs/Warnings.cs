using System.Collections.Immutable;

namespace IDropTheory.Experiments.Runs;

/// <summary>What looks wrong with the noise of a network: it is worth a word, and no error.</summary>
internal static class Warnings
{
    private const double SaturatedShare = 0.99;

    // A layer that passes on less than this per image passes on nothing that a task could use.
    private const double CollapsedNats = 1e-3;

    public static ImmutableArray<string> Of(Evaluation evaluation) =>
    [
        .. evaluation.Layers.Where(layer => layer.Saturated > SaturatedShare).Select(layer => FormattableString.Invariant(
            $"{layer.Layer}: {layer.Saturated:P1} of the noise scales are at their largest; the noise no longer adapts (beta is too large, or alpha-max too small).")),
        .. evaluation.Layers.Where(layer => layer.Kl.Value < CollapsedNats).Select(layer => FormattableString.Invariant(
            $"{layer.Layer}: its KL is {layer.Kl.Value:G3} nats per image, so it passes on nothing; use a smaller beta.")),
    ];
}
