namespace IDropTheory;

/// <summary>The cost of merging two clusters of x (Slonim and Tishby 1999), which the agglomerative and the sequential method
/// share.</summary>
internal static class ClusterMerge
{
    /// <summary>What merging clusters of joint masses p(t, y) adds to H(y|t) + beta H(t): (p + q) (JS - beta h(p / (p + q))).</summary>
    public static double Cost(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double beta)
    {
        var divergence = FiniteInformation.JensenShannon(first, second, out var p, out var q);
        if (beta == 0 || p == 0 || q == 0) return divergence;
        return divergence + beta * (p * Math.Log(p / (p + q)) + q * Math.Log(q / (p + q)));
    }

    /// <summary>The joint masses p(x, y) of one symbol.</summary>
    public static double[] Mass(JointDistribution joint, int x)
    {
        var mass = new double[joint.CountY];
        for (var y = 0; y < mass.Length; y++)
            mass[y] = joint[x, y];
        return mass;
    }
}
