using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Page;

/// <summary>A solved toy problem as it is kept for the report.</summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Sentence">What the numbers show.</param>
/// <param name="Plot">The plot.</param>
internal sealed record ToyRecord(string Name, string Sentence, Plot Plot);
