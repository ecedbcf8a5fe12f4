using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Proposition 1 and the (beta, gamma) plane: on finite systems, log-normal channels, and in closed form (erratum E7).</summary>
internal static class Proposition1Checks
{
    private const string Identity = "E_x KL(p(z|x) || prod q_i) = I(x;z) + TC(z) + sum_i KL(p(z_i) || q_i)";

    public static IEnumerable<Func<VerificationSettings, Check>> All() =>
        [FiniteIdentity, FiniteTerms, BestPrior, LogNormalIdentity, GaussianIdentity, GaussianTerms, Plane, FixedPrior];

    private static Check FiniteIdentity(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        let terms = s.System.Decompose(s.Priors)
        select Check.Exact(
            "proposition-1.finite", Identity + ", on finite systems, each term by its own definition",
            terms.ExpectedKl.Value, terms.Sum.Value));

    private static Check FiniteTerms(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        let terms = s.System.Decompose(s.Priors)
        let naive = Naive(s.System, s.Priors)
        from pair in new[]
        {
            (Computed: terms.ExpectedKl.Value, Reference: naive.ExpectedKl),
            (Computed: terms.Information.Value, Reference: naive.Information),
            (Computed: terms.TotalCorrelation.Value, Reference: naive.TotalCorrelation),
            (Computed: terms.MarginalKl.Value, Reference: naive.MarginalKl),
        }
        select Check.Exact("proposition-1.terms", "Each term of Proposition 1 is its textbook sum", pair.Computed, pair.Reference));

    private static Check BestPrior(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        let best = s.System.Decompose([.. Enumerable.Range(0, s.System.Dimensions).Select(s.System.Marginal)])
        let naive = Naive(s.System, s.Priors)
        select Check.Exact(
            "proposition-1.best-prior", "The least KL over all factorised priors is I(x;z) + TC(z), at q_i = p(z_i)",
            best.ExpectedKl.Value, naive.Information + naive.TotalCorrelation));

    private static Check LogNormalIdentity(VerificationSettings _)
    {
        var terms = ExampleSystems.NoisyPair().Decompose([new LogNormal(0.3, 0.9), new LogNormal(0, 1.2)]);
        return Check.Quadrature(
            "proposition-1.log-normal",
            Identity + ", on a log-normal channel of two units: the left side by Proposition 3, the right by integrals",
            terms.ExpectedKl.Value, terms.Sum.Value, 1e-8);
    }

    private static Check GaussianIdentity(VerificationSettings _)
    {
        var terms = Gaussian().Decompose(new LogNormal(0.1, 1.1), new LogNormal(-0.3, 0.7), new LogNormal(0, 2));
        return Check.Exact(
            "proposition-1.gaussian", Identity + ", for normal log-activations, every term in closed form",
            terms.ExpectedKl.Value, terms.Sum.Value, 1e-11);
    }

    // With S the covariance of log f and D that of the noise: I = 1/2 log det(S + D) / det D, TC = 1/2 log prod (S + D)_ii / det(S + D).
    private static Check GaussianTerms(VerificationSettings _)
    {
        var layer = Gaussian();
        var total = new double[3, 3];
        var noise = 1.0;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
                total[i, j] = Covariance[i, j] + (i == j ? Alphas[i] * Alphas[i] : 0);
            noise *= Alphas[i] * Alphas[i];
        }
        var determinant = Textbook.Determinant(total);
        const string statement =
            "I(x;z) and TC(z) of normal log-activations are ratios of determinants; I = 1/2 log(1 + s^2/alpha^2) for one unit";
        var single = new GaussianLogActivation([0.4], Matrix<double>.Build.Dense(1, 1, 0.81), [0.6]);
        return Check.All([
            Check.Exact("proposition-1.gaussian-terms", statement, layer.Information.Value, 0.5 * Math.Log(determinant / noise), 1e-11),
            Check.Exact("proposition-1.gaussian-terms", statement, layer.TotalCorrelation.Value,
                0.5 * Math.Log(total[0, 0] * total[1, 1] * total[2, 2] / determinant), 1e-11),
            Check.Exact("proposition-1.gaussian-terms", statement, single.Information.Value, 0.5 * Math.Log(1 + 0.81 / 0.36), 1e-12),
        ]);
    }

    private static Check Plane(VerificationSettings settings) => Check.All(
        from s in Systems(settings)
        let naive = Naive(s.System, s.Priors)
        from beta in new[] { 0, 0.3, 1.7 }
        from gamma in new[] { 0, 0.3, 0.9 }
        select Check.Exact(
            "plane.identity",
            "beta I + gamma TC = min(beta,gamma)(I + TC) + max(beta-gamma,0) I + max(gamma-beta,0) TC: no estimate is subtracted",
            s.System.Plane().Cost(beta, gamma).Value, beta * naive.Information + gamma * naive.TotalCorrelation));

    private static Check FixedPrior(VerificationSettings _)
    {
        var system = ExampleSystems.TwiceSeenBit(0.1, 0.2);
        FiniteDistribution[] priors = [FiniteDistribution.Bernoulli(0.3), FiniteDistribution.Bernoulli(0.8)];
        var naive = Naive(system, priors);
        return Check.Exact(
            "E7", "Proposition 1 is stated for any prior; with a fixed one sum_i KL(p(z_i) || q_i) comes on top (a bit seen twice)",
            system.KlToFactorised(priors).Value, naive.Information + naive.TotalCorrelation + naive.MarginalKl)
            .Refuting(PrintedForms.FixedPriorCost(naive.Information, naive.TotalCorrelation));
    }

    private static readonly double[] Alphas = [0.5, 0.8, 0.3];

    private static readonly double[,] Covariance = { { 1, 0.4, 0.1 }, { 0.4, 0.7, -0.2 }, { 0.1, -0.2, 0.5 } };

    private static GaussianLogActivation Gaussian() => new([0.2, -0.1, 0.5], Matrix<double>.Build.DenseOfArray(Covariance), Alphas);

    private static IEnumerable<(FiniteRepresentation System, FiniteDistribution[] Priors)> Systems(VerificationSettings settings) =>
        from i in Enumerable.Range(0, 5)
        let key = settings.Key("P1").Fold((ulong)i)
        let system = new FiniteRepresentation(
            FiniteDistribution.Random(key.Fold("x"), 3), Channel.Random(key.Fold("z"), 3, 12), 3, 2, 2)
        let sizes = new[] { 3, 2, 2 }
        select (system, sizes.Select((size, k) => FiniteDistribution.Random(key.Fold($"q{k}"), size)).ToArray());

    private static (double ExpectedKl, double Information, double TotalCorrelation, double MarginalKl) Naive(
        FiniteRepresentation s, FiniteDistribution[] priors)
    {
        var outputs = Enumerable.Range(0, s.Z.Count).ToList();
        var components = Enumerable.Range(0, s.Dimensions).ToList();
        double Z(int z) => Enumerable.Range(0, s.X.Count).Sum(x => s.X[x] * s.ZGivenX[x, z]);
        double Marginal(int i, int value) => outputs.Where(z => s.Component(z, i) == value).Sum(Z);
        double Product(int z, Func<int, int, double> factor) => components.Aggregate(1.0, (p, i) => p * factor(i, s.Component(z, i)));
        double Term(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);
        return (
            Enumerable.Range(0, s.X.Count).Sum(x => s.X[x] * outputs.Sum(z => Term(s.ZGivenX[x, z], Product(z, (i, v) => priors[i][v])))),
            Enumerable.Range(0, s.X.Count).Sum(x => s.X[x] * outputs.Sum(z => Term(s.ZGivenX[x, z], Z(z)))),
            outputs.Sum(z => Term(Z(z), Product(z, Marginal))),
            components.Sum(i => Enumerable.Range(0, s.Sizes[i]).Sum(v => Term(Marginal(i, v), priors[i][v]))));
    }
}
