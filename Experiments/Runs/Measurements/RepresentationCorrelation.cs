using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>Total correlation of the noisy representation over the test images, as that of the normal distribution with the correlations of
/// log z (Fig. 5).</summary>
/// <remarks>Every channel and position is a component. Softplus activations are positive; an exact zero, as of ReLU, has no logarithm and
/// is refused.</remarks>
public sealed record RepresentationCorrelation : Measurement<TotalCorrelationEstimate>
{
    internal const string Word = "total-correlation";

    /// <inheritdoc/>
    public override string Kind => Word;

    internal override TotalCorrelationEstimate Take(TrainedRun run, CancellationToken cancellation)
    {
        StreamingCovariance? covariance = null;
        foreach (var z in run.NoisyRepresentations(run.Set.Test, run.Key(this), cancellation))
        {
            using var logs = z.flatten(1).to(ScalarType.Float64).log().cpu().contiguous();
            if (!logs.isfinite().all().item<bool>())
                throw new UserError("The representation has exact zeros, which have no logarithm; measure the total correlation of a "
                    + "network with --activation softplus.");
            covariance ??= new((int)logs.shape[1]);
            covariance.Add(logs.data<double>().ToArray());
        }
        return TotalCorrelation.Of(covariance!);
    }
}
