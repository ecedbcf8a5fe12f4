using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Verification.Toys;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop toy</c>: solves small problems with known answers: numbers, a plot and a sentence.</summary>
internal static class ToyCommand
{
    public static Command Create(Shell shell) =>
        new("toy", "Small problems with known answers: a table, a plot and a sentence that says what it shows")
        {
            NoisyBit(shell), ZChannel(shell), Erasure(shell), Deterministic(shell), Gaussian(shell), Xor(shell),
        };

    private static Command NoisyBit(Shell shell)
    {
        var p = NumberOption.WithDefault("--p", "Probability that x differs from y", NumberRange.Probability, NoisyBitToy.P);
        var beta = BetaOption(NoisyBitToy.Beta);
        return Toy(
            shell, "noisy-bit", "x is a noisy copy of a bit y: a stochastic representation is best (the paper's Remark)", [p, beta],
            run => NoisyBitToy.Solve(run.Get(p), Beta.FromPaper(run.Get(beta)), run.Cancellation));
    }

    private static Command ZChannel(Shell shell)
    {
        var p = NumberOption.WithDefault("--p", "Probability that x = 1 is read as 0", NumberRange.Probability, ZChannelToy.P);
        var input = NumberOption.WithDefault("--input", "Probability of x = 1", NumberRange.OpenProbability, ZChannelToy.Input);
        var beta = BetaOption(ZChannelToy.Beta);
        return Toy(
            shell, "z-channel", "A bit that is sometimes lost: the local and the learnability threshold differ", [p, input, beta],
            run => ZChannelToy.Solve(run.Get(p), run.Get(input), Beta.FromPaper(run.Get(beta)), run.Cancellation));
    }

    private static Command Erasure(Shell shell)
    {
        var erased = NumberOption.WithDefault("--erased", "Probability that the bit is erased", NumberRange.Probability, ErasureToy.Erased);
        var beta = BetaOption(ErasureToy.Beta);
        return Toy(
            shell, "erasure", "A bit that arrives whole or not at all: a straight curve, all or nothing", [erased, beta],
            run => ErasureToy.Solve(run.Get(erased), Beta.FromPaper(run.Get(beta)), run.Cancellation));
    }

    private static Command Deterministic(Shell shell)
    {
        var symbols = NumberOption.Count("--symbols", "Symbols of x, equally likely", 1, 64, DeterministicToy.Symbols);
        var classes = NumberOption.Count("--classes", "y = x mod classes", 1, 64, DeterministicToy.Classes);
        var beta = BetaOption(DeterministicToy.Beta);
        return Toy(
            shell, "deterministic", "y = f(x): the curve has a corner, which only the squared Lagrangian rounds", [symbols, classes, beta],
            run => DeterministicToy.Solve(run.Get(symbols), run.Get(classes), Beta.FromPaper(run.Get(beta)), run.Cancellation));
    }

    private static Command Gaussian(Shell shell)
    {
        var rho = NumberOption.WithDefault("--rho", "Correlation of x and y", NumberRange.Correlation, GaussianToy.Rho);
        var beta = BetaOption(GaussianToy.Beta);
        return Toy(
            shell, "gaussian", "Two normal variables: the bottleneck in closed form", [rho, beta],
            run => GaussianToy.Solve(run.Get(rho), Beta.FromPaper(run.Get(beta))));
    }

    private static Command Xor(Shell shell)
    {
        var flip = NumberOption.WithDefault("--flip", "Probability that the third bit is flipped", NumberRange.Probability, XorToy.Flip);
        return Toy(
            shell, "xor", "Three bits, dependent but uncorrelated: what second moments miss", [flip],
            run => XorToy.Solve(run.Get(flip)));
    }

    private static Option<double> BetaOption(Beta value) =>
        NumberOption.WithDefault("--beta", "Trade-off in the paper's convention", NumberRange.NonNegative, value.Paper);

    private static Command Toy(Shell shell, string name, string help, IEnumerable<Option> options, Func<Invocation, Toy> solve)
    {
        var output = new Option<string>("--out")
        {
            Description = $"Where to draw the plot: a file, or a directory for a file named toy-{name}.svg",
            HelpName = "path",
            DefaultValueFactory = _ => ".",
        };
        return shell.Command(name, help, [.. options, output], run =>
        {
            var toy = run.Working("solving", _ => solve(run));
            return toy.Result
                .Add("plot", "plot", PlotFiles.WriteSvg(run.Get(output), $"toy-{toy.Name}.svg", toy.Plot))
                .Add("sentence", "so", toy.Sentence);
        });
    }
}
