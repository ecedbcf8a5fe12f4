namespace IDropTheory;

/// <summary>beta / N: the factor that multiplies the mean KL of a training loss in the paper's experiments (section 8).</summary>
public readonly record struct EffectiveBeta
{
    /// <summary>A factor, finite and &gt;= 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative or not finite.</exception>
    public EffectiveBeta(double value) => Value = Require.NonNegative(value);

    /// <summary>The factor of the KL term.</summary>
    public double Value { get; }
}
