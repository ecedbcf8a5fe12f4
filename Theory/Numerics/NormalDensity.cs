namespace IDropTheory;

/// <summary>The normal density by its logarithm, which neither underflows in the tails nor overflows for a narrow scale.</summary>
internal readonly struct NormalDensity(double location, double scale)
{
    private readonly double _logPeak = -Math.Log(scale) - NormalFunctions.LogSqrtTwoPi;

    /// <summary>log N(u; location, scale^2).</summary>
    public double Log(double u)
    {
        var deviation = (u - location) / scale;
        return _logPeak - 0.5 * deviation * deviation;
    }
}
