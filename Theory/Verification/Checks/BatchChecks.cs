using System.Numerics;

namespace IDropTheory.Verification;

/// <summary>The vectorised KL of many activations, its sums and gradients, in both precisions, against textbook formulas.</summary>
internal static class BatchChecks
{
    private const double Mu = 0.3;
    private const double Sigma = 0.8;

    public static IReadOnlyList<Claim> All { get; } =
    [
        new("batch.log-normal", "KL from a log-normal prior of whole arrays, of lengths that fill the vector lanes or not, and their sums",
            () => LogNormal<double>(1e-13).Concat(LogNormal<float>(2e-6))),
        new("batch.log-uniform", "KL from the log-uniform prior of whole arrays, relative to that of the largest noise, and their sums",
            () => LogUniform<double>(1e-13).Concat(LogUniform<float>(2e-6))),
        new Claim("batch.gradient", "Gradients of a weighted sum of KL by activations, noise, mu and sigma, against differences",
            () => Gradient<double>(1e-8).Concat(Gradient<float>(1e-5))).AsNumber(),
        // Far from the prior's scale the lanes leave the values to the careful formula.
        new("batch.extreme", "The same KL where noise is smaller or larger than the prior's by many orders of magnitude", () =>
            from alpha in new[] { 1e-200, 1e-20, 1e20, 1e150 }
            let array = new double[3]
            let filled = Evaluate([0.1, -2, 5], [alpha, alpha, alpha], array)
            from i in Enumerable.Range(0, 3)
            let expected = Kl(new[] { 0.1, -2, 5 }[i], alpha, Mu, Sigma)
            select Check.Exact(filled[i] / expected, 1)),
    ];

    private static double Kl(double f, double alpha, double mu, double sigma) =>
        Math.Log(sigma) - Math.Log(alpha) + (alpha / sigma * (alpha / sigma) + (f - mu) / sigma * ((f - mu) / sigma) - 1) / 2;

    private static double[] Evaluate(double[] f, double[] alpha, double[] destination)
    {
        BatchKl.LogNormal(f, alpha, Mu, Sigma, destination.AsSpan());
        return destination;
    }

    // Log-activations from -3 to 3 and noise from 0.05 to 1.6, without any pattern of a power of two.
    private static (T[] F, T[] Alpha) Units<T>(int length)
        where T : INumberBase<T> => (
            [.. Enumerable.Range(0, length).Select(i => T.CreateChecked(3 * Math.Sin(1.7 * i + 0.3)))],
            [.. Enumerable.Range(0, length).Select(i => T.CreateChecked(0.05 * Math.Pow(32, 0.5 + 0.5 * Math.Cos(2.3 * i))))]);

    private static IEnumerable<Check> LogNormal<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var length in new[] { 1, 7, 16, 37, 1100 })
        {
            var (f, alpha) = Units<T>(length);
            var (mu, sigma) = (T.CreateChecked(Mu), T.CreateChecked(Sigma));
            var computed = new T[length];
            BatchKl.LogNormal(f, alpha, mu, sigma, computed.AsSpan());
            var sum = 0.0;
            for (var i = 0; i < length; i++)
            {
                var expected = Kl(
                    double.CreateChecked(f[i]), double.CreateChecked(alpha[i]), double.CreateChecked(mu), double.CreateChecked(sigma));
                sum += expected;
                yield return Check.Exact(double.CreateChecked(computed[i]), expected, tolerance);
            }
            yield return Check.Exact(BatchKl.LogNormalSum<T>(f, alpha, mu, sigma).Value, sum, tolerance);
        }
    }

    private static IEnumerable<Check> LogUniform<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var length in new[] { 5, 40 })
        {
            var (_, alpha) = Units<T>(length);
            var most = T.CreateChecked(1.7);
            var computed = new T[length];
            BatchKl.LogUniformRelative(alpha, most, computed.AsSpan());
            double Expected(int i) => Math.Log(double.CreateChecked(most)) - Math.Log(double.CreateChecked(alpha[i]));
            for (var i = 0; i < length; i++)
                yield return Check.Exact(double.CreateChecked(computed[i]), Expected(i), tolerance);
            yield return Check.Exact(
                (BatchKl.LogUniformRelativeSum<T>(alpha, most) - new RelativeNats(0)).Value, Enumerable.Range(0, length).Sum(Expected),
                tolerance);
        }
    }

    private static IEnumerable<Check> Gradient<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int length = 37;
        var (f, alpha) = Units<T>(length);
        T[] weights = [.. Enumerable.Range(0, length).Select(i => T.CreateChecked(1 + 0.5 * Math.Sin(i)))];
        var (mu, sigma) = (T.CreateChecked(Mu), T.CreateChecked(Sigma));
        var (byF, byAlpha) = (new T[length], new T[length]);
        var (byMu, bySigma) = BatchKlGradient.LogNormal(f, alpha, mu, sigma, weights, byF.AsSpan(), byAlpha.AsSpan());
        double At(T v) => double.CreateChecked(v);
        double Weighted(Func<int, double> kl) => Enumerable.Range(0, length).Sum(i => At(weights[i]) * kl(i));
        for (var i = 0; i < length; i++)
        {
            var (x, a) = (At(f[i]), At(alpha[i]));
            yield return Check.Quadrature(At(byF[i]), At(weights[i]) * Slope(v => Kl(v, a, At(mu), At(sigma)), x), tolerance);
            yield return Check.Quadrature(At(byAlpha[i]), At(weights[i]) * Slope(v => Kl(x, v, At(mu), At(sigma)), a), tolerance);
        }
        yield return Check.Quadrature(byMu, Slope(v => Weighted(i => Kl(At(f[i]), At(alpha[i]), v, At(sigma))), Mu), tolerance);
        yield return Check.Quadrature(bySigma, Slope(v => Weighted(i => Kl(At(f[i]), At(alpha[i]), At(mu), v)), At(sigma)), tolerance);
    }

    // Differences over a thousandth of the value; the three cancel all errors up to the seventh order.
    private static double Slope(Func<double, double> f, double at)
    {
        var step = 2e-3 * Math.Abs(at);
        double Central(int k) => f(at + k * step) - f(at - k * step);
        return (45 * Central(1) - 9 * Central(2) + Central(3)) / (60 * step);
    }
}
