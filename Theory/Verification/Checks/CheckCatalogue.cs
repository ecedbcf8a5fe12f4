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
    private static readonly Lazy<ImmutableArray<Claim>> All = new(() => [.. Theorems.All.Select(Claim.Proof), .. Computed()]);

    /// <summary>What is checked, in the order in which it is shown.</summary>
    internal static ImmutableArray<Claim> Claims => All.Value;

    /// <summary>What numbers test.</summary>
    private static Claim[] Computed() =>
    [
        .. NoiseChecks.All,
        .. LogUniformKlChecks.All,
        .. LogNormalKlChecks.All,
        .. ProperPriorChecks.All,
        .. BatchChecks.All,
        .. DistributionChecks.All,
        .. TruncationChecks.All,
        .. SamplingChecks.All,
        .. FiniteChecks.All,
        .. SufficiencyChecks.All,
        .. Proposition1Checks.All,
        .. TotalCorrelationChecks.All,
        .. CorrelationChecks.All,
        .. GaussianBottleneckChecks.All,
        .. ExampleChecks.All,
        .. RepresentationChecks.All,
        .. AnalyticBottleneckChecks.All,
        .. ThresholdChecks.All,
        .. BottleneckChecks.All,
        .. FactorialChecks.All,
        .. ConnectionChecks.All,
        .. RankChecks.All,
        .. EstimatorChecks.All,
        .. NeighbourChecks.All,
        .. DisentanglementChecks.All,
    ];

    /// <summary>Runs every check. A check that throws an exception counts as failed.</summary>
    /// <param name="settings">Seed and number of samples.</param>
    /// <param name="progress">Called with the number of checks done and the number of all checks.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    public static IReadOnlyList<Check> Run(
        VerificationSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Each(Claims, claim => claim.Test(settings), progress, cancellation);
    }

    /// <summary>The checks that refute a printed form, E1 to E9 in this order, each run when it is read.</summary>
    /// <param name="settings">Seed and number of samples.</param>
    public static IEnumerable<Check> Errata(VerificationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Computed().Where(claim => claim.IsErratum).OrderBy(claim => claim.Id, StringComparer.Ordinal)
            .Select(claim => claim.Test(settings));
    }

    /// <summary>Runs the checks whose outcome depends on the seed with many seeds, the first that of the settings, each the next
    /// number.</summary>
    /// <param name="settings">The first seed, and the number of samples of each.</param>
    /// <param name="seeds">Number of seeds, at least 1.</param>
    /// <param name="progress">Called with the number of seeds done and the number of all.</param>
    /// <param name="cancellation">Stops between two seeds.</param>
    /// <exception cref="ArgumentOutOfRangeException">No seeds, or more than there are from the first on.</exception>
    public static IReadOnlyList<SeedTally> Repeat(
        VerificationSettings settings, int seeds, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require.AtLeast(seeds, 1);
        if (settings.Seed > ulong.MaxValue - (ulong)(seeds - 1))
            throw Require.Refuse(settings.Seed, $"at most {ulong.MaxValue - (ulong)(seeds - 1)} for {seeds} seeds", "the first seed");
        Claim[] random = [.. Claims.Where(claim => claim.IsRandom)];
        var outcomes = Each(
            [.. Enumerable.Range(0, seeds).Select(i => settings with { Seed = settings.Seed + (ulong)i })],
            at => (at.Seed, Checks: Array.ConvertAll(random, claim => claim.Test(at))), progress, cancellation);
        return
        [
            .. random.Select((claim, k) => new SeedTally(
                claim.Id, claim.Statement, seeds, outcomes.Max(one => one.Checks[k].ErrorProbability),
                Those(k, CheckOutcome.Failed), Those(k, CheckOutcome.Undecided))),
        ];

        ImmutableArray<ulong> Those(int k, CheckOutcome outcome) =>
            [.. outcomes.Where(one => one.Checks[k].Outcome == outcome).Select(one => one.Seed)];
    }

    private static ImmutableArray<TResult> Each<T, TResult>(
        ImmutableArray<T> all, Func<T, TResult> test, Action<int, int>? progress, CancellationToken cancellation)
    {
        var done = 0;
        return [.. all.AsParallel().AsOrdered().WithCancellation(cancellation).Select(one =>
        {
            var result = test(one);
            progress?.Invoke(Interlocked.Increment(ref done), all.Length);
            return result;
        })];
    }
}
