namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>All checks of <c>idrop verify</c>, in the order in which they are shown.</summary>
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

    /// <summary>Runs every check. A check that throws an exception counts as failed.</summary>
    /// <param name="settings">Seed and number of samples.</param>
    /// <param name="progress">Called with the number of checks done and the number of all checks.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    public static IReadOnlyList<Check> Run(
        VerificationSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
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
            var id = $"{check.Method.DeclaringType?.Name}.{check.Method.Name}";
            return new Check(id, "could not be computed", Evidence.Exact, double.NaN, double.NaN, double.NaN, double.NaN)
            {
                Failure = e.Message.ReplaceLineEndings(" "),
            };
        }
    }
}
