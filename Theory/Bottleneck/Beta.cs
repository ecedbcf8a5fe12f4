namespace IDropTheory;

/// <summary>The trade-off of the bottleneck Lagrangian, in the paper's convention: H(y|z) + beta I(x;z), beta &gt;= 0.</summary>
/// <remarks>Tishby's convention I(x;t) - b I(t;y) has b = 1/beta; this type keeps the two apart.
/// It is not <see cref="EffectiveBeta"/>, the factor of the KL term of a training loss.</remarks>
/// <example>
/// <code>
/// Beta beta = Beta.FromPaper(0.4);                 // H(y|z) + 0.4 I(x;z)
/// double tishby = beta.Tishby;                     // 2.5: I(x;z) - 2.5 I(z;y)
/// EffectiveBeta perSample = beta.PerSample(60_000);
/// </code>
/// </example>
public readonly record struct Beta
{
    private Beta(double paper) => Paper = paper;

    /// <summary>The factor of I(x;z) in the paper's Lagrangian; at 0 the optimum is a minimal sufficient statistic, at +infinity a
    /// constant.</summary>
    public double Paper { get; }

    /// <summary>The factor of I(t;y) in Tishby's Lagrangian: 1 / <see cref="Paper"/>.</summary>
    public double Tishby => 1 / Paper;

    /// <summary>A trade-off in the paper's convention.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or NaN.</exception>
    public static Beta FromPaper(double beta) =>
        beta >= 0 ? new(beta) : throw Require.Refuse(beta, ">= 0 (+infinity included)", nameof(beta));

    /// <summary>A trade-off in Tishby's convention, b &gt;= 0; b = 1 / beta.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is negative or NaN.</exception>
    public static Beta FromTishby(double beta) => new(1 / FromPaper(beta).Paper);

    /// <summary>The factor of the KL term in a loss averaged over samples, when the paper's experiments divide beta by N.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trainingSamples"/> is less than 1.</exception>
    public EffectiveBeta PerSample(int trainingSamples) => new(Paper / Require.AtLeast(trainingSamples, 1));
}
