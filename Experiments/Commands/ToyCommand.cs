using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Toys;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop toy</c>: solves small problems with known answers: numbers, a plot and a sentence.</summary>
internal static class ToyCommand
{
    public static Command Create(Shell shell) => shell.Family(
        "toy", "Small problems with known answers: numbers, a sentence that says what they show, and a plot",
        ToyCatalogue.Problems.Select(problem => Toy(shell, problem)));

    private static Command Toy(Shell shell, ToyProblem problem)
    {
        Option<double>[] parameters =
            [.. problem.Parameters.Select(p => NumberOption.WithDefault($"--{p.Key}", p.Help, p.Range, p.Value))];
        var output = PathOption.Optional(
            "--out", $"Draw the plot: into this file, or into this directory as toy-{problem.Name}.svg", "path");
        return shell.Command(problem.Name, problem.Help, [.. parameters, output], run =>
        {
            var toy = run.Working("solving", _ => problem.Solve([.. parameters.Select(run.Get)], run.Cancellation));
            var file = run.Get(output) is { } path ? PlotFiles.Draw(path, $"toy-{toy.Name}", toy.Plot) : null;
            return toy.Result.Add("plot", "plot", file).Add("sentence", "so", toy.Sentence);
        }, new() { Examples = [$"idrop toy {problem.Name}", $"idrop toy {problem.Name} --out plot.svg"] });
    }
}
