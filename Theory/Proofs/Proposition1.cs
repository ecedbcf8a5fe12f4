using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Proposition 1 and the plane of beta and gamma, for all probabilities on given alphabets.</summary>
/// <remarks>
/// p(x), p(z|x) and the priors are variables, so that both sides are sums of logarithms of polynomials with polynomial coefficients. Every
/// coefficient cancels without use of the normalisation: the identity holds for all positive masses. It is linear in each p(z|x) but for
/// the logarithms, which cancel one by one; the same cancellation in words serves every alphabet (docs/propositions.md).
/// </remarks>
internal static class Proposition1
{
    // Symbols of x, and the alphabets of the components of z.
    private static readonly ImmutableArray<(int Inputs, ImmutableArray<int> Sizes)> Shapes =
    [
        (1, [2]), (2, [2]), (2, [2, 2]), (3, [2, 2]), (2, [3, 2]), (3, [3, 3]), (4, [3, 2]),
        (2, [2, 2, 2]), (3, [3, 2, 2]), (2, [2, 2, 2, 2]),
    ];

    public static IEnumerable<Theorem> All { get; } =
    [
        new(
            "proposition-1.proof", "E_x KL(p(z|x) || prod q_i) = I(x;z) + TC(z) + sum_i KL(p(z_i) || q_i)",
            $"all positive p(x), p(z|x) and q_i on {Shapes.Length} shapes of alphabets",
            [.. Shapes.Select(shape => Decomposition(shape.Inputs, shape.Sizes))],
            PriorsLeftOut()),
        new(
            "plane.proof", "beta I + gamma TC = min(beta,gamma)(I + TC) + max(beta-gamma,0) I + max(gamma-beta,0) TC",
            "all beta, gamma >= 0, I and TC",
            [
                Plane("beta = gamma + d", smaller: "gamma", information: true),
                Plane("gamma = beta + d", smaller: "beta", information: false),
            ]),
    ];

    private static Identity Decomposition(int inputs, ImmutableArray<int> sizes)
    {
        var (expectedKl, information, totalCorrelation, marginalKl) = Terms(inputs, sizes);
        return new(
            $"{inputs} inputs, z in {string.Join(" x ", sizes)}", expectedKl, information + totalCorrelation + marginalKl);
    }

    /// <summary>E7, on a bit that two noisy coins show: distributions, so that the counterexample is one of the paper's
    /// statement.</summary>
    private static Identity PriorsLeftOut()
    {
        Polynomial[] Coin(string name) => [Polynomial.Variable(name), Polynomial.Constant(1) - Polynomial.Variable(name)];
        Polynomial[] Both(string first, string second) =>
            [.. from a in Coin(first) from b in Coin(second) select a * b];
        var (expectedKl, information, totalCorrelation, _) = FiniteFormulas.Decompose<Polynomial>(
            Coin("p"), [Both("a0", "b0"), Both("a1", "b1")], [Coin("q0"), Coin("q1")]);
        return new("E7: I(x;z) + TC(z) whatever the prior", expectedKl, PrintedForms.FixedPriorCost(information, totalCorrelation));
    }

    private static (Polynomial ExpectedKl, Polynomial Information, Polynomial TotalCorrelation, Polynomial MarginalKl) Terms(
        int inputs, ImmutableArray<int> sizes) =>
        FiniteFormulas.Decompose(
            Variables("p", inputs),
            [.. Enumerable.Range(0, inputs).Select(x => Variables($"w{x}z", sizes.Aggregate((a, b) => a * b)))],
            [.. sizes.Select((size, i) => Variables($"q{i}v", size))]);

    private static Polynomial[] Variables(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Polynomial.Variable($"{name}{i}"))];

    /// <summary>On one half of the plane min and max are the variables themselves and their difference d &gt;= 0.</summary>
    private static Identity Plane(string half, string smaller, bool information)
    {
        var (less, d) = (Polynomial.Variable(smaller), Polynomial.Variable("d"));
        var (i, tc) = (Polynomial.Variable("I"), Polynomial.Variable("TC"));
        return new(
            half,
            information ? (less + d) * i + less * tc : less * i + (less + d) * tc,
            less * (i + tc) + d * (information ? i : tc));
    }
}
