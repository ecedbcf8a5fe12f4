using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>Total correlation of the noisy representation over the test images, as that of the normal distribution with the correlations of
/// log z (Fig. 5).</summary>
/// <remarks>Every channel and position is a component. Softplus activations are positive; an exact zero, as of ReLU, has no logarithm and
/// is refused. Beside it stands the value from ranks, which does not depend on the distributions of the single components, where there are
/// at most 2^24 numbers.</remarks>
public sealed record RepresentationCorrelation : Measurement<TotalCorrelationEstimate>
{
    internal const string Word = "total-correlation";

    // Ranks need all numbers at once: 128 MiB of them.
    private const long MostRanked = 1 << 24;

    /// <inheritdoc/>
    public override string Kind => Word;

    internal override TotalCorrelationEstimate Take(TrainedRun run, CancellationToken cancellation)
    {
        StreamingCovariance? covariance = null;
        List<double[]>? rows = [];
        foreach (var z in run.NoisyRepresentations(run.Set.Test, run.Key(this), cancellation))
        {
            using var logs = z.flatten(1).to(ScalarType.Float64).log().cpu().contiguous();
            if (!logs.isfinite().all().item<bool>())
                throw new UserError("The representation has exact zeros, which have no logarithm; measure the total correlation of a "
                    + "network with --activation softplus.");
            covariance ??= new((int)logs.shape[1]);
            var block = logs.data<double>().ToArray();
            covariance.Add(block);
            if (covariance.Count * covariance.Dimensions > MostRanked) rows = null;
            rows?.Add(block);
        }
        var estimate = TotalCorrelation.Of(covariance!);
        return rows is null || covariance!.Count <= covariance.Dimensions + 1
            ? estimate
            : estimate with
            {
                FromRanks = RankTotalCorrelation.FromSamples(
                    [.. rows.SelectMany(block => block)], covariance.Dimensions, estimate.Confidence, run.Key(this).Fold("ranks")),
            };
    }
}
