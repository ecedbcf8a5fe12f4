using System.Collections.Immutable;

namespace IDropTheory.Verification;

/// <summary>Small networks that decide statements in the text of the paper: errata E4, E8 and E9, and noisy units.</summary>
internal static class ExampleChecks
{
    // One unit z = eps f, decoded by p(y = 1|z) = z / (1 + z), at log f = 0.4 and beta = 0.05; alpha is at most 0.7, as in the paper.
    private const double LogActivation = 0.4;
    private const double TradeOff = 0.05;
    private const double LargestAlpha = 0.7;

    private const double FirstScale = 0.5;
    private const double SecondScale = 0.3;

    private static readonly ImmutableArray<double> Inputs = [-0.7, 0.7];

    public static IReadOnlyList<Claim> All { get; } =
    [
        // The derivative of the derived loss by dual numbers, and the least loss by search. The printed one is least where noise is least.
        Claim.Quadrature(
            "E4", "Eq. (7) has both signs flipped: least at the smallest noise of a grid, not at this alpha (one noisy unit, beta = 0.05)",
            () => [(ReferenceSearch.Root(Gradient, 0.01, LargestAlpha), ReferenceSearch.Minimum(Loss, 0.01, LargestAlpha))], 1e-6)
            .AsNumber().Refuting(() => Enumerable.Range(1, 70).Select(i => 0.01 * i)
                .MinBy(alpha => PrintedForms.Loss(CrossEntropy(alpha), TradeOff, alpha))),
        Claim.Quadrature("noisy-unit.loss", "Cross-entropy and loss of the noisy unit, and the loss's derivative by alpha", () =>
            from alpha in new[] { 0.1, 0.3, 0.6 }
            from sides in new[]
            {
                (Unit(alpha).Value, Loss(alpha) + TradeOff * Math.Log(LargestAlpha)), (Gradient(alpha), Slope(Loss, alpha)),
                (NoisyLogisticUnit.CrossEntropy(new Scalar<double>(LogActivation), new(alpha), Nodes).Value, CrossEntropy(alpha)),
            }
            select sides, 1e-8),
        // V relu(W x) with W = ((1, -1/2), (-1/2, 1)) and V = 1: the logits of (3, 1) are (2.5, 0), those of (6, 2) twice that.
        Claim.Exact(
            "E8", "ReLU with softmax is called scale-invariant: only its decision is; doubling the input moves p(y|x) by this much", () =>
            [(ChangeByScale(ExampleSystems.ScaledInputs()), 1 / (1 + Math.Exp(-5)) - 1 / (1 + Math.Exp(-2.5)))])
            .AsNumber().Refuting(() => 0),
        Claim.Quadrature(
            "log-normal-channel", "I(x;z) and TC(z) of a log-normal channel of two units, by their definitions", NoisyPair, 1e-8),
        Claim.Quadrature(
            "E9",
            "The sum of the layers' KL terms is plotted as information transmitted; it bounds each layer's information, I(x;z2) = this",
            () =>
            [(Layers().SecondInformation.Value, SecondInformation())], 1e-8)
            .Refuting(() => Layers().SumOfKl.Value),
        Claim.Quadrature(
            "layers.first", "First noisy layer: its information, the closest log-normal prior, and the KL, larger by KL(p(z1) || prior)",
            () => Layer(
                x => u => Textbook.LogNormalDensity(u, x, FirstScale), FirstScale, Network.ClosestPriors().First,
                Layers().FirstInformation, Layers().FirstKl), 1e-8),
        Claim.Quadrature(
            "layers.second", "The same of the second layer and its information on the first one",
            () => Layer(
                x => u => Math.Log(SecondGiven(u, x)), SecondScale, Network.ClosestPriors().Second, Layers().BetweenLayers,
                Layers().SecondKl), 1e-8),
        Claim.Quadrature("layers.general", "A network of two layers whose second one is given as a function has the same information",
            () => [(General().Value, SecondInformation())], 1e-7),
    ];

    private static TwoLayerChannel Network => ExampleSystems.NoisyLayers();

    private static GaussHermite Nodes => new(40);

    private static double CrossEntropy(double alpha) =>
        ReferenceIntegral.OverNormal(LogActivation, alpha, u => Math.Log(1 + Math.Exp(-u)));

    private static double Loss(double alpha) => CrossEntropy(alpha) - TradeOff * Math.Log(alpha);

    private static Dual Unit(double alpha) => NoisyLogisticUnit.Loss(
        Dual.Constant(LogActivation), Dual.Variable(alpha), Dual.Constant(LargestAlpha), TradeOff, Nodes);

    private static double Gradient(double alpha) => Unit(alpha).Derivative;

    private static double Slope(Func<double, double> f, double at)
    {
        const double step = 1e-4;
        return (8 * (f(at + step) - f(at - step)) - (f(at + 2 * step) - f(at - 2 * step))) / (12 * step);
    }

    private static double ChangeByScale(ReluSoftmax network) => network.Decision(6, 2) == network.Decision(3, 1)
        ? network.Probabilities(6, 2)[0] - network.Probabilities(3, 1)[0]
        : double.NaN;

    private static IEnumerable<(double, double)> NoisyPair()
    {
        const double step = 1.0 / 7;
        var channel = ExampleSystems.NoisyPair();
        double Log(int x, int unit, double u) => Textbook.LogNormalDensity(u, channel[x, unit].Location, channel[x, unit].Scale);
        double Mixture(Func<int, double> log) => Math.Log(Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x] * Math.Exp(log(x))));
        double Average(Func<int, double, double, double> f) => Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x]
            * ReferenceIntegral.OverNormal(channel[x, 0].Location, channel[x, 0].Scale, u =>
                ReferenceIntegral.OverNormal(channel[x, 1].Location, channel[x, 1].Scale, v => f(x, u, v), step), step));
        return
        [
            (channel.Information().Value.Value,
                Average((x, u, v) => Log(x, 0, u) + Log(x, 1, v) - Mixture(k => Log(k, 0, u) + Log(k, 1, v)))),
            (channel.TotalCorrelation().Value.Value, Average((_, u, v) =>
                Mixture(k => Log(k, 0, u) + Log(k, 1, v)) - Mixture(k => Log(k, 0, u)) - Mixture(k => Log(k, 1, v)))),
        ];
    }

    // The network of ExampleSystems.NoisyLayers: log z1 | x ~ N(-+0.7, 0.5^2), log z2 | z1 ~ N(log softplus(z1), 0.3^2), written out.
    private static double SecondGiven(double u, double x) => ReferenceIntegral.OverNormal(x, FirstScale, v =>
        Math.Exp(Textbook.LogNormalDensity(u, Math.Log(Math.Log(1 + Math.Exp(Math.Exp(v)))), SecondScale)));

    private static double SecondInformation() => ReferenceIntegral.OverNarrow(-4, 5, u =>
    {
        double[] given = [.. Inputs.Select(x => SecondGiven(u, x))];
        return given.Sum(p => p < 1e-300 ? 0 : 0.5 * p * Math.Log(p / (0.5 * given.Sum())));
    });

    // Of a layer with noise of one scale: H(u) - H(noise) is its information, KL from the prior costs KL(p(u) || prior) on top.
    private static IEnumerable<(double, double)> Layer(
        Func<double, Func<double, double>> log, double scale, LogNormal prior, Nats information, Nats kl)
    {
        const int steps = 800;
        (double At, double P)[] u = [.. Enumerable.Range(0, steps + 1).Select(i => -4 + 9.0 * i / steps)
            .Select(at => (at, Inputs.Average(x => Math.Exp(log(x)(at)))))];
        double Mean(Func<double, double, double> f) => u.Sum(point => point.P < 1e-300 ? 0 : point.P * f(point.At, point.P)) * 9 / steps;
        var location = Mean((at, _) => at);
        var known = Mean((_, p) => -Math.Log(p)) - 0.5 * Math.Log(2 * Math.PI * Math.E * scale * scale);
        return
        [
            (information.Value, known), (prior.Location, location),
            (prior.Scale, Math.Sqrt(Mean((at, _) => (at - location) * (at - location)))),
            (kl.Value - information.Value, Mean((at, p) => Math.Log(p) - Textbook.LogNormalDensity(at, prior.Location, prior.Scale))),
        ];
    }

    private static Nats General() => new TwoLayerChannel(Network.First, logs =>
        Array.ConvertAll(logs, v => new LogNormal(Math.Log(Math.Log(1 + Math.Exp(Math.Exp(v)))), SecondScale))).SecondInformation().Value;

    private static LayerInformation Layers()
    {
        var priors = Network.ClosestPriors();
        return Network.Evaluate(priors.First, priors.Second);
    }
}
