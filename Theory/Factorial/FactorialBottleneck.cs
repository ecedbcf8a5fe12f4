using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Eqs. (4) and (8) on finite alphabets: min over p(z|x) of H(y|z) + beta I(x;z) + gamma TC(z), z = (z_1, ..., z_n).</summary>
/// <remarks>
/// gamma = 0 is the information bottleneck, beta = 0 independent component analysis (section 7), and gamma = beta the loss with a
/// factorised prior (Proposition 1). With y = x the task is reconstruction, eq. (8).
/// <para>The result is a local optimum: neither a step of the iteration nor the exchange of two symbols of z improves it. What is proved is
/// the lower bound; it is attained where independent components cost nothing, as when one component has enough symbols for the
/// bottleneck's optimum. A larger gap says nothing about the encoder.</para>
/// </remarks>
/// <example>
/// <code>
/// // Reconstruction of four symbols by two bits that should be independent.
/// var copy = JointDistribution.Of(new FiniteDistribution(0.4, 0.3, 0.2, 0.1), Channel.Identity(4));
/// FactorialSolution best = FactorialBottleneck.Solve(copy, [2, 2], Beta.FromPaper(0.1), gamma: 0.5);
/// Nats dependence = best.Point.TotalCorrelation;
/// </code>
/// </example>
public static class FactorialBottleneck
{
    /// <summary>The largest number of symbols of z.</summary>
    public const int MaxSymbols = 4096;

    private const double WantedResidual = 1e-11;

    // What a start mixes into an encoder, so that no symbol excludes an x for good.
    private const double Blur = 1e-3;

    /// <summary>Finds an encoder, and a lower bound of the objective of every encoder.</summary>
    /// <param name="joint">p(x,y); symbols of probability zero and repeated rows are allowed.</param>
    /// <param name="sizes">Number of symbols of each component of z, each at least 1; their product is at most
    /// <see cref="MaxSymbols"/>.</param>
    /// <param name="beta">Weight of I(x;z).</param>
    /// <param name="gamma">Weight of TC(z), finite and &gt;= 0.</param>
    /// <param name="options">Effort and tolerance.</param>
    /// <param name="cancellation">Ends the search early: the solution is then the best one known.</param>
    /// <exception cref="ArgumentException">No components, or too many symbols.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or gamma is negative or not finite.</exception>
    public static FactorialSolution Solve(
        JointDistribution joint,
        ReadOnlySpan<int> sizes,
        Beta beta,
        double gamma,
        FactorialOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.NonNegative(gamma);
        options ??= FactorialOptions.Default;
        var symbols = CountSymbols(sizes);
        var statistic = new SufficientStatistic(joint);
        var bottleneck = InformationBottleneck.Solve(
            statistic.Joint, beta,
            new()
            {
                Alphabet = symbols < statistic.Classes ? symbols : null,
                Tolerance = 0.5 * options.Tolerance,
                Key = options.Key.Fold("bottleneck"),
                Certify = options.Certify,
            },
            cancellation);
        var search = new Search(statistic.Joint, [.. sizes], beta.Paper, gamma, options);
        search.Try(bottleneck.Point.Encoder, cancellation);
        for (var start = 0;
            start <= options.Restarts && !search.Reaches(bottleneck.LowerBound) && !cancellation.IsCancellationRequested;
            start++)
            search.Try(Start(options.Key.Fold("start"), start, statistic.Classes, symbols), cancellation);
        var (encoder, residual) = search.Best;
        // Merging classes of x and of y changes H(y|z) by the same constant for every encoder.
        var point = FactorialPoint.Of(joint, statistic.Lift(encoder), sizes);
        var objective = point.Objective(beta, gamma);
        var bound = Math.Max(bottleneck.LowerBound.Value + statistic.Offset, statistic.ConditionalEntropy);
        return new(beta, gamma, point, objective, new(bound), options.Tolerance, search.Iterations, residual);
    }

    private static int CountSymbols(ReadOnlySpan<int> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product = Math.Min(product * Require.AtLeast(size, 1, nameof(sizes)), MaxSymbols + 1);
        return !sizes.IsEmpty && product <= MaxSymbols ? (int)product : throw new ArgumentException(
            $"sizes are [{string.Join(", ", sizes.ToArray())}]; allowed: at least one, with a product of at most {MaxSymbols}.",
            nameof(sizes));
    }

    // The first start gives each class of x a symbol of its own while there are any; the others mix a random assignment with a random
    // soft encoder, more of it from start to start.
    private static Channel Start(RandomKey key, int start, int inputs, int symbols)
    {
        if (start == 0) return Channel.Deterministic(symbols, [.. Enumerable.Range(0, inputs).Select(x => x % symbols)]);
        var (soft, hard) = key.Fold((ulong)start).Split();
        var softness = start % 4 / 3.0;
        var places = hard.Permutation(Math.Max(inputs, symbols));
        return new(Tables.Of(inputs, symbols, (x, z) => (places[x] % symbols == z ? 1 - softness : 0) + softness * Soft(x, z)));

        double Soft(int x, int z) => FiniteDistribution.OnSimplex(soft.Fold((ulong)x), symbols)[z];
    }

    /// <summary>The best encoder so far.</summary>
    private sealed class Search(JointDistribution joint, ImmutableArray<int> sizes, double beta, double gamma, FactorialOptions options)
    {
        private readonly int[] _order = ProductAlphabet.LargestComponentFirst(sizes);
        private readonly Beta _beta = Beta.FromPaper(beta);
        private double _objective = double.PositiveInfinity;

        public (Channel Encoder, double Residual) Best { get; private set; }

        public int Iterations { get; private set; }

        public bool Reaches(Nats bound) => _objective - bound.Value <= options.Tolerance;

        // The encoder as it is; then exchanges and iterations in turn while they help.
        public void Try(Channel start, CancellationToken cancellation)
        {
            var encoder = Exchange(new(Tables.Of(joint.CountX, _order.Length, (x, z) =>
                Array.IndexOf(_order, z) is var t && t < start.Outputs ? start[x, t] : 0)));
            var objective = Keep(encoder, 0);
            while (Math.Max(beta, gamma) > 0 && double.IsFinite(beta) && !cancellation.IsCancellationRequested)
            {
                var run = new FactorialIteration(joint, sizes, beta, gamma, Tables.Of(
                    joint.CountX, _order.Length, (x, z) => (1 - Blur) * encoder[x, z] + Blur / _order.Length));
                run.Run(options.MaxIterations, WantedResidual, cancellation: cancellation);
                Iterations += run.Iterations;
                encoder = Exchange(new(run.Encoder));
                var next = Keep(encoder, run.Residual);
                if (next >= objective - 1e-12) return;
                objective = next;
            }
        }

        private double Keep(Channel encoder, double residual)
        {
            var objective = FactorialPoint.Of(joint, encoder, sizes.AsSpan()).Objective(_beta, gamma).Value;
            if (objective < _objective) (_objective, Best) = (objective, (encoder, residual));
            return objective;
        }

        private Channel Exchange(Channel encoder)
        {
            if (gamma == 0) return encoder;
            var order = ProductAlphabet.LessDependent(encoder.Apply(joint.X).Probabilities, sizes);
            return new(Tables.Of(encoder.Inputs, encoder.Outputs, (x, z) => encoder[x, order[z]]));
        }
    }
}
