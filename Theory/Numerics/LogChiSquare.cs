namespace IDropTheory;

/// <summary>Second moments of the logarithms of sample variances, which are multiples of chi-squares with 2 a degrees of freedom.</summary>
internal static class LogChiSquare
{
    /// <summary>Var(log u) = psi'(a), the trigamma function, for a &gt; 0, to a few units in the last place.</summary>
    /// <remarks>Recurrence up to 12, then the asymptotic series.</remarks>
    public static double Variance(double shape)
    {
        var (sum, x) = (0.0, shape);
        for (; x < 12; x++)
            sum += 1 / (x * x);
        var w = 1 / (x * x);
        // Bernoulli numbers B2, B4, ...: psi'(x) ~ 1/x + 1/(2 x^2) + sum B_2k / x^(2k+1).
        var tail = w * (1.0 / 6 - w * (1.0 / 30 - w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * (691.0 / 2730 - w * (7.0 / 6)))))));
        return sum + (1 + 0.5 / x + tail) / x;
    }

    /// <summary>Cov(log u, log v) of the variances of two samples of correlation r: 0 at r = 0, psi'(a) at r^2 = 1.</summary>
    /// <remarks>
    /// u and v are gamma variables of shape a whose joint density (Kibble 1941) is diagonal in the Laguerre polynomials with eigenvalues
    /// r^2k; log has the coefficients -1/k there, so that the covariance is sum_k r^2k k! G(a) / (k^2 G(a + k)).
    /// </remarks>
    /// <param name="shape">a = nu / 2, at least 1, nu being the degrees of freedom.</param>
    /// <param name="squaredCorrelation">r^2 in [-1, 1]: an unbiased estimate of it may be negative.</param>
    public static double Covariance(double shape, double squaredCorrelation)
    {
        var term = squaredCorrelation / shape;
        var sum = term;
        for (var k = 1; k < 10_000 && Math.Abs(term) > 1e-16 * Math.Abs(sum); k++)
        {
            term *= squaredCorrelation * ((double)k * k / ((k + 1) * (shape + k)));
            sum += term;
        }
        return sum;
    }
}
