using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>Gauss-Hermite quadrature: expectations under a normal distribution, exact for polynomials of degree up to 2n - 1.</summary>
/// <remarks>
/// The log-ratios of Propositions 2 and 3 are quadratic in the normal variable log z, so two nodes integrate them exactly.
/// Nodes are the eigenvalues of the Jacobi matrix (Golub and Welsch, 1969), polished by one Newton step; weights are Christoffel numbers,
/// sums of positive terms that keep their relative accuracy in the tails.
/// </remarks>
/// <example>
/// <code>
/// var rule = new GaussHermite(nodes: 20);
/// double mean = rule.Expectation(location: 0, scale: 0.5, System.Math.Exp); // exp(1/8)
/// </code>
/// </example>
public sealed class GaussHermite
{
    /// <summary>The largest number of nodes: beyond it the smallest weights leave the range of doubles.</summary>
    public const int MaxNodes = 256;

    /// <summary>The rule of a given number of nodes for the standard normal distribution.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodes"/> is not in 1 .. <see cref="MaxNodes"/>.</exception>
    public GaussHermite(int nodes)
    {
        if (nodes is < 1 or > MaxNodes)
            throw new ArgumentOutOfRangeException(nameof(nodes), nodes, $"nodes is {nodes}; allowed: 1 to {MaxNodes}.");
        var jacobi = Matrix<double>.Build.Dense(nodes, nodes, (i, j) => Math.Abs(i - j) == 1 ? Math.Sqrt(Math.Max(i, j)) : 0);
        var roots = jacobi.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().ToArray();
        var positions = new double[nodes];
        var weights = new double[nodes];
        for (var k = 0; k < nodes; k++)
        {
            // The rule is symmetric about 0; averaging mirrored eigenvalues makes it so exactly.
            var root = 0.5 * (roots[k] - roots[nodes - 1 - k]);
            var (value, slope, _) = Hermite(nodes, root);
            positions[k] = root - (root == 0 ? 0 : value / slope);
            weights[k] = 1 / Hermite(nodes, positions[k]).Christoffel;
        }
        var total = weights.Sum();
        Nodes = [.. positions];
        Weights = [.. weights.Select(w => w / total)];
    }

    /// <summary>The nodes in increasing order, in units of the standard deviation; symmetric about 0.</summary>
    public ImmutableArray<double> Nodes { get; }

    /// <summary>The weights of the nodes: positive, summing to one.</summary>
    public ImmutableArray<double> Weights { get; }

    /// <summary>E[f(u)] for u ~ N(location, scale^2), on any carrier of <see cref="IReal{T}"/>.</summary>
    public T Expectation<T>(T location, T scale, Func<T, T> f)
        where T : IReal<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        var sum = Weights[0] * f(location + Nodes[0] * scale);
        for (var k = 1; k < Nodes.Length; k++)
            sum += Weights[k] * f(location + Nodes[k] * scale);
        return sum;
    }

    /// <summary>E[f(u)] for u ~ N(location, scale^2).</summary>
    public double Expectation(double location, double scale, Func<double, double> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        var sum = 0.0;
        for (var k = 0; k < Nodes.Length; k++)
            sum += Weights[k] * f(location + Nodes[k] * scale);
        return sum;
    }

    /// <summary>E[f(u)] for u ~ N(location, scale^2) by the rule of a given number of nodes. To use a rule often, construct it
    /// once.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodes"/> is not in 1 .. <see cref="MaxNodes"/>.</exception>
    public static double Expectation(int nodes, double location, double scale, Func<double, double> f) =>
        new GaussHermite(nodes).Expectation(location, scale, f);

    /// <summary>KL(N(location, scale^2) || q) = E[log N(u) - log q(u)] from a logarithmic density of u = log z, independent of the closed
    /// forms.</summary>
    /// <remarks>In nats; exact for two or more nodes when log q is quadratic (a log-normal prior) or constant (a log-uniform one, to which
    /// the result is then relative).</remarks>
    /// <param name="location">Mean of u = log z.</param>
    /// <param name="scale">Standard deviation of u, &gt; 0.</param>
    /// <param name="logPrior">log q(u), the prior's density in u.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scale"/> is not positive.</exception>
    public Nats Divergence(double location, double scale, Func<double, double> logPrior)
    {
        ArgumentNullException.ThrowIfNull(logPrior);
        Require.Positive(scale);
        var posterior = new NormalDensity(location, scale);
        return new(Expectation(location, scale, u => posterior.Log(u) - logPrior(u)));
    }

    /// <summary>The orthonormal Hermite polynomial of a degree at x, its derivative, and the sum of the squares of those below
    /// it.</summary>
    private static (double Value, double Slope, double Christoffel) Hermite(int degree, double x)
    {
        var (previous, current, squares) = (0.0, 1.0, 0.0);
        for (var j = 0; j < degree; j++)
        {
            squares += current * current;
            (previous, current) = (current, (x * current - Math.Sqrt(j) * previous) / Math.Sqrt(j + 1));
        }
        return (current, Math.Sqrt(degree) * previous, squares);
    }
}
