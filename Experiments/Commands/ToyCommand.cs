using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Toys;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop toy</c>: solves small problems with known answers: numbers, a plot and a sentence.</summary>
internal static class ToyCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("toy", "Small problems with known answers: a table, a plot and a sentence that says what it shows");
        foreach (var problem in ToyCatalogue.Problems)
            command.Add(Toy(shell, problem));
        return command;
    }

    private static Command Toy(Shell shell, ToyProblem problem)
    {
        Option<double>[] parameters =
            [.. problem.Parameters.Select(p => NumberOption.WithDefault($"--{p.Key}", p.Help, p.Range, p.Value))];
        var output = PathOption.WithDefault(
            "--out", $"Where to draw the plot: a file, or a directory for a file named toy-{problem.Name}.svg", "path", ".");
        return shell.Command(problem.Name, problem.Help, [.. parameters, output], run =>
        {
            var toy = run.Working("solving", _ => problem.Solve([.. parameters.Select(run.Get)], run.Cancellation));
            return toy.Result
                .Add("plot", "plot", PlotFiles.WriteSvg(run.Get(output), $"toy-{toy.Name}.svg", toy.Plot))
                .Add("sentence", "so", toy.Sentence);
        });
    }
}
