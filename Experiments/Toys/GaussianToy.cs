using IDropTheory.Experiments.Plots;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Experiments.Toys;

/// <summary>Two correlated normal variables: the bottleneck in closed form at every trade-off.</summary>
internal static class GaussianToy
{
    public static ToyProblem Problem { get; } = new(
        "gaussian", "Two normal variables: the bottleneck in closed form",
        [new("rho", "correlation", "Correlation of x and y", NumberRange.Correlation, 0.8), ToyParameter.Beta(0.3)],
        (v, result, _) => Solve(v[0], v[1], result));

    private static (CommandResult Result, Plot Plot, string Sentence) Solve(double rho, double beta, CommandResult result)
    {
        var covariance = Matrix<double>.Build.DenseOfArray(new[,] { { 1, rho }, { rho, 1 } });
        GaussianBottleneckSolution At(double b) => GaussianBottleneck.Solve(covariance, 1, Beta.FromPaper(b));
        var (best, threshold) = (At(beta), rho * rho);
        var most = new Nats(-0.5 * Accurate.Log1p(-threshold));
        // Evenly spaced in the logarithm of beta, from where almost all is kept up to the threshold.
        var curve = Enumerable.Range(0, 201).Select(i => At(threshold * Math.Exp(-0.04 * i))).ToList();
        result
            .Add("threshold", "threshold", threshold)
            .Add("informationX", "I(x;t)", best.InformationX)
            .Add("informationY", "I(t;y)", best.InformationY)
            .Add("mostInformationY", "I(x;y)", most);
        var plot = new Plot(
            Invariant($"Normal variables with correlation {rho}"), "I(x;t) in nats", "I(t;y) in nats",
            new PlotSeries(
                "best I(t;y) at each I(x;t)", PlotStyle.Line,
                [.. curve.Select(c => c.InformationX.Value)], [.. curve.Select(c => c.InformationY.Value)]),
            PlotSeries.Point(
                Invariant($"best at beta = {beta}"), best.InformationX.Value, best.InformationY.Value));
        var (b, t) = (Numbers.Sentence(beta), Numbers.Sentence(threshold));
        var sentence = best.Components == 0
            ? $"At beta = {b}, not below rho^2 = {t}, nothing is kept."
            : $"At beta = {b}, below rho^2 = {t}, {InformationUnits.Sentence(best.InformationX)} about x are kept, which hold "
                + $"{InformationUnits.Sentence(best.InformationY)} of the {InformationUnits.Sentence(most)} about y.";
        return (result, plot, sentence);
    }
}
