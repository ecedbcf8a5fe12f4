namespace IDropTheory;

/// <summary>What links Information Dropout to other methods: weight decay, dropout, the scale-invariant prior and priors that do not
/// factorise.</summary>
internal static class Connections
{
    private static readonly Polynomial W = Polynomial.Variable("w"), S = Polynomial.Variable("s"), Sigma = Polynomial.Variable("sigma");

    public static IEnumerable<Theorem> All { get; } =
    [
        new(
            "weight-decay.proof", "KL(N(w, s^2) || N(0, sigma^2)) = w^2 / (2 sigma^2) + KL(N(0, s^2) || N(0, sigma^2)): L2 is a KL",
            "every w, all s, sigma > 0",
            [
                new(
                    "the part with w", KlFormulas.Normal(W, S, Polynomial.Constant(0), Sigma),
                    WeightFormulas.Decay(W, Sigma) + KlFormulas.Normal(Polynomial.Constant(0), S, Polynomial.Constant(0), Sigma)),
            ]),
        new(
            "scale-invariance.proof", "log (c q(c z) / q(z)) = (1 - a) log c for q(z) = z^-a: zero for every c only at a = 1",
            "every a, all z, c > 0",
            [
                new("any a", Change(Polynomial.Variable("a")), Rescaled(Polynomial.Variable("a"))),
                new("a = 1", Change(Polynomial.Constant(1)), Polynomial.Constant(0)),
            ]),
        new(
            "bernoulli.proof", "Bernoulli noise costs minus its entropy, plus the cross-entropy of the prior: constant where p is",
            "all 0 < p < 1 and positive prior masses", [Bernoulli()]),
        new(
            "prior.proof", "E_x KL(p(z|x) || q(z)) = I(x;z) + KL(p(z) || q) of a prior that need not factorise",
            "all positive p(x), p(z|x) and q(z) on 3 shapes of alphabets", [Prior(2, 2), Prior(3, 4), Prior(4, 3)]),
    ];

    private static Polynomial Change(Polynomial a)
    {
        var (z, c) = (Polynomial.Variable("z"), Polynomial.Variable("c"));
        Polynomial LogDensity(Polynomial at) => -a * Polynomial.Log(at);
        return Polynomial.Log(c) + LogDensity(c * z) - LogDensity(z);
    }

    private static Polynomial Rescaled(Polynomial a) => WeightFormulas.Rescaling(a, Polynomial.Log(Polynomial.Variable("c")));

    private static Identity Bernoulli()
    {
        var (p, spike, kept) = (Polynomial.Variable("p"), Polynomial.Variable("q0"), Polynomial.Variable("q1"));
        var rest = Polynomial.Constant(1) - p;
        return new(
            "entropy and cross-entropy", KlFormulas.BernoulliNoise(p, spike, kept),
            p * Polynomial.Log(p) + rest * Polynomial.Log(rest) - p * Polynomial.Log(spike) - rest * Polynomial.Log(kept));
    }

    private static Identity Prior(int inputs, int symbols)
    {
        Polynomial[] Variables(string name, int count) =>
            [.. Enumerable.Range(0, count).Select(i => Polynomial.Variable($"{name}{i}"))];
        var (x, q) = (Variables("p", inputs), Variables("q", symbols));
        Polynomial[][] rows = [.. Enumerable.Range(0, inputs).Select(i => Variables($"w{i}z", symbols))];
        Polynomial Mean(IReadOnlyList<Polynomial> reference) =>
            Sum(x.Zip(rows, (p, row) => p * FiniteFormulas.Divergence(row, reference)));
        Polynomial[] z = [.. Enumerable.Range(0, symbols).Select(k => Sum(x.Zip(rows, (p, row) => p * row[k])))];
        return new($"{inputs} inputs, {symbols} symbols of z", Mean(q), Mean(z) + FiniteFormulas.Divergence(z, q));
    }

    private static Polynomial Sum(IEnumerable<Polynomial> terms) => terms.Aggregate((sum, term) => sum + term);
}
