using System.CommandLine;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options that say how the tables of a command are read, and what its result says about them.</summary>
internal sealed class TableOptions
{
    /// <summary>So many names are listed for a person.</summary>
    public const int MostNames = 12;

    private readonly Choice<bool?> _header = new(
        "--header", "Whether the first line of a table has the names of the columns", ("auto", null), ("yes", true), ("no", false));

    private readonly Choice<bool?> _index = new(
        "--index-column", "Whether the first column of a table numbers or names the rows, and is left out",
        ("auto", null), ("yes", true), ("no", false));

    private readonly Choice<char?> _separator = new(
        "--separator", "What separates the cells of a table",
        ("auto", null), ("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("space", ' '));

    /// <summary>What an option of a table says about its file.</summary>
    public const string Files = "text, JSON, .npy, .npz, .safetensors or Parquet; FILE#NAME for one array of several, - for standard input";

    public IEnumerable<Option> All => [_header, _index, _separator];

    public TableFormat Format(Invocation run) => new(run.Get(_header), run.Get(_index), run.Get(_separator));

    /// <summary>Reads the table that an option names.</summary>
    public NumberTable Read(Invocation run, Option<string> file, string name, InputLimit limit) =>
        NumberTable.Read(run.Get(file), name, limit, Format(run));

    /// <summary>What was read, so that nobody takes a header for a row or an index for a variable unnoticed.</summary>
    public static CommandResult Describe(TableShape shape) => new CommandResult()
        .Add("rows", "rows", shape.Rows)
        .Add("columns", "columns", shape.Columns)
        .Add("names", shape.Names.Length is > 0 and <= MostNames ? "names" : null, (IReadOnlyList<string>)shape.Names)
        .Add(
            "indexColumn", shape.IndexColumn is null ? null : "left out as index",
            shape.IndexColumn is "" ? "(no name)" : shape.IndexColumn);
}
