using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Toys;

/// <summary>Fig. 4 without networks: x is a signal and a nuisance, and the bottleneck is solved on samples and on the truth.</summary>
internal static class NuisanceToy
{
    private const int Repetitions = 4;

    private static readonly ImmutableArray<double> Betas = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6];

    public static ToyProblem Problem { get; } = new(
        "nuisance", "x is a signal and a nuisance: what a representation learned from samples keeps of each (Fig. 4)",
        [
            new("nuisances", "values of the nuisance", "Values of the nuisance, equally likely", NumberRange.Whole(2, 16), 4),
            new("samples", "samples", "Samples to learn from", NumberRange.Whole(10, 10_000), 80),
            ToyParameter.Probability("noise", "P(y differs from the signal)", "Probability that y differs from the signal", 0.2),
        ],
        (v, result, cancellation) => Solve((int)v[0], (int)v[1], v[2], result, cancellation));

    private static (CommandResult Result, Plot Plot, string Sentence) Solve(
        int nuisances, int samples, double noise, CommandResult result, CancellationToken cancellation)
    {
        var world = new NuisanceWorld(nuisances, noise);
        var key = RandomKey.FromSeed(1).Fold("nuisance toy");
        JointDistribution[] sets = [.. Enumerable.Range(0, Repetitions).Select(k => world.Sample(key.Fold((ulong)k), samples))];
        ReadCode[] truth = [.. Betas.Select(beta => world.Read(world.Joint, beta, cancellation))];
        ReadCode[] learned = [.. Betas.Select(beta => ReadCode.Mean([.. sets.Select(set => world.Read(set, beta, cancellation))]))];
        result
            .Add("trainingSets", "training sets, averaged", Repetitions)
            .Add("certified", "every representation certified", learned.Concat(truth).All(code => code.Certified))
            .Add("leastCrossEntropy", "least cross-entropy, H(y|x)", world.Joint.ConditionalEntropy())
            .Add("trueNuisance", "most I(t;nuisance) of the best for the truth", truth.Max(code => code.Nuisance))
            .Add("learned", "learned from samples, judged by the truth", [.. Betas.Zip(learned, Row)]);
        // With little beta a sample that was never seen the other way round makes the cross-entropy infinite.
        var finite = Enumerable.Range(0, Betas.Length).Where(k => double.IsFinite(learned[k].CrossEntropy.Value)).ToList();
        var best = finite.MinBy(k => learned[k].CrossEntropy.Value);
        var plot = new Plot(
            $"Signal and nuisance, learned from {samples} samples", "beta", "nats",
            new PlotSeries("I(t;nuisance)", PlotStyle.Measured, [.. Betas], [.. learned.Select(code => code.Nuisance.Value)]),
            new PlotSeries(
                "cross-entropy on new data", PlotStyle.Measured, [.. finite.Select(k => Betas[k])],
                [.. finite.Select(k => learned[k].CrossEntropy.Value)]),
            PlotSeries.Of(
                "the least cross-entropy, H(y|x)", 0, Betas[^1], _ => world.Joint.ConditionalEntropy().Value, PlotStyle.Thin),
            new PlotSeries(
                "I(t;nuisance) of the best for the truth", PlotStyle.Thin, [.. Betas], [.. truth.Select(code => code.Nuisance.Value)]))
        { FromZero = true };
        string Held(ReadCode code) => code.Nuisance.Value < 1e-6 ? "nothing" : InformationUnits.Sentence(code.Nuisance);
        return (
            result, plot,
            $"Learned from {samples} samples, the best representation holds {Held(learned[0])} about the nuisance at beta = "
            + $"{Numbers.Sentence(Betas[0])} and {Held(learned[best])} at beta = {Numbers.Sentence(Betas[best])}, where it predicts new "
            + $"data best ({InformationUnits.Sentence(learned[best].CrossEntropy)}, of at least "
            + $"{InformationUnits.Sentence(world.Joint.ConditionalEntropy())}); with the true distribution it holds "
            + $"{Held(truth.MaxBy(code => code.Nuisance)!)} at any beta above 0.");
    }

    private static CommandResult Row(double beta, ReadCode code) =>
        new CommandResult()
            .Add("beta", "beta", beta)
            .Add("nuisance", "I(t;nuisance)", code.Nuisance)
            .Add("signal", "I(t;y)", code.Signal)
            .Add("crossEntropy", "cross-entropy", code.CrossEntropy)
            .Add("error", "error of y", code.Error)
            .Add("nuisanceError", "error of the nuisance", code.NuisanceError);
}

/// <summary>What a representation holds, under the true distribution.</summary>
/// <param name="Nuisance">I(t;nuisance).</param>
/// <param name="Signal">I(t;y).</param>
/// <param name="CrossEntropy">Mean -log of the prediction of y, which averages the decoder that was learned over the noise of t.</param>
/// <param name="Error">Probability that this prediction favours the wrong y; of equal ones, half.</param>
/// <param name="NuisanceError">Probability that the best guess of the nuisance from t is wrong.</param>
/// <param name="Certified">Whether it is proved to be the best one for the distribution that it was learned from.</param>
internal sealed record ReadCode(Nats Nuisance, Nats Signal, Nats CrossEntropy, double Error, double NuisanceError, bool Certified)
{
    public static ReadCode Mean(IReadOnlyList<ReadCode> codes)
    {
        Nats Average(Func<ReadCode, Nats> amount) => new(codes.Average(code => amount(code).Value));
        return new(
            Average(code => code.Nuisance), Average(code => code.Signal), Average(code => code.CrossEntropy),
            codes.Average(code => code.Error), codes.Average(code => code.NuisanceError), codes.All(code => code.Certified));
    }
}

/// <summary>x = (signal, nuisance), both uniform and independent; y is the signal, a bit, seen through noise.</summary>
internal sealed class NuisanceWorld(int nuisances, double noise)
{
    public JointDistribution Joint { get; } = new(Tables.Of(
        2 * nuisances, 2, (x, y) => 0.5 / nuisances * (x / nuisances == y ? 1 - noise : noise)));

    /// <summary>The shares of samples of (x, y).</summary>
    public JointDistribution Sample(RandomKey key, int samples)
    {
        var counts = new double[Joint.CountX, 2];
        for (var i = 0UL; i < (ulong)samples; i++)
        {
            var x = key.Fold("x").Below(Joint.CountX, i);
            var signal = x / nuisances;
            counts[x, key.Fold("y").Uniform(i) < noise ? 1 - signal : signal] += 1.0 / samples;
        }
        return new(counts);
    }

    /// <summary>The bottleneck of a distribution, judged by the true one.</summary>
    public ReadCode Read(JointDistribution learned, double beta, CancellationToken cancellation)
    {
        var solution = InformationBottleneck.Solve(learned, Beta.FromPaper(beta), new() { Restarts = 0, Tolerance = 1e-4 }, cancellation);
        var encoder = solution.Point.Encoder;
        var (xs, ts) = (Enumerable.Range(0, Joint.CountX).ToList(), Enumerable.Range(0, encoder.Outputs).ToList());
        double[] one = [.. ts.Select(t => xs.Sum(x => learned[x, 1] * encoder[x, t]) / xs.Sum(x => learned.X[x] * encoder[x, t]))];
        double Predict(int x) => ts.Where(t => encoder[x, t] > 0 && !double.IsNaN(one[t])).Sum(t => encoder[x, t] * one[t]);
        var nuisance = Tables.Of(
            ts.Count, nuisances, (t, n) => xs.Where(x => x % nuisances == n).Sum(x => Joint.X[x] * encoder[x, t]));
        return new(
            new JointDistribution(nuisance).MutualInformation(),
            BottleneckPoint.Of(Joint, encoder).InformationY,
            new(xs.Sum(x => Cost(Joint[x, 1], Predict(x)) + Cost(Joint[x, 0], 1 - Predict(x)))),
            xs.Sum(x => Math.Abs(Predict(x) - 0.5) < 1e-9 ? 0.5 * Joint.X[x] : Joint[x, Predict(x) > 0.5 ? 0 : 1]),
            1 - ts.Sum(t => Enumerable.Range(0, nuisances).Max(n => nuisance[t, n])),
            solution.Certified);
    }

    private static double Cost(double weight, double prediction) => weight == 0 ? 0 : -weight * Math.Log(Math.Max(prediction, 0));
}
