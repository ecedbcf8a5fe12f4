namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>The explicit list of everything that <c>idrop verify</c> checks, in the order in which it is shown.</summary>
public static class CheckCatalogue
{
    private static readonly Func<VerificationSettings, Check>[] Checks =
    [
        .. NoiseChecks.All(),
        .. LogUniformKlChecks.All(),
        .. LogNormalKlChecks.All(),
        .. ProperPriorChecks.All(),
        .. DistributionChecks.All(),
        .. FiniteChecks.All(),
        .. Proposition1Checks.All(),
        .. TotalCorrelationChecks.All(),
        .. GaussianBottleneckChecks.All(),
        .. ExampleChecks.All(),
        .. AnalyticBottleneckChecks.All(),
        .. ThresholdChecks.All(),
        .. BottleneckChecks.All(),
        .. SufficientStatisticChecks.All(),
        .. EstimatorChecks.All(),
    ];

    /// <summary>Runs every check. A check that throws is a check that failed.</summary>
    /// <param name="settings">Seed and number of samples.</param>
    /// <param name="progress">Told how many checks are done.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    public static IReadOnlyList<Check> Run(VerificationSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var done = 0;
        return [.. Checks.AsParallel().AsOrdered().WithCancellation(cancellation).Select(check =>
        {
            var result = Guarded(check, settings);
            progress?.Invoke(Interlocked.Increment(ref done), Checks.Length);
            return result;
        })];
    }

    private static Check Guarded(Func<VerificationSettings, Check> check, VerificationSettings settings)
    {
        try
        {
            return check(settings);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Check($"{check.Method.DeclaringType?.Name}.{check.Method.Name}", "could not be computed", Evidence.Exact, double.NaN, double.NaN, double.NaN, double.NaN)
            {
                Failure = e.Message.ReplaceLineEndings(" "),
            };
        }
    }
}
