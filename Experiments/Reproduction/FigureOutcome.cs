using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>What a study measured.</summary>
/// <param name="Verdict">Whether the data support the paper's claim.</param>
/// <param name="Paper">What the paper reports, in a sentence.</param>
/// <param name="Statements">The statements that the claim consists of, with what was measured; empty where the paper claims
/// nothing.</param>
/// <param name="Sentences">What else was measured, in sentences with numbers.</param>
/// <param name="Plots">The figure.</param>
/// <param name="Tables">Its numbers.</param>
/// <param name="Remarks">What a reader must know: how few seeds, which data, what was chosen by us.</param>
internal sealed record FigureOutcome(
    Verdict Verdict, string Paper, EquatableArray<Statement> Statements, EquatableArray<string> Sentences, EquatableArray<Picture> Plots,
    EquatableArray<FigureTable> Tables, EquatableArray<string> Remarks)
{
    /// <summary>Whether there are statements and each holds or is contradicted.</summary>
    public bool IsDecided => !Statements.IsEmpty && Statements.All(statement => statement.Support != Support.Undecided);

    /// <summary>What was measured, in sentences with the numbers.</summary>
    public string Ours => string.Join(" ", [.. Statements.Select(statement => statement.Sentence), .. Sentences]);

    /// <summary>The statements as a table.</summary>
    public FigureTable StatementTable => FigureTable.Of(
        "The claim, statement by statement", Statements,
        ("statement", s => $"{s.Text}"), ("measured", s => $"{s.Measured}"), ("support", s => $"{Label.Of(s.Support)}"));
}
