using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop ib gaussian</c>: the bottleneck of jointly Gaussian variables in closed form.</summary>
internal static class IbGaussianCommand
{
    public static Command Create(Shell shell)
    {
        var covariance = PathOption.Required("--covariance", $"Covariance matrix of (x, y), x first; {TableOptions.Files}");
        var split = NumberOption.OptionalCount("--split", "Number of coordinates of x", 1, 4095);
        split.Required = true;
        var tradeOff = new TradeOff();
        var tables = new TableOptions();
        return shell.Command(
            "gaussian",
            "The bottleneck of jointly Gaussian x and y, in closed form (Chechik, Globerson, Tishby, Weiss 2005)",
            [covariance, split, tradeOff.Factor, tradeOff.IsTishby, .. tables.All],
            run =>
            {
                var table = tables.Read(run, covariance, "covariance", InputLimit.Covariance);
                var matrix = Matrix<double>.Build.DenseOfArray(table.ToCovariance());
                var solution = GaussianBottleneck.Solve(matrix, run.Get(split)!.Value, tradeOff.Of(run));
                return tradeOff.Begin(run)
                    .Add("informationX", "I(x;t)", solution.InformationX)
                    .Add("informationY", "I(t;y)", solution.InformationY)
                    .Add("components", "active components", solution.Components)
                    .Add("eigenvalues", "eigenvalues", solution.Eigenvalues)
                    .Add("encoder", "encoder A, t = A x + noise", solution.Encoder?.ToArray())
                    .Add("read", "read", TableOptions.Describe(table.Shape));
            },
            new() { Examples = ["idrop ib gaussian --covariance covariance.csv --split 2 --beta 0.3"] });
    }
}
