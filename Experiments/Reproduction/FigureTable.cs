using System.Collections.Immutable;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A table of a figure's numbers, ready to print.</summary>
/// <param name="Title">What it lists.</param>
/// <param name="Columns">Names and units of the columns.</param>
/// <param name="Rows">The cells, as text.</param>
public sealed record FigureTable(string Title, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows);
