namespace IDropTheory;

/// <summary>Entropy and divergence of finite distributions as plain sums over spans, in nats; the inputs are probabilities, not checked.</summary>
internal static class FiniteInformation
{
    /// <summary>H(p) = -sum p log p, with 0 log 0 = 0.</summary>
    public static double Entropy(ReadOnlySpan<double> p)
    {
        var sum = 0.0;
        foreach (var v in p)
            sum -= Accurate.XLogX(v);
        return Math.Max(sum, 0);
    }

    /// <summary>KL(p || q): +infinity where q misses part of p. Every term of the sum is non-negative, so the result is.</summary>
    /// <remarks>As p and q sum to one, sum p log(p/q) = sum over p &gt; 0 of p (q/p - log(q/p) - 1), plus the mass of q where p = 0.</remarks>
    public static double Kl(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            sum += p[i] == 0 ? q[i] : p[i] * Accurate.ItakuraSaito(q[i], p[i]);
        return sum;
    }
}
