namespace IDropTheory;

/// <summary>Entropy and divergence of finite distributions as plain sums over spans, in nats; the inputs are probabilities, not
/// checked.</summary>
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
    /// <remarks>As p and q sum to one, sum p log(p/q) = sum of <see cref="KlTerm"/>.</remarks>
    public static double Kl(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            sum += KlTerm(p[i], q[i]);
        return sum;
    }

    /// <summary>The Jensen-Shannon divergence of two vectors of masses, weighted by their sums p and q: (p + q) JS &gt;= 0; 0 if one of
    /// them is zero.</summary>
    public static double JensenShannon(ReadOnlySpan<double> first, ReadOnlySpan<double> second, out double p, out double q)
    {
        (p, q) = (0, 0);
        for (var y = 0; y < first.Length; y++)
        {
            p += first[y];
            q += second[y];
        }
        if (p == 0 || q == 0) return 0;
        var divergence = 0.0;
        for (var y = 0; y < first.Length; y++)
        {
            var mean = (first[y] + second[y]) / (p + q);
            divergence += p * KlTerm(first[y] / p, mean) + q * KlTerm(second[y] / q, mean);
        }
        return divergence;
    }

    /// <summary>The triangular discrimination of two vectors of masses, sum (p - q)^2 / (p + q): near four times the Jensen-Shannon
    /// divergence of distributions, which is 1 to 1.39 times a quarter of it, without a logarithm.</summary>
    internal static double Triangular(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            if (p[i] + q[i] > 0)
                sum += (p[i] - q[i]) * (p[i] - q[i]) / (p[i] + q[i]);
        return sum;
    }

    /// <summary>p log(p/q) - p + q for p, q &gt;= 0: never negative, zero only at p = q.</summary>
    public static double KlTerm(double p, double q)
    {
        if (p == 0) return q;
        // Far from p = q nothing cancels, and no ratio is formed that a subnormal p would make infinite.
        return Math.Abs(q - p) <= 0.5 * p ? p * Accurate.ItakuraSaito(q, p) : q - p - p * (Math.Log(q) - Math.Log(p));
    }
}
