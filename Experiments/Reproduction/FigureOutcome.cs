using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>What a study measured.</summary>
/// <param name="Verdict">Whether the data support the paper's claim.</param>
/// <param name="Paper">What the paper reports, in a sentence.</param>
/// <param name="Ours">What we measured, in a sentence with the numbers.</param>
/// <param name="Plots">The figure.</param>
/// <param name="Tables">Its numbers.</param>
/// <param name="Remarks">What a reader must know: how few seeds, which data, what was chosen by us.</param>
internal sealed record FigureOutcome(
    Verdict Verdict, string Paper, string Ours, EquatableArray<Picture> Plots, EquatableArray<FigureTable> Tables,
        EquatableArray<string> Remarks)
{
    /// <summary>Whether every statement of the claim holds or is contradicted.</summary>
    public bool IsDecided { get; init; }
}
