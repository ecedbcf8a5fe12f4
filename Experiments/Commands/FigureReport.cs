using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Reproduction;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Commands;

/// <summary>The outcome of a study as <c>run</c> prints it.</summary>
internal static class FigureReport
{
    public static CommandResult Of(Study study)
    {
        var (figure, settings, outcome) = (study.Figure, study.Settings, study.Conclude());
        var report = new CommandResult { Fixed = InformationUnit.Nats }
            .Add("id", "figure", figure.Id)
            .Add("preset", "preset", Label.Of(settings.Preset))
            .Add("dataset", "images", settings.Dataset)
            .Add("claim", "the paper's claim", figure.Claim)
            .Add("paper", "the paper", outcome.Paper)
            .Add("ours", "measured", outcome.Ours)
            .Add("verdict", "verdict", Label.Of(outcome.Verdict))
            .Add("remarks", "remarks", (IReadOnlyList<string>)outcome.Remarks)
            .Add("folder", "folder", study.Folder.Path);
        foreach (var table in outcome.Tables)
            report.Add(Key(table.Title), table.Title, [.. table.Rows.Select(row => Row(table, row))]);
        return report;
    }

    private static CommandResult Row(FigureTable table, IReadOnlyList<string> row)
    {
        var report = new CommandResult();
        for (var i = 0; i < row.Count; i++)
            report.Add(Key(table.Columns[i]), table.Columns[i], row[i]);
        return report;
    }

    // "KL per layer (nats)" -> "klPerLayerNats"
    private static string Key(string title)
    {
        var words = title.Split([' ', ',', '(', ')', '%', '.', '\'', '±'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) =>
            i == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
    }
}
