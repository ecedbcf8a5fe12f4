using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>The information bottleneck of jointly Gaussian x and y in closed form (Chechik, Globerson, Tishby, Weiss 2005).</summary>
/// <remarks>
/// The eigenvalues of Sigma_{x|y} Sigma_x^{-1} are lambda_i = 1 - rho_i^2 with rho_i the canonical correlations, so they are computed as
/// singular values of the whitened cross-covariance, which keeps symmetry and loses no digit. In the paper's convention component i is
/// active for beta &lt; rho_i^2; then t_i = a_i u_i'x + noise of unit variance, u_i'x of unit variance, a_i^2 = (rho_i^2 - beta) / (beta
/// lambda_i).
/// </remarks>
/// <example>
/// <code>
/// var covariance = MathNet.Numerics.LinearAlgebra.Matrix&lt;double&gt;.Build.DenseOfArray(new[,] { { 1, 0.8 }, { 0.8, 1 } });
/// GaussianBottleneckSolution solution = GaussianBottleneck.Solve(covariance, split: 1, Beta.FromPaper(0.1));
/// Nats kept = solution.InformationY;               // I(t;y)
/// </code>
/// </example>
public static class GaussianBottleneck
{
    private const double SymmetryTolerance = 1e-10;

    /// <summary>The optimal Gaussian representation at one trade-off.</summary>
    /// <param name="covariance">Joint covariance of (x, y), positive definite; x comes first.</param>
    /// <param name="split">Number of coordinates of x, 1 to dimension - 1.</param>
    /// <param name="beta">Trade-off. At 0 the information I(x;t) is infinite (unless x and y are independent); at 1 or more it is
    /// zero.</param>
    /// <exception cref="ArgumentException">The matrix is not square, symmetric (1e-10 relative) and positive definite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A NaN or infinite entry, a variance that is not positive, or a split outside the
    /// matrix.</exception>
    public static GaussianBottleneckSolution Solve(Matrix<double> covariance, int split, Beta beta)
    {
        var (whitening, correlations, directions) = Canonical(covariance, split);
        double informationX = 0, informationY = 0;
        var active = 0;
        var encoder = Matrix<double>.Build.Dense(split, split);
        foreach (var rho in correlations)
        {
            var squared = rho * rho;
            if (squared <= beta.Paper) break;
            var unexplained = (1 - rho) * (1 + rho);
            var power = (squared - beta.Paper) / unexplained;
            informationX += 0.5 * Accurate.Log1p(power / beta.Paper);
            informationY += 0.5 * Accurate.Log1p(power);
            encoder.SetRow(active, Math.Sqrt(power / beta.Paper) * directions.Column(active));
            active++;
        }
        var bounded = double.IsFinite(informationX);
        return new(
            beta,
            new(informationX),
            new(informationY),
            active,
            [.. correlations.Select(rho => (1 - rho) * (1 + rho))],
            bounded ? encoder * whitening : null);
    }

    /// <summary>The whitening of x (rows of the result times x have unit covariance), canonical correlations and left directions.</summary>
    private static (Matrix<double> Whitening, double[] Correlations, Matrix<double> Directions) Canonical(
        Matrix<double> covariance, int split)
    {
        var (scale, correlation) = Normalised(covariance, split);
        var (n, m) = (split, correlation.RowCount - split);
        var rootX = Factor(correlation.SubMatrix(0, n, 0, n));
        var rootY = Factor(correlation.SubMatrix(n, m, n, m));
        Factor(correlation);
        // L_x^{-1} Sigma_xy L_y^{-T}: solve from the left, then from the right through the transpose.
        var half = rootX.Solve(correlation.SubMatrix(0, n, n, m));
        var svd = rootY.Solve(half.Transpose()).Transpose().Svd();
        // Singular values at rounding level are correlations of zero; at beta = 0 they would count as infinite information.
        var floor = 8 * correlation.RowCount * double.BitIncrement(1) - 8 * correlation.RowCount;
        var correlations = new double[n];
        for (var i = 0; i < Math.Min(n, m); i++)
            correlations[i] = svd.S[i] <= floor ? 0 : svd.S[i] < 1 ? svd.S[i] : throw Singular();
        var unscale = Matrix<double>.Build.DenseOfDiagonalArray([.. scale.Take(n).Select(s => 1 / s)]);
        return (rootX.Solve(unscale), correlations, svd.U);
    }

    /// <summary>Standard deviations and the correlation matrix, after the checks that do not depend on the units of the
    /// coordinates.</summary>
    private static (double[] Scale, Matrix<double> Correlation) Normalised(Matrix<double> covariance, int split)
    {
        ArgumentNullException.ThrowIfNull(covariance);
        var n = covariance.RowCount;
        if (covariance.ColumnCount != n)
            throw new ArgumentException($"The covariance is {n} x {covariance.ColumnCount}; it must be square.", nameof(covariance));
        if (split < 1 || split >= n)
            throw new ArgumentOutOfRangeException(
                nameof(split), split, $"split is {split}; allowed: 1 to {n - 1}, for the {n} coordinates hold x and y.");
        var scale = new double[n];
        for (var i = 0; i < n; i++)
            scale[i] = Math.Sqrt(Require.Positive(covariance[i, i], $"covariance[{i}, {i}]"));
        var correlation = Matrix<double>.Build.Dense(n, n);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                correlation[i, j] = Require.Finite(covariance[i, j], $"covariance[{i}, {j}]") / scale[i] / scale[j];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(correlation[i, j] - correlation[j, i]) > SymmetryTolerance)
                    throw new ArgumentException(
                        FormattableString.Invariant(
                            $"covariance[{i}, {j}] is {covariance[i, j]}, [{j}, {i}] is {covariance[j, i]}; it must be symmetric."),
                        nameof(covariance));
                correlation[i, j] = correlation[j, i] = 0.5 * (correlation[i, j] + correlation[j, i]);
            }
        return (scale, correlation);
    }

    private static Matrix<double> Factor(Matrix<double> correlation)
    {
        try
        {
            return correlation.Cholesky().Factor;
        }
        catch (ArgumentException)
        {
            throw Singular();
        }
    }

    private static ArgumentException Singular() =>
        new("The covariance is not positive definite; remove coordinates that are linear combinations of others.", "covariance");
}
