using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Verification;

/// <summary>Channels of noisy units, also silent ones, mixtures, and quadrature itself, against integrals written out.</summary>
internal static class RepresentationChecks
{
    // One noisy unit of three inputs: location and scale of log z, p(x), and p(y = 1|x).
    private static readonly ImmutableArray<double> Locations = [-0.5, 0.3, 1.4];
    private static readonly ImmutableArray<double> Scales = [0.6, 0.3, 0.5];
    private static readonly ImmutableArray<double> Inputs = [0.2, 0.3, 0.5];
    private static readonly ImmutableArray<double> Labels = [0.9, 0.3, 0.5];

    private static readonly ImmutableArray<int> All3 = [0, 1, 2];

    private static LogNormalChannel Unit => new(
        new([.. Inputs]), Tables.Of(3, 1, (x, _) => Locations[x]), Tables.Of(3, 1, (x, _) => Scales[x]));

    private static Channel YGivenX => new(Tables.Of(3, 2, (x, y) => y == 1 ? Labels[x] : 1 - Labels[x]));

    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Quadrature("channel.unit", "I(x;z) and I(z;y) of one noisy unit, also as one component of several", () =>
        [
            (Unit.Information().Value.Value, Information(All3)), (Unit.Information(0).Value.Value, Information(All3)),
            (Unit.InformationAbout(YGivenX).Value.Value, InformationAbout(All3)),
        ], 1e-9),
        Claim.Quadrature("channel.density", "The log-density of a noisy unit, and the log-density of a mixture", () =>
            from u in new[] { -1.2, 0.4, 2 }
            from value in new[] { Unit.LogDensityOfLog([u]), Unit.Marginal(0).LogDensityOfLog(u) }
            select (value, Math.Log(Mixture(All3, u))))
            .AsNumber(),
        Claim.Quadrature(
            "channel.priors", "Mean KL of a unit from a log-normal and from a mixture, and KL of its marginal from either", () =>
        [
            (Unit.ExpectedKl(Prior).Value, Expected(u => LogOf(Prior, u))),
            (Unit.ExpectedKl([PriorMixture]).Value.Value, Expected(LogPriorMixture)),
            (Unit.MarginalKl([Prior]).Value.Value, Marginal(u => LogOf(Prior, u))),
            (Unit.Marginal(0).Kl(PriorMixture).Value.Value, Marginal(LogPriorMixture)),
        ], 1e-9),
        // KL(p || q) over all log-normal q is least where q has the mean and variance of log z.
        Claim.Quadrature("mixture.closest", "The log-normal closest to a mixture has least KL: slope 0, and the mixture's moments", () =>
            from d in new[] { Unit.Marginal(0).ClosestLogNormal() }
            let mean = Average(All3, u => u)
            from sides in new[]
            {
                (d.Location, mean), (d.Scale * d.Scale, Average(All3, u => (u - mean) * (u - mean))),
                (Slope(h => Marginal(u => LogOf(new(d.Location + h, d.Scale), u))), 0),
                (Slope(h => Marginal(u => LogOf(new(d.Location, d.Scale + h), u))), 0),
                (Unit.Marginal(0).LogMean, mean), (Unit.Marginal(0).LogVariance, d.Scale * d.Scale),
            }
            select sides, 1e-7)
            .AsNumber(),
        Claim.Quadrature("mixture.information", "Information of mixtures about their index", () =>
        [
            (LogNormalMixture.Information(new([.. Inputs]), [.. All3.Select(x => new LogNormalMixture(
                FiniteDistribution.Uniform(1), new LogNormal(Locations[x], Scales[x])))]).Value.Value, Information(All3)),
        ], 1e-9),
        // Input 0 is silent: that it is, tells as much as a coin of that bias; the rest is a channel of two inputs.
        Claim.Quadrature(
            "rectified", "I(x;z) and I(z;y) where one of three inputs is silent: silence itself, and the channel of the others", () =>
            from channel in new[]
            {
                new RectifiedChannel(
                    new([.. Inputs]), Tables.Of(3, 1, (x, _) => x == 0 ? double.NegativeInfinity : Locations[x]),
                    Tables.Of(3, 1, (x, _) => Scales[x])),
            }
            let active = Inputs[1] + Inputs[2]
            let silence = Textbook.MutualInformation(Tables.Of(2, 2, (silent, y) => All3.Where(x => (x == 0) == (silent == 1))
                .Sum(x => Inputs[x] * (y == 1 ? Labels[x] : 1 - Labels[x]))))
            from sides in new[]
            {
                (channel.Information().Value.Value, Textbook.BinaryEntropy(active) + active * Information([1, 2])),
                (channel.InformationAbout(YGivenX).Value.Value, silence + active * InformationAbout([1, 2])),
                (channel.Patterns.Max(p => p.Probability), active),
            }
            select sides, 1e-9),
        Claim.Exact("finite.factorised", "Components that are independent given x, and functions of x, as one representation", settings =>
            from key in settings.Keys("factorised", 3)
            let x = FiniteDistribution.Random(key.Fold("x"), 3)
            let a = Channel.Random(key.Fold("a"), 3, 2)
            let b = Channel.Random(key.Fold("b"), 3, 3)
            let joint = FiniteRepresentation.Factorised(x, a, b)
            let map = FiniteRepresentation.Deterministic(x, [0, 5, 3], 2, 3)
            from z in Enumerable.Range(0, 6)
            from sides in new[]
            {
                (joint.Z[z], Enumerable.Range(0, 3).Sum(k => x[k] * a[k, z / 3] * b[k, z % 3])),
                (joint.Marginal(1)[z % 3], Enumerable.Range(0, 3).Sum(k => x[k] * b[k, z % 3])),
                (map.Z[z], z == 0 ? x[0] : z == 5 ? x[1] : z == 3 ? x[2] : 0),
            }
            select sides)
            .AsNumber(),
        Claim.Exact("finite.channels", "Named channels, channels one after the other, and a joint distribution seen from y", settings =>
            from key in settings.Keys("channels", 3)
            let first = Channel.Random(key.Fold("first"), 3, 2)
            let second = Channel.Random(key.Fold("second"), 2, 3)
            let x = FiniteDistribution.Random(key.Fold("x"), 3)
            let joint = JointDistribution.Of(x, first)
            from i in Enumerable.Range(0, 3)
            from j in Enumerable.Range(0, 3)
            from sides in new[]
            {
                (first.Then(second)[i, j], first[i, 0] * second[0, j] + first[i, 1] * second[1, j]),
                (joint.Transpose()[j % 2, i], x[i] * first[i, j % 2]), (joint.YGivenX[i, j % 2], first[i, j % 2]),
                (first.Apply(x)[1], joint.Y[1]), (Channel.BinarySymmetric(0.1)[1, 0], 0.1), (Channel.BinaryErasure(0.3)[1, 2], 0.3),
                (Channel.Z(0.2)[1, 0], 0.2), (Channel.Identity(3)[i, j], i == j ? 1 : 0),
            }
            select sides)
            .AsNumber(),
        Claim.Exact(
            "plane.unit-mean",
            "With noise of mean one, normal log-activations keep I and TC, and each unit's location falls by alpha^2 / 2", () =>
            from convention in new[] { NoiseConvention.MedianOne, NoiseConvention.UnitMean }
            let z = new GaussianLogActivation(
                [0.2, 0.5], Matrix<double>.Build.DenseOfArray(new[,] { { 1, 0.4 }, { 0.4, 0.7 } }), [0.5, 0.8],
                convention)
            let shift = convention == NoiseConvention.UnitMean ? 0.125 : 0
            let determinant = 1.25 * 1.34 - 0.16
            from sides in new[]
            {
                (z.Information.Value, 0.5 * Math.Log(determinant / (0.25 * 0.64))),
                (z.TotalCorrelation.Value, 0.5 * Math.Log(1.25 * 1.34 / determinant)), (z.Marginal(0).Location, 0.2 - shift),
                (z.Marginal(0).Scale, Math.Sqrt(1.25)),
            }
            select sides),
        Claim.Quadrature(
            "quadrature.gauss-hermite", "Means of powers of a normal variable, and the KL of normals, by Gauss and Hermite", () =>
            from rule in new[] { new GaussHermite(12) }
            from sides in Enumerable.Range(0, 12).Select(k => (
                rule.Expectation(0.3, 0.7, u => Math.Pow(u, 2 * k)), ReferenceIntegral.OverNormal(0.3, 0.7, u => Math.Pow(u, 2 * k))))
                .Append((rule.Divergence(0.3, 0.7, u => LogOf(Prior, u)).Value,
                    ReferenceIntegral.OverNormal(0.3, 0.7, u => LogOf(new(0.3, 0.7), u) - LogOf(Prior, u))))
            select sides)
            .AsNumber(),
        Claim.Quadrature("quadrature.cubature", "Integrals over boxes of one to three dimensions that are known", () =>
            from d in new[] { 1, 2, 3 }
            let integral = AdaptiveCubature.Integrate(
                point =>
                {
                    var sum = 0.0;
                    foreach (var v in point)
                        sum += v * v;
                    return Math.Exp(-sum);
                },
                [.. Enumerable.Repeat<IEnumerable<double>>([0, 1, 8], d)])
            select (integral.Value, Math.Pow(Math.Sqrt(Math.PI) / 2, d)), 1e-9)
            .AsNumber(),
        Claim.Exact("units", "One bit is log 2 nats", () =>
            [(new Nats(3 * Math.Log(2)).ToBits().Value, 3), (new Bits(3).ToNats().Value, 3 * Math.Log(2))])
            .AsNumber(),
    ];

    private static LogNormal Prior => new(0.2, 0.9);

    private static LogNormalMixture PriorMixture => new(new(0.4, 0.6), new LogNormal(-0.3, 0.8), new LogNormal(0.9, 1.1));

    private static double LogOf(LogNormal d, double u) => Textbook.LogNormalDensity(u, d.Location, d.Scale);

    private static double LogPriorMixture(double u) =>
        Math.Log(0.4 * Math.Exp(LogOf(new(-0.3, 0.8), u)) + 0.6 * Math.Exp(LogOf(new(0.9, 1.1), u)));

    private static double Log(double u, int x) => Textbook.LogNormalDensity(u, Locations[x], Scales[x]);

    private static double Weight(ImmutableArray<int> xs, int x) => Inputs[x] / xs.Sum(k => Inputs[k]);

    private static double Mixture(ImmutableArray<int> xs, double u) => xs.Sum(x => Weight(xs, x) * Math.Exp(Log(u, x)));

    private static double Average(ImmutableArray<int> xs, Func<double, double> f) =>
        xs.Sum(x => Weight(xs, x) * ReferenceIntegral.OverNormal(Locations[x], Scales[x], f));

    private static double Information(ImmutableArray<int> xs) => xs.Sum(x => Weight(xs, x)
        * ReferenceIntegral.OverNormal(Locations[x], Scales[x], u => Log(u, x) - Math.Log(Mixture(xs, u))));

    // H(y) - H(y|z), with p(y = 1|z) by Bayes' rule.
    private static double InformationAbout(ImmutableArray<int> xs) =>
        Textbook.BinaryEntropy(xs.Sum(x => Weight(xs, x) * Labels[x])) - Average(xs, u =>
            Textbook.BinaryEntropy(xs.Sum(x => Weight(xs, x) * Labels[x] * Math.Exp(Log(u, x))) / Mixture(xs, u)));

    private static double Expected(Func<double, double> logPrior) => All3.Sum(x => Inputs[x]
        * ReferenceIntegral.OverNormal(Locations[x], Scales[x], u => Log(u, x) - logPrior(u)));

    private static double Marginal(Func<double, double> logPrior) => Average(All3, u => Math.Log(Mixture(All3, u)) - logPrior(u));

    private static double Slope(Func<double, double> f) => (f(1e-4) - f(-1e-4)) / 2e-4;
}
