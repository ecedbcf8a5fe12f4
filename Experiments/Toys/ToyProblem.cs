using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Toys;

/// <summary>A small problem with a known answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What it is about, for the help.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Answer">Computes the answer from the parameters' values, and adds its numbers to a result that begins with these.</param>
internal sealed record ToyProblem(
    string Name, string Help, EquatableArray<ToyParameter> Parameters,
    Func<IReadOnlyList<double>, CommandResult, CancellationToken, (CommandResult Result, Plot Plot, string Sentence)> Answer)
{
    /// <summary>Solves it for values of the parameters, in their order.</summary>
    public Toy Solve(IReadOnlyList<double> values, CancellationToken cancellation)
    {
        var result = new CommandResult().Add("toy", "toy", Name);
        foreach (var (parameter, value) in Parameters.Zip(values))
            result.Add(parameter.Key, parameter.Label, value);
        var (numbers, plot, sentence) = Answer(values, result, cancellation);
        return new(Name, numbers, plot, sentence);
    }
}

/// <summary>A parameter of a problem.</summary>
/// <param name="Key">Name of its option, and its key in the JSON.</param>
/// <param name="Label">What it is, before its value in the table.</param>
/// <param name="Help">What it is, in the help.</param>
/// <param name="Range">The allowed values.</param>
/// <param name="Value">Its default.</param>
internal sealed record ToyParameter(string Key, string Label, string Help, NumberRange Range, double Value)
{
    public static ToyParameter Probability(string key, string label, string help, double value) =>
        new(key, label, help, NumberRange.Probability, value);

    public static ToyParameter Beta(double value) =>
        new("beta", "beta", "Trade-off in the paper's convention", NumberRange.NonNegative, value);
}

/// <summary>A solved problem: numbers, a plot, and a sentence about them.</summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Result">The numbers.</param>
/// <param name="Plot">The plot.</param>
/// <param name="Sentence">What the numbers show, in a sentence that quotes them.</param>
internal sealed record Toy(string Name, CommandResult Result, Plot Plot, string Sentence);
