namespace IDropTheory;

/// <summary>The normal density by its logarithm, which neither underflows in the tails nor overflows for a narrow scale.</summary>
internal static class NormalDensity
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>log N(u; location, scale^2).</summary>
    public static double Log(double u, double location, double scale)
    {
        var deviation = (u - location) / scale;
        return -0.5 * deviation * deviation - Math.Log(scale) - HalfLogTwoPi;
    }
}
