using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Verification;

/// <summary>The Gaussian bottleneck against direct minimisation and against the determinants of its own encoder.</summary>
internal static class GaussianBottleneckChecks
{
    private static double[,] Covariance =>
        new double[,] { { 2, 0.3, 0.9, 0.2 }, { 0.3, 1, 0.1, -0.5 }, { 0.9, 0.1, 1.2, 0.2 }, { 0.2, -0.5, 0.2, 0.8 } };

    private static readonly ImmutableArray<double> Betas = [0.02, 0.2, 0.36, 0.6];

    public static IReadOnlyList<Claim> All { get; } =
    [
        // t = a x + noise: I(x;t) = 1/2 log(1 + a^2), I(t;y) = 1/2 log((1 + a^2) / (1 + a^2 (1 - rho^2))), minimised over a^2 = e^s.
        new(
            "gaussian-bottleneck.scalar",
            "The optimum for two normal variables is the least beta I(x;t) - I(t;y) over all noise levels", () =>
            from rho in new[] { 0.5, 0.9 }
            from beta in new[] { 0.05, 0.2 }
            let solution = GaussianBottleneck.Solve(
                Matrix<double>.Build.DenseOfArray(new[,] { { 1, rho }, { rho, 1 } }), 1, Beta.FromPaper(beta))
            let objective = (Func<double, double>)(s => beta * X(s) - Y(s, rho))
            let best = ReferenceSearch.Minimum(objective, -20, 20)
            from check in new[]
            {
                Check.Exact(solution.InformationX.Value, X(best), 1e-6),
                Check.Exact(solution.InformationY.Value, Y(best, rho), 1e-6),
                Check.Exact(beta * solution.InformationX.Value - solution.InformationY.Value, objective(best)),
            }
            select check),
        Claim.Exact(
            "gaussian-bottleneck.encoder", "I(x;t) and I(t;y) are those of the returned encoder, by determinants of covariances", () =>
            from solution in Betas.Select(Solve)
            let evaluated = Evaluate(solution.Encoder!.ToArray())
            from sides in new[] { (solution.InformationX.Value, evaluated.X), (solution.InformationY.Value, evaluated.Y) }
            select sides, 1e-10),
        new("gaussian-bottleneck.optimal", "No randomly changed linear encoder has a smaller beta I(x;t) - I(t;y)", settings =>
            from beta in Betas
            let solution = Solve(beta)
            let others = from key in settings.Keys("encoder", 200).Index()
                         let other = Evaluate(Perturbed(solution.Encoder!, key.Item, key.Index % 2 == 0 ? 0.01 : 1))
                         select beta * other.X - other.Y
            select Check.Between(
                beta * solution.InformationX.Value - solution.InformationY.Value, double.NegativeInfinity, others.Min() + 1e-12)),
    ];

    private static GaussianBottleneckSolution Solve(double beta) =>
        GaussianBottleneck.Solve(Matrix<double>.Build.DenseOfArray(Covariance), 2, Beta.FromPaper(beta));

    private static double[,] Perturbed(Matrix<double> encoder, RandomKey key, double size)
    {
        var changed = encoder.ToArray();
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 2; j++)
                changed[i, j] += size * key.Normal((ulong)(2 * i + j));
        return changed;
    }

    // t = A x + unit noise: I(x;t) = 1/2 log det cov(t), I(t;y) = 1/2 log det cov(t) det cov(y) / det cov(t, y).
    private static (double X, double Y) Evaluate(double[,] a)
    {
        double Cross(int i, int column) => a[i, 0] * Covariance[0, column] + a[i, 1] * Covariance[1, column];
        double T(int i, int j) => Cross(i, 0) * a[j, 0] + Cross(i, 1) * a[j, 1] + (i == j ? 1 : 0);
        var t = new[,] { { T(0, 0), T(0, 1) }, { T(1, 0), T(1, 1) } };
        var y = new[,] { { Covariance[2, 2], Covariance[2, 3] }, { Covariance[3, 2], Covariance[3, 3] } };
        var ty = new double[4, 4];
        for (var i = 0; i < 2; i++)
            for (var j = 0; j < 2; j++)
            {
                (ty[i, j], ty[i + 2, j + 2]) = (t[i, j], y[i, j]);
                ty[i, j + 2] = ty[j + 2, i] = Cross(i, j + 2);
            }
        var determinant = Textbook.Determinant(t);
        return (0.5 * Math.Log(determinant), 0.5 * Math.Log(determinant * Textbook.Determinant(y) / Textbook.Determinant(ty)));
    }

    private static double X(double s) => 0.5 * Math.Log(1 + Math.Exp(s));

    private static double Y(double s, double rho) => 0.5 * Math.Log((1 + Math.Exp(s)) / (1 + Math.Exp(s) * (1 - rho * rho)));
}
