using IDropTheory.Experiments.Plots;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Experiments.Toys;

/// <summary>Two fair bits and their exclusive or, flipped with some probability: dependence that no correlation sees.</summary>
internal static class XorToy
{
    public static ToyProblem Problem { get; } = new(
        "xor", "Three bits, dependent but uncorrelated: what second moments miss",
        [ToyParameter.Probability("flip", "P(the third bit is flipped)", "Probability that the third bit is flipped", 0)],
        (v, result, _) => Solve(v[0], result));

    private static (CommandResult Result, Plot Plot, string Sentence) Solve(double flip, CommandResult result)
    {
        var bits = Bits(flip);
        var (exact, gaussian) = (bits.TotalCorrelation(), TotalCorrelation.OfCovariance(Covariance(bits)));
        result
            .Add("totalCorrelation", "total correlation", exact)
            .Add("gaussian", "that of the normal distribution with the same correlations", gaussian);
        var plot = new Plot(
            "Three bits, the third the exclusive or of the others", "probability that the third bit is flipped",
            "total correlation in nats",
            PlotSeries.Of("exact", 0, 1, p => Bits(p).TotalCorrelation().Value),
            PlotSeries.Of("from correlations", 0, 1, p => TotalCorrelation.OfCovariance(Covariance(Bits(p))).Value, PlotStyle.Thin),
            PlotSeries.Point(Invariant($"flip = {flip}"), flip, exact.Value));
        return (
            result, plot,
            $"The three bits share {InformationUnits.Sentence(exact)} and are uncorrelated in pairs, so that a total correlation "
            + $"from second moments alone says {InformationUnits.Sentence(gaussian)}: it bounds nothing.");
    }

    // The input is the pair (z1, z2), uniform on four symbols; the output counts z1 z2 z3 in binary.
    private static FiniteRepresentation Bits(double flip)
    {
        var rows = new double[4, 8];
        for (var x = 0; x < 4; x++)
        {
            var exclusiveOr = (x >> 1) ^ (x & 1);
            rows[x, 2 * x + exclusiveOr] = 1 - flip;
            rows[x, 2 * x + 1 - exclusiveOr] = flip;
        }
        return new(FiniteDistribution.Uniform(4), new Channel(rows), 2, 2, 2);
    }

    private static Matrix<double> Covariance(FiniteRepresentation bits)
    {
        double Mean(Func<int, double> f) => Enumerable.Range(0, bits.Z.Count).Sum(z => bits.Z[z] * f(z));
        double[] means = [.. Enumerable.Range(0, bits.Dimensions).Select(i => Mean(z => bits.Component(z, i)))];
        return Matrix<double>.Build.Dense(
            bits.Dimensions, bits.Dimensions, (i, j) => Mean(z => (bits.Component(z, i) - means[i]) * (bits.Component(z, j) - means[j])));
    }
}
