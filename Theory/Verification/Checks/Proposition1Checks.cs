using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Verification;

/// <summary>Proposition 1 and the (beta, gamma) plane: on finite systems, log-normal channels, and in closed form (erratum E7).</summary>
internal static class Proposition1Checks
{
    private const string Identity = "E_x KL(p(z|x) || prod q_i) = I(x;z) + TC(z) + sum_i KL(p(z_i) || q_i)";

    private static readonly ImmutableArray<double> Alphas = [0.5, 0.8, 0.3];

    private static double[,] Covariance => new double[,] { { 1, 0.4, 0.1 }, { 0.4, 0.7, -0.2 }, { 0.1, -0.2, 0.5 } };

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Exact("proposition-1.finite", Identity + ", on finite systems, each term by its own definition", settings =>
            from s in Systems(settings)
            let terms = s.System.Decompose(s.Priors)
            select (terms.ExpectedKl.Value, terms.Sum.Value)),
        Claim.Exact("proposition-1.terms", "Each term of Proposition 1 is its textbook sum", settings =>
            from s in Systems(settings)
            let terms = s.System.Decompose(s.Priors)
            from sides in new[]
            {
                (terms.ExpectedKl.Value, s.Naive.ExpectedKl), (terms.Information.Value, s.Naive.Information),
                (terms.TotalCorrelation.Value, s.Naive.TotalCorrelation), (terms.MarginalKl.Value, s.Naive.MarginalKl),
            }
            select sides),
        Claim.Exact(
            "proposition-1.best-prior", "The least KL over all factorised priors is I(x;z) + TC(z), at q_i = p(z_i)", settings =>
            from s in Systems(settings)
            let best = s.System.Decompose([.. Enumerable.Range(0, s.System.Dimensions).Select(s.System.Marginal)])
            select (best.ExpectedKl.Value, s.Naive.Information + s.Naive.TotalCorrelation)),
        Claim.Quadrature(
            "proposition-1.log-normal",
            Identity + ", on a log-normal channel of two units: the left side by Proposition 3, the right by integrals", () =>
            from terms in new[] { ExampleSystems.NoisyPair().Decompose([new LogNormal(0.3, 0.9), new LogNormal(0, 1.2)]) }
            select (terms.ExpectedKl.Value, terms.Sum.Value), 1e-8),
        Claim.Exact("proposition-1.gaussian", Identity + ", for normal log-activations, every term in closed form", () =>
            from terms in new[] { Gaussian.Decompose(new LogNormal(0.1, 1.1), new LogNormal(-0.3, 0.7), new LogNormal(0, 2)) }
            select (terms.ExpectedKl.Value, terms.Sum.Value), 1e-11),
        new(
            "proposition-1.gaussian-terms",
            "I(x;z) and TC(z) of normal log-activations are ratios of determinants; I = 1/2 log(1 + s^2/alpha^2) for one unit",
            GaussianTerms),
        Claim.Exact(
            "plane.identity",
            "beta I + gamma TC = min(beta,gamma)(I + TC) + max(beta-gamma,0) I + max(gamma-beta,0) TC: no estimate is subtracted",
            settings =>
            from s in Systems(settings)
            from beta in new[] { 0, 0.3, 1.7 }
            from gamma in new[] { 0, 0.3, 0.9 }
            select (s.System.Plane().Cost(beta, gamma).Value, beta * s.Naive.Information + gamma * s.Naive.TotalCorrelation)),
        Claim.Exact(
            "E7", "Proposition 1 is stated for any prior; with a fixed one sum_i KL(p(z_i) || q_i) comes on top (a bit seen twice)", () =>
            [(TwiceSeen.KlToFactorised(Coins).Value, Bit.Information + Bit.TotalCorrelation + Bit.MarginalKl)])
            .Refuting(() => PrintedForms.FixedPriorCost(Bit.Information, Bit.TotalCorrelation)),
    ];

    private static FiniteRepresentation TwiceSeen => ExampleSystems.TwiceSeenBit(0.1, 0.2);

    private static FiniteDistribution[] Coins => [FiniteDistribution.Bernoulli(0.3), FiniteDistribution.Bernoulli(0.8)];

    private static NaiveTerms Bit => NaiveTerms.Of(TwiceSeen, Coins);

    private static GaussianLogActivation Gaussian => new([0.2, -0.1, 0.5], Matrix<double>.Build.DenseOfArray(Covariance), Alphas.AsSpan());

    // With S the covariance of log f and D that of the noise: I = 1/2 log det(S + D) / det D, TC = 1/2 log prod (S + D)_ii / det(S + D).
    private static IEnumerable<Check> GaussianTerms()
    {
        var total = Tables.Of(3, 3, (i, j) => Covariance[i, j] + (i == j ? Alphas[i] * Alphas[i] : 0));
        var noise = Alphas.Aggregate(1.0, (product, alpha) => product * (alpha * alpha));
        var determinant = Textbook.Determinant(total);
        var single = new GaussianLogActivation([0.4], Matrix<double>.Build.Dense(1, 1, 0.81), [0.6]);
        return
        [
            Check.Exact(Gaussian.Information.Value, 0.5 * Math.Log(determinant / noise), 1e-11),
            Check.Exact(Gaussian.TotalCorrelation.Value, 0.5 * Math.Log(total[0, 0] * total[1, 1] * total[2, 2] / determinant), 1e-11),
            Check.Exact(single.Information.Value, 0.5 * Math.Log(1 + 0.81 / 0.36)),
        ];
    }

    private static IEnumerable<(FiniteRepresentation System, FiniteDistribution[] Priors, NaiveTerms Naive)> Systems(
        VerificationSettings settings) =>
        from key in settings.Keys("P1", 5)
        let system = new FiniteRepresentation(
            FiniteDistribution.Random(key.Fold("x"), 3), Channel.Random(key.Fold("z"), 3, 12), 3, 2, 2)
        let priors = system.Sizes.Select((size, k) => FiniteDistribution.Random(key.Fold($"q{k}"), size)).ToArray()
        select (system, priors, NaiveTerms.Of(system, priors));

    /// <summary>The terms of Proposition 1 by their textbook sums.</summary>
    private sealed record NaiveTerms(double ExpectedKl, double Information, double TotalCorrelation, double MarginalKl)
    {
        public static NaiveTerms Of(FiniteRepresentation s, FiniteDistribution[] priors)
        {
            var outputs = Enumerable.Range(0, s.Z.Count).ToList();
            var components = Enumerable.Range(0, s.Dimensions).ToList();
            double Z(int z) => Enumerable.Range(0, s.X.Count).Sum(x => s.X[x] * s.ZGivenX[x, z]);
            double Marginal(int i, int value) => outputs.Where(z => s.Component(z, i) == value).Sum(Z);
            double Product(int z, Func<int, int, double> factor) => components.Aggregate(1.0, (p, i) => p * factor(i, s.Component(z, i)));
            double Term(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);
            double Mean(Func<int, double> reference) =>
                Enumerable.Range(0, s.X.Count).Sum(x => s.X[x] * outputs.Sum(z => Term(s.ZGivenX[x, z], reference(z))));
            return new(
                Mean(z => Product(z, (i, v) => priors[i][v])),
                Mean(Z),
                outputs.Sum(z => Term(Z(z), Product(z, Marginal))),
                components.Sum(i => Enumerable.Range(0, s.Sizes[i]).Sum(v => Term(Marginal(i, v), priors[i][v]))));
        }
    }
}
