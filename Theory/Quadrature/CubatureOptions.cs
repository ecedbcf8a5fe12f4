namespace IDropTheory;

/// <summary>The accuracy and the effort of an adaptive integration.</summary>
public sealed record CubatureOptions
{
    /// <summary>Relative accuracy 1e-10, absolute accuracy 1e-14, 50 million evaluations.</summary>
    public static CubatureOptions Default { get; } = new();

    /// <summary>Stop when the estimated error is below this fraction of the integral; &gt;= 0.</summary>
    public double RelativeTolerance { get; init => field = Require.NonNegative(value, nameof(RelativeTolerance)); } = 1e-10;

    /// <summary>Stop when the estimated error is below this amount; &gt;= 0.</summary>
    public double AbsoluteTolerance { get; init => field = Require.NonNegative(value, nameof(AbsoluteTolerance)); } = 1e-14;

    /// <summary>Stop after this many evaluations of the integrand, at least 1; the result then reports the error that was
    /// reached.</summary>
    public long MaxEvaluations
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxEvaluations), value, $"MaxEvaluations is {value}; allowed: 1 or more.");
    } = 50_000_000;
}
