namespace IDropTheory;

/// <summary>The lasso (Tibshirani, 1996), min over w of w'Gw / 2 - r'w + lambda |w|_1, by cyclic coordinate descent.</summary>
/// <remarks>G is the covariance of the predictors and r theirs with the target. A solution is carried from one lambda to the next smaller
/// one, where it is a good start (Friedman, Hastie and Tibshirani, 2010).</remarks>
internal sealed class Lasso(double[] gram, double[] covariance)
{
    private const int MostSweeps = 1000;

    private readonly double[] _gradient = [.. covariance];

    /// <summary>The coefficients w; zero at first.</summary>
    public double[] Weights { get; } = new double[covariance.Length];

    /// <summary>The least lambda at which all coefficients are zero.</summary>
    public double LargestPenalty => _gradient.Length == 0 ? 0 : covariance.Max(Math.Abs);

    /// <summary>Moves the coefficients to the solution at a lambda.</summary>
    /// <param name="penalty">lambda &gt;= 0.</param>
    /// <param name="tolerance">Done when no coefficient, times its predictor's standard deviation, moves farther in a sweep.</param>
    /// <returns>Whether that happened within 1000 sweeps.</returns>
    public bool Solve(double penalty, double tolerance = 1e-6)
    {
        var d = Weights.Length;
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var largest = 0.0;
            for (var j = 0; j < d; j++)
            {
                var curvature = gram[j * d + j];
                if (curvature <= 0) continue;
                var pull = _gradient[j] + curvature * Weights[j];
                var step = Math.CopySign(Math.Max(Math.Abs(pull) - penalty, 0), pull) / curvature - Weights[j];
                if (step == 0) continue;
                Weights[j] += step;
                for (var k = 0; k < d; k++)
                    _gradient[k] -= gram[j * d + k] * step;
                largest = Math.Max(largest, Math.Abs(step) * Math.Sqrt(curvature));
            }
            if (largest <= tolerance) return true;
        }
        return false;
    }
}
