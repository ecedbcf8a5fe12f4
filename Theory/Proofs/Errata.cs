namespace IDropTheory;

/// <summary>The errata that are identities, beside those of the propositions: E3, E4, E5, E6 and E8.</summary>
internal static class Errata
{
    private static readonly Polynomial Alpha = Polynomial.Variable("alpha"), AlphaMax = Polynomial.Variable("alphaMax");
    private static readonly Polynomial M = Polynomial.Variable("m"), U = Polynomial.Variable("u");
    private static readonly Polynomial Pi = Polynomial.Variable("pi"), Q0 = Polynomial.Variable("q0"), One = Polynomial.Constant(1);

    public static IEnumerable<Theorem> All { get; } = [TotalCorrelations(), Loss(), Moments(), Spike(), Scale()];

    /// <summary>E3. With u = L Z, L lower triangular: the quadratic parts of log p(u) - sum_i log p(u_i) have equal means, and its
    /// constants are the formula.</summary>
    private static Theorem TotalCorrelations()
    {
        var steps = new List<Identity>();
        for (var d = 2; d <= 4; d++)
        {
            var l = Triangle(d);
            var covariance = Products(l);
            var variances = Enumerable.Range(0, d).Select(i => covariance[i, i]).ToList();
            var logDensity = Sum(Enumerable.Range(0, d).Select(i => Polynomial.Log(l[i, i])));
            for (var i = 0; i < d; i++)
                steps.Add(new($"d = {d}, i = {i + 1}: E[u_i^2] = S_ii, so that E[u_i^2 / S_ii] = E[Z_i^2]", Second(l, i), variances[i]));
            steps.Add(new(
                $"d = {d}: sum_i 1/2 log S_ii - sum_i log L_ii = -1/2 log det R",
                0.5 * Sum(variances.Select(Polynomial.Log)) - logDensity,
                KlFormulas.NormalTotalCorrelation(Determinant(covariance, d), variances)));
        }
        var determinant = One - Polynomial.Square(Polynomial.Variable("r"));
        return new(
            "E3.proof", "Total correlation of jointly normal variables is -1/2 log det R", "every covariance of 2, 3 or 4 variables",
            [.. steps],
            new(
                "E3: -log det R, of two variables of correlation r",
                KlFormulas.NormalTotalCorrelation(determinant, [One, One]), PrintedForms.TotalCorrelation(determinant)));
    }

    /// <summary>E4. CE stands for the cross-entropy, a function of alpha: the derived loss and CE + beta KL differ by a constant; the
    /// printed one is its negative.</summary>
    private static Theorem Loss()
    {
        var (crossEntropy, beta) = (Polynomial.Variable("CE"), Polynomial.Variable("beta"));
        var loss = crossEntropy + beta * KlFormulas.LogUniformRelative(Alpha, AlphaMax);
        var derived = crossEntropy - beta * Polynomial.Log(Alpha);
        return new(
            "E4.proof", "The loss of eq. (7), corrected: CE + beta KL = CE - beta log alpha + beta log alpha_max",
            "every cross-entropy, all beta, alpha, alpha_max > 0",
            [new("CE + beta KL - (CE - beta log alpha) = beta log alpha_max", loss - derived, beta * Polynomial.Log(AlphaMax))],
            new("E4: -CE + beta log alpha", loss - beta * Polynomial.Log(AlphaMax), PrintedForms.Loss(crossEntropy, beta, Alpha)));
    }

    /// <summary>E5. e^(k u) times the density of N(m, alpha^2) is a constant times a normal density, whose integral is one: that constant
    /// is E[eps^k].</summary>
    private static Theorem Moments()
    {
        var (mean, variance) = (NoiseFormulas.Mean(M, Alpha), NoiseFormulas.Variance(M, Alpha));
        var square = Polynomial.Exp(2 * M + 2 * Polynomial.Square(Alpha));
        return new(
            "E5.proof", "The noise log eps ~ N(m, alpha^2) has mean exp(m + alpha^2/2): unit mean needs m = -alpha^2/2",
            "all m and alpha > 0",
            [
                Tilted(1, mean), Tilted(2, square),
                new("Var eps = E[eps^2] - E[eps]^2", square - Polynomial.Square(mean), variance),
                new("m = -alpha^2/2: E[eps] = 1", NoiseFormulas.Mean(NoiseFormulas.UnitMeanLocation(Alpha), Alpha), One),
            ],
            new("E5: at m = 0, E[eps] = 1", NoiseFormulas.Mean(Polynomial.Constant(0), Alpha), Number(PrintedForms.NoiseMean)));

        static Identity Tilted(int k, Polynomial moment) => new(
            $"e^({k}u) N(u; m, alpha^2) = E[eps^{k}] N(u; m + {k} alpha^2, alpha^2)",
            k * U + KlFormulas.NormalLogDensity(U, M, Alpha),
            Polynomial.Log(moment) + KlFormulas.NormalLogDensity(U, M + k * Polynomial.Square(Alpha), Alpha));
    }

    /// <summary>E6. The cost of a spike is the entropy of zero-or-not plus a divergence, which vanishes at q0 = pi.</summary>
    private static Theorem Spike()
    {
        Polynomial[] truth = [Pi, One - Pi], prior = [Q0, One - Q0];
        var entropy = -(Pi * Polynomial.Log(Pi)) - (One - Pi) * Polynomial.Log(One - Pi);
        return new(
            "E6.proof", "A spike costs H_b(pi) + KL(pi || q0) per unit: at best the binary entropy of pi", "all 0 < pi, q0 < 1",
            [
                new("cost = H_b(pi) + KL(pi || q0)", KlFormulas.SpikeCost(Pi, Q0), entropy + FiniteFormulas.Divergence(truth, prior)),
                new("q0 = pi: cost = H_b(pi)", KlFormulas.SpikeCost(Pi, Pi), entropy),
            ],
            new("E6: no cost", KlFormulas.SpikeCost(Pi, Pi), Number(PrintedForms.SpikeCost)));
    }

    /// <summary>E8. On an input whose active units are fixed the network is linear: its logits scale with the input, and the logarithm of
    /// p(1|x) / p(0|x), their difference, with them.</summary>
    private static Theorem Scale()
    {
        var (c, x) = (Polynomial.Variable("c"), Polynomial.Variable("x"));
        Polynomial LogOdds(Polynomial input) => Sum(Enumerable.Range(1, 3).Select(unit =>
            (Polynomial.Variable($"v1{unit}") - Polynomial.Variable($"v0{unit}")) * (Polynomial.Variable($"w{unit}") * input)));
        return new(
            "E8.proof", "A network of ReLU and softmax keeps its decision when the input is scaled: its log-odds are multiplied by c > 0",
            "every network of three active units and two classes, all x and c > 0",
            [new("log-odds(c x) = c log-odds(x)", LogOdds(c * x), c * LogOdds(x))],
            new("E8: p(y|c x) = p(y|x)", LogOdds(c * x), LogOdds(x)));
    }

    private static Polynomial Number(double value) => Polynomial.Constant(Rational.Of(value));

    private static Polynomial[,] Triangle(int d)
    {
        var l = new Polynomial[d, d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                l[i, j] = j <= i ? Polynomial.Variable($"L{i + 1}{j + 1}") : Polynomial.Constant(0);
        return l;
    }

    /// <summary>S = L L'.</summary>
    private static Polynomial[,] Products(Polynomial[,] l)
    {
        var d = l.GetLength(0);
        var s = new Polynomial[d, d];
        for (var i = 0; i < d; i++)
            for (var j = 0; j < d; j++)
                s[i, j] = Sum(Enumerable.Range(0, d).Select(k => l[i, k] * l[j, k]));
        return s;
    }

    /// <summary>E[(sum_j L_ij Z_j)^2], one variable after the other.</summary>
    private static Polynomial Second(Polynomial[,] l, int i)
    {
        var d = l.GetLength(0);
        var u = Sum(Enumerable.Range(0, d).Select(j => l[i, j] * Polynomial.Variable($"Z{j + 1}")));
        return Enumerable.Range(0, d).Aggregate(Polynomial.Square(u), (mean, j) => mean.MeanOverStandardNormal($"Z{j + 1}"));
    }

    /// <summary>The determinant of the leading d x d minor by expansion along its last row.</summary>
    private static Polynomial Determinant(Polynomial[,] matrix, int d)
    {
        return Minor([.. Enumerable.Range(0, d)], d);

        Polynomial Minor(int[] columns, int rows) => rows == 0 ? One : Sum(columns.Select((column, at) =>
            matrix[rows - 1, column] * Minor([.. columns.Where(other => other != column)], rows - 1)
            * (Rational)((rows - 1 - at) % 2 == 0 ? 1 : -1)));
    }

    private static Polynomial Sum(IEnumerable<Polynomial> terms) => terms.Aggregate(Polynomial.Constant(0), (sum, term) => sum + term);
}
