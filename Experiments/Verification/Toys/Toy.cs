using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>A small problem, solved: numbers, a plot, and what they show.</summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Report">The numbers.</param>
/// <param name="Plot">The plot.</param>
/// <param name="Sentence">What the numbers show, said with the numbers.</param>
internal sealed record Toy(string Name, CommandResult Report, Plot Plot, string Sentence);
