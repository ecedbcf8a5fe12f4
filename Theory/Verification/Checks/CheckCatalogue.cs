using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Every statement of the paper that numbers can test, each against an independent computation: what <c>idrop verify</c> shows,
/// in its order.</summary>
/// <example>
/// <code>
/// var settings = new IDropTheory.Verification.VerificationSettings(Seed: 1, Samples: 100_000);
/// foreach (var check in IDropTheory.Verification.CheckCatalogue.Run(settings))
///     System.Console.WriteLine($"{check.Id}: {(check.Passed ? "passed" : "failed")}, {check.Computed}, expected {check.Reference}");
/// </code>
/// </example>
public static class CheckCatalogue
{
    private static readonly ImmutableArray<Claim> Claims =
    [
        .. Theorems.All.Select(Claim.Proof),
        .. NoiseChecks.All,
        .. LogUniformKlChecks.All,
        .. LogNormalKlChecks.All,
        .. ProperPriorChecks.All,
        .. DistributionChecks.All,
        .. FiniteChecks.All,
        .. SufficiencyChecks.All,
        .. Proposition1Checks.All,
        .. TotalCorrelationChecks.All,
        .. GaussianBottleneckChecks.All,
        .. ExampleChecks.All,
        .. AnalyticBottleneckChecks.All,
        .. ThresholdChecks.All,
        .. BottleneckChecks.All,
        .. FactorialChecks.All,
        .. ConnectionChecks.All,
        .. RankChecks.All,
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
