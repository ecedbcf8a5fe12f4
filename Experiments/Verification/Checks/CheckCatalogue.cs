namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>All checks of <c>idrop verify</c>, in the order in which they are shown.</summary>
public static class CheckCatalogue
{
    private static readonly Claim[] Claims =
    [
        .. NoiseChecks.All,
        .. LogUniformKlChecks.All,
        .. LogNormalKlChecks.All,
        .. ProperPriorChecks.All,
        .. DistributionChecks.All,
        .. FiniteChecks.All,
        .. Proposition1Checks.All,
        .. TotalCorrelationChecks.All,
        .. GaussianBottleneckChecks.All,
        .. ExampleChecks.All,
        .. AnalyticBottleneckChecks.All,
        .. ThresholdChecks.All,
        .. BottleneckChecks.All,
        .. EstimatorChecks.All,
    ];

    /// <summary>Runs every check. A check that throws an exception counts as failed.</summary>
    /// <param name="settings">Seed and number of samples.</param>
    /// <param name="progress">Called with the number of checks done and the number of all checks.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    public static IReadOnlyList<Check> Run(
        VerificationSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var done = 0;
        return [.. Claims.AsParallel().AsOrdered().WithCancellation(cancellation).Select(claim =>
        {
            var check = claim.Test(settings);
            progress?.Invoke(Interlocked.Increment(ref done), Claims.Length);
            return check;
        })];
    }
}
