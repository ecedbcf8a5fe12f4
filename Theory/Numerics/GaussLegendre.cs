using MathNet.Numerics.Integration;

namespace IDropTheory;

/// <summary>Gauss-Legendre sums for the smooth integrals that have no closed form free of cancellation.</summary>
internal static class GaussLegendre
{
    private const int Order = 32;
    private static readonly GaussLegendreRule Rule = new(-1, 1, Order);

    /// <summary>The integral of f over [-1, 1] by 32 nodes: exact for polynomials up to degree 63.</summary>
    public static double OnUnit<TParameters>(TParameters parameters, Func<TParameters, double, double> f)
    {
        var sum = 0.0;
        for (var i = 0; i < Order; i++)
            sum += Rule.GetWeight(i) * f(parameters, Rule.GetAbscissa(i));
        return sum;
    }
}
