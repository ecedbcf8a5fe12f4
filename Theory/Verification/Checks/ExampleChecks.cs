using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Small networks that decide statements in the text of the paper: errata E4, E8 and E9, and noisy units.</summary>
internal static class ExampleChecks
{
    // One unit z = eps f, decoded by p(y = 1|z) = z / (1 + z), at log f = 0.4, alpha = 0.3 and beta = 0.2.
    private const double LogActivation = 0.4;
    private const double Alpha = 0.3;
    private const double TradeOff = 0.2;

    private static readonly ImmutableArray<double> Inputs = [-0.7, 0.7];

    public static IReadOnlyList<Claim> All { get; } =
    [
        // The loss grows or falls with alpha, and the printed one the other way.
        Claim.Quadrature(
            "E4", "Eq. (7) has both signs flipped: its gradient with respect to alpha points uphill (one noisy unit, beta = 0.2)", _ =>
            [(Gradient(), Slope(a => CrossEntropy(a) - TradeOff * Math.Log(a)))], 1e-8)
            .Refuting(() => Slope(a => PrintedForms.Loss(CrossEntropy(a), TradeOff, a))),
        // V relu(W x) with W = ((1, -1/2), (-1/2, 1)) and V = 1: the logits of (3, 1) are (2.5, 0), those of (6, 2) twice that.
        Claim.Exact(
            "E8", "ReLU with softmax is called scale-invariant: only its decision is; doubling the input moves p(y|x) by this much", _ =>
            [(ChangeByScale(ExampleSystems.ScaledInputs()), 1 / (1 + Math.Exp(-5)) - 1 / (1 + Math.Exp(-2.5)))])
            .AsNumber().Refuting(() => 0),
        Claim.Quadrature(
            "log-normal-channel", "I(x;z) and TC(z) of a log-normal channel of two units, by their definitions", NoisyPair, 1e-8),
        Claim.Quadrature(
            "E9",
            "The sum of the layers' KL terms is plotted as information transmitted; it bounds each layer's information, I(x;z2) = this",
            _ =>
            [(Layers().SecondInformation.Value, SecondInformation())], 1e-8)
            .Refuting(() => Layers().SumOfKl.Value),
        new("layers.first", "Information and KL of the first noisy layer; the KL of each layer is at least its information", FirstLayer),
    ];

    private static double CrossEntropy(double alpha) =>
        ReferenceIntegral.OverNormal(LogActivation, alpha, u => Math.Log(1 + Math.Exp(-u)));

    private static double Gradient() => NoisyLogisticUnit.Loss(
        Dual.Constant(LogActivation), Dual.Variable(Alpha), Dual.Constant(1), TradeOff, new GaussHermite(40)).Derivative;

    private static double Slope(Func<double, double> f)
    {
        const double step = 1e-4;
        return (8 * (f(Alpha + step) - f(Alpha - step)) - (f(Alpha + 2 * step) - f(Alpha - 2 * step))) / (12 * step);
    }

    private static double ChangeByScale(ReluSoftmax network) => network.Decision(6, 2) == network.Decision(3, 1)
        ? network.Probabilities(6, 2)[0] - network.Probabilities(3, 1)[0]
        : double.NaN;

    private static IEnumerable<(double, double)> NoisyPair(VerificationSettings settings)
    {
        var channel = ExampleSystems.NoisyPair();
        double Log(int x, int unit, double u) => Textbook.LogNormalDensity(u, channel[x, unit].Location, channel[x, unit].Scale);
        double Mixture(Func<int, double> log) => Math.Log(Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x] * Math.Exp(log(x))));
        double Average(Func<int, double, double, double> f) => Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x]
            * ReferenceIntegral.OverNormal(channel[x, 0].Location, channel[x, 0].Scale, u =>
                ReferenceIntegral.OverNormal(channel[x, 1].Location, channel[x, 1].Scale, v => f(x, u, v))));
        return
        [
            (channel.Information().Value.Value,
                Average((x, u, v) => Log(x, 0, u) + Log(x, 1, v) - Mixture(k => Log(k, 0, u) + Log(k, 1, v)))),
            (channel.TotalCorrelation().Value.Value, Average((_, u, v) =>
                Mixture(k => Log(k, 0, u) + Log(k, 1, v)) - Mixture(k => Log(k, 0, u)) - Mixture(k => Log(k, 1, v)))),
        ];
    }

    // The network of ExampleSystems.NoisyLayers: log z1 | x ~ N(-+0.7, 0.5^2), log z2 | z1 ~ N(log softplus(z1), 0.3^2), written out.
    private static double SecondInformation()
    {
        double SecondGiven(double u, double x) => ReferenceIntegral.OverNormal(x, 0.5, v =>
            Math.Exp(Textbook.LogNormalDensity(u, Math.Log(Math.Log(1 + Math.Exp(Math.Exp(v)))), 0.3)));
        return ReferenceIntegral.OverNarrow(-4, 5, u =>
        {
            double[] given = [.. Inputs.Select(x => SecondGiven(u, x))];
            return given.Sum(p => p < 1e-300 ? 0 : 0.5 * p * Math.Log(p / (0.5 * given.Sum())));
        });
    }

    private static IEnumerable<Check> FirstLayer(VerificationSettings settings)
    {
        var (layers, prior) = (Layers(), ExampleSystems.NoisyLayers().ClosestPriors().First);
        double Log(double u, double x) => Textbook.LogNormalDensity(u, x, 0.5);
        double Average(Func<double, double, double> f) => Inputs.Sum(x => 0.5 * ReferenceIntegral.OverNormal(x, 0.5, u => f(u, x)));
        return
        [
            Check.Quadrature(
                layers.FirstInformation.Value,
                Average((u, x) => Math.Log(Math.Exp(Log(u, x)) / (0.5 * Inputs.Sum(other => Math.Exp(Log(u, other)))))), 1e-8),
            Check.Quadrature(
                layers.FirstKl.Value, Average((u, x) => Log(u, x) - Textbook.LogNormalDensity(u, prior.Location, prior.Scale))),
            Check.Between(layers.FirstInformation.Value, 0, layers.FirstKl.Value),
            Check.Between(layers.SecondInformation.Value, 0, layers.BetweenLayers.Value),
            Check.Between(layers.BetweenLayers.Value, 0, layers.SecondKl.Value),
        ];
    }

    private static LayerInformation Layers()
    {
        var network = ExampleSystems.NoisyLayers();
        var priors = network.ClosestPriors();
        return network.Evaluate(priors.First, priors.Second);
    }
}
