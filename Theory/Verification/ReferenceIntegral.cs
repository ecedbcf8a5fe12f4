using MathNet.Numerics.Integration;

namespace IDropTheory.Verification;

/// <summary>Numerical integrals for the references of checks, independent of the quadrature of the library under test.</summary>
internal static class ReferenceIntegral
{
    /// <summary>E f(U) for U ~ N(location, scale^2) by the trapezoidal rule: for smooth f its error falls superexponentially.</summary>
    public static double OverNormal(double location, double scale, Func<double, double> f, double step = 1.0 / 16)
    {
        var (sum, weights, last) = (0.0, 0.0, (int)(12.5 / step));
        for (var k = -last; k <= last; k++)
        {
            var weight = Math.Exp(-0.5 * (k * step) * (k * step));
            sum += weight * f(location + scale * k * step);
            weights += weight;
        }
        return sum / weights;
    }

    /// <summary>The integral of a smooth function that is negligible at both ends: the trapezoidal rule with 400 steps.</summary>
    public static double OverNarrow(double low, double high, Func<double, double> f) =>
        Enumerable.Range(0, 401).Sum(i => f(low + (high - low) * i / 400)) * (high - low) / 400;

    /// <summary>The integral of a smooth function over an interval: 64 panels of 20 Gauss-Legendre nodes.</summary>
    public static double Over(double low, double high, Func<double, double> f)
    {
        const int panels = 64;
        var width = (high - low) / panels;
        return Enumerable.Range(0, panels).Sum(i => GaussLegendreRule.Integrate(f, low + i * width, low + (i + 1) * width, 20));
    }
}
