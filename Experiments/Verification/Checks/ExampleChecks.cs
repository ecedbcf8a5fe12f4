namespace IDropTheory.Experiments.Verification.Checks;

/// <summary>Small networks that decide statements in the text of the paper: errata E4, E8 and E9, and noisy units.</summary>
internal static class ExampleChecks
{
    public static IEnumerable<Func<VerificationSettings, Check>> All() => [FlippedSigns, ScaledInputs, NoisyPair, Layers, FirstLayer];

    // One unit z = eps f, decoded by p(y = 1|z) = z / (1 + z): the loss grows or falls with alpha, and the printed one the other way.
    private static Check FlippedSigns(VerificationSettings _)
    {
        const double logActivation = 0.4, alpha = 0.3, beta = 0.2, step = 1e-4;
        double CrossEntropy(double a) => ReferenceIntegral.OverNormal(logActivation, a, u => Math.Log(1 + Math.Exp(-u)));
        double Slope(Func<double, double> f) =>
            (8 * (f(alpha + step) - f(alpha - step)) - (f(alpha + 2 * step) - f(alpha - 2 * step))) / (12 * step);
        var gradient = NoisyLogisticUnit.Loss(
            Dual.Constant(logActivation), Dual.Variable(alpha), Dual.Constant(1), beta, new GaussHermite(40)).Derivative;
        return Check.Quadrature(
            "E4", "Eq. (7) has both signs flipped: its gradient with respect to alpha points uphill (one noisy unit, beta = 0.2)",
            gradient, Slope(a => CrossEntropy(a) - beta * Math.Log(a)), 1e-8)
            .Refuting(Slope(a => PrintedForms.Loss(CrossEntropy(a), beta, a)));
    }

    // V relu(W x) with W = ((1, -1/2), (-1/2, 1)) and V = 1: the logits of (3, 1) are (2.5, 0), those of (6, 2) twice that.
    private static Check ScaledInputs(VerificationSettings _)
    {
        var network = ExampleSystems.ScaledInputs();
        var change = network.Probabilities(6, 2)[0] - network.Probabilities(3, 1)[0];
        if (network.Decision(6, 2) != network.Decision(3, 1)) change = double.NaN;
        return Check.Exact(
            "E8", "ReLU with softmax is called scale-invariant: only its decision is; doubling the input moves p(y|x) by this much",
            change, 1 / (1 + Math.Exp(-5)) - 1 / (1 + Math.Exp(-2.5))).AsNumber().Refuting(0);
    }

    private static Check NoisyPair(VerificationSettings _)
    {
        var channel = ExampleSystems.NoisyPair();
        double LogConditional(int x, double u, double v) =>
            Textbook.LogNormalDensity(u, channel[x, 0].Location, channel[x, 0].Scale)
            + Textbook.LogNormalDensity(v, channel[x, 1].Location, channel[x, 1].Scale);
        double Mixture(Func<int, double> log) => Math.Log(Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x] * Math.Exp(log(x))));
        double Average(Func<int, double, double, double> f) => Enumerable.Range(0, channel.X.Count).Sum(x => channel.X[x]
            * ReferenceIntegral.OverNormal(channel[x, 0].Location, channel[x, 0].Scale, u =>
                ReferenceIntegral.OverNormal(channel[x, 1].Location, channel[x, 1].Scale, v => f(x, u, v))));
        const string statement = "I(x;z) and TC(z) of a log-normal channel of two units, by their definitions";
        return Check.All([
            Check.Quadrature("log-normal-channel", statement,
                channel.Information().Value.Value,
                Average((x, u, v) => LogConditional(x, u, v) - Mixture(k => LogConditional(k, u, v))), 1e-8),
            Check.Quadrature("log-normal-channel", statement,
                channel.TotalCorrelation().Value.Value,
                Average((_, u, v) => Mixture(k => LogConditional(k, u, v))
                    - Mixture(k => Textbook.LogNormalDensity(u, channel[k, 0].Location, channel[k, 0].Scale))
                    - Mixture(k => Textbook.LogNormalDensity(v, channel[k, 1].Location, channel[k, 1].Scale))), 1e-8),
        ]);
    }

    // The network of ExampleSystems.NoisyLayers: log z1 | x ~ N(-+0.7, 0.5^2), log z2 | z1 ~ N(log softplus(z1), 0.3^2), written out.
    private static Check Layers(VerificationSettings _)
    {
        double SecondGiven(double u, double x) => ReferenceIntegral.OverNormal(x, 0.5, v =>
            Math.Exp(Textbook.LogNormalDensity(u, Math.Log(Math.Log(1 + Math.Exp(Math.Exp(v)))), 0.3)));
        var information = ReferenceIntegral.OverNarrow(-4, 5, u =>
        {
            var (a, b) = (SecondGiven(u, -0.7), SecondGiven(u, 0.7));
            double Term(double p) => p < 1e-300 ? 0 : 0.5 * p * Math.Log(p / (0.5 * (a + b)));
            return Term(a) + Term(b);
        });
        var layers = Evaluate();
        return Check.Quadrature(
            "E9",
            "The sum of the layers' KL terms is plotted as information transmitted; it bounds each layer's information, I(x;z2) = this",
            layers.SecondInformation.Value, information, 1e-8).Refuting(layers.SumOfKl.Value);
    }

    private static Check FirstLayer(VerificationSettings _)
    {
        double Conditional(double u, double x) => Math.Exp(Textbook.LogNormalDensity(u, x, 0.5));
        var information = Enumerable.Sum([-0.7, 0.7], x => 0.5 * ReferenceIntegral.OverNormal(x, 0.5, u =>
            Math.Log(Conditional(u, x) / (0.5 * (Conditional(u, -0.7) + Conditional(u, 0.7))))));
        var (layers, priors) = (Evaluate(), ExampleSystems.NoisyLayers().ClosestPriors());
        var kl = Enumerable.Sum([-0.7, 0.7], x => 0.5 * ReferenceIntegral.OverNormal(x, 0.5, u =>
            Textbook.LogNormalDensity(u, x, 0.5) - Textbook.LogNormalDensity(u, priors.First.Location, priors.First.Scale)));
        const string statement = "Information and KL of the first noisy layer; the KL of each layer is at least its information";
        return Check.All([
            Check.Quadrature("layers.first", statement, layers.FirstInformation.Value, information, 1e-8),
            Check.Quadrature("layers.first", statement, layers.FirstKl.Value, kl, 1e-10),
            Check.Between("layers.first", statement, layers.FirstInformation.Value, 0, layers.FirstKl.Value),
            Check.Between("layers.first", statement, layers.SecondInformation.Value, 0, layers.BetweenLayers.Value),
            Check.Between("layers.first", statement, layers.BetweenLayers.Value, 0, layers.SecondKl.Value),
        ]);
    }

    private static LayerInformation Evaluate()
    {
        var network = ExampleSystems.NoisyLayers();
        var priors = network.ClosestPriors();
        return network.Evaluate(priors.First, priors.Second);
    }
}
