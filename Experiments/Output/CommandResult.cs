using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IDropTheory.Experiments.Output;

/// <summary>What a command prints: an ordered list of named values, written either as one JSON document or as a table for people.</summary>
/// <remarks>Both are written from the same list, so they cannot disagree. Amounts of information are converted to the chosen unit
/// when they are written. An entry without a label appears in the JSON alone, and so does a value that does not exist, as null.</remarks>
public sealed class CommandResult
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // The entries of a nested result stand in one line up to this number, and below each other beyond it.
    private const int LongestLine = 4;

    // Blanks and lines that a table adds to a column.
    private const int ColumnSpace = 3;

    // A number of six digits, its sign and exponent, and two blanks.
    private const int CellWidth = 13;

    private readonly List<(string? Key, string? Label, object? Value)> _entries = [];
    private IReadOnlyList<CommandResult>? _rows;

    /// <summary>The exit code with which the program ends.</summary>
    public int ExitCode { get; init; } = Output.ExitCode.Success;

    /// <summary>The unit of all amounts if some are part of a text; null if every amount can be converted.</summary>
    public InformationUnit? Fixed { get; init; }

    /// <summary>Draws what a person sees instead of the plain table.</summary>
    public Func<InformationUnit, IRenderable>? ForPeople { get; init; }

    /// <summary>A text, with its line ends, that stands on standard output as it is instead of the table: a file for another
    /// program.</summary>
    public string? Verbatim { get; init; }

    public CommandResult Add(string key, string? label, Nats amount) => Put(key, label, amount);

    public CommandResult Add(string key, string? label, double? value) => Put(key, label, value);

    public CommandResult Add(string key, string? label, long count) => Put(key, label, count);

    public CommandResult Add(string key, string? label, bool? flag) => Put(key, label, flag);

    public CommandResult Add(string key, string? label, string? text) => Put(key, label, text);

    public CommandResult Add(string key, string? label, (Nats Low, Nats High)? interval) => Put(key, label, interval);

    public CommandResult Add(string key, string? label, (double Low, double High) interval) => Put(key, label, interval);

    /// <summary>An amount of information in nats that lies between two numbers for certain; it still does in another unit.</summary>
    public CommandResult Add(string key, string? label, Interval amount) => Put(key, label, amount);

    public CommandResult Add(string key, string? label, IReadOnlyList<double> values) => Put(key, label, values);

    public CommandResult Add(string key, string? label, IReadOnlyList<string> words) => Put(key, label, words);

    public CommandResult Add(string key, string? label, double[,]? matrix) => Put(key, label, matrix);

    public CommandResult Add(string key, string? label, CommandResult nested) => Put(key, label, nested);

    public CommandResult Add(string key, string? label, IReadOnlyList<CommandResult> rows) => Put(key, label, rows);

    /// <summary>A value that this result has not, and others of its command have.</summary>
    public CommandResult AddMissing(string key) => Put(key, null, null);

    /// <summary>An amount whose JSON key is its unit: "nats" or "bits".</summary>
    public CommandResult AddAmount(string label, Nats amount) => Put(null, label, amount);

    /// <summary>A result that is a list: its JSON document is an array.</summary>
    public static CommandResult List(IReadOnlyList<CommandResult> rows) => new CommandResult { _rows = rows }.Add("rows", "", rows);

    /// <summary>The result as one JSON document.</summary>
    public string ToJson(InformationUnit unit) =>
        (_rows is null ? Json(Fixed ?? unit, nested: false) : Node(_rows, Fixed ?? unit)!).ToJsonString(Layout);

    internal void Write(IAnsiConsole console, InformationUnit unit)
    {
        console.Write(ForPeople?.Invoke(Fixed ?? unit) ?? Table(Fixed ?? unit, console.Profile.Width));
        console.WriteLine();
    }

    private CommandResult Put(string? key, string? label, object? value)
    {
        _entries.Add((key, value is null ? null : label, value));
        return this;
    }

    private JsonObject Json(InformationUnit unit, bool nested)
    {
        var json = new JsonObject();
        foreach (var (key, _, value) in _entries)
            json[key ?? unit.Name()] = Node(value, unit);
        if (!nested) json["unit"] = unit.Name();
        return json;
    }

    private static JsonNode? Node(object? value, InformationUnit unit) => value switch
    {
        null => null,
        Nats amount => Numbers.ToJson(amount.In(unit)),
        double number => Numbers.ToJson(number),
        long count => JsonValue.Create(count),
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        Interval amount => Ends(amount.In(unit)),
        (Nats low, Nats high) => new JsonArray(Numbers.ToJson(low.In(unit)), Numbers.ToJson(high.In(unit))),
        (double low, double high) => new JsonArray(Numbers.ToJson(low), Numbers.ToJson(high)),
        IReadOnlyList<double> values => new JsonArray([.. values.Select(Numbers.ToJson)]),
        IReadOnlyList<string> words => new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
        double[,] matrix => new JsonArray([.. Rows(matrix).Select(row => new JsonArray([.. row.Select(Numbers.ToJson)]))]),
        CommandResult nested => nested.Json(unit, nested: true),
        IReadOnlyList<CommandResult> rows => new JsonArray([.. rows.Select(row => row.Json(unit, nested: true))]),
        _ => throw new InvalidOperationException($"A {value.GetType().Name} is not a value of a result."),
    };

    private static JsonArray Ends(Interval interval) => new(Numbers.ToJson(interval.Lower), Numbers.ToJson(interval.Upper));

    private Rows Table(InformationUnit unit, int width)
    {
        var parts = new List<IRenderable>();
        var values = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        var labelWidth = _entries.Select(entry => entry.Label?.Length ?? 0).DefaultIfEmpty().Max() + ColumnSpace;
        foreach (var (_, label, value) in _entries)
        {
            if (label is null) continue;
            if (value is IReadOnlyList<CommandResult> rows)
                parts.AddRange([new Spectre.Console.Text(label), RowTable(rows, unit, width)]);
            else if (value is double[,] matrix && labelWidth + matrix.GetLength(1) * CellWidth > width)
                parts.Add(new Spectre.Console.Text(Numbered(label, matrix, width)));
            else
                values.AddRow(new Spectre.Console.Text(label), new Spectre.Console.Text(Described(value, unit)));
        }
        return new Rows(values.Rows.Count > 0 ? [values, .. parts] : parts);
    }

    // A matrix that is wider than the screen, some columns below the others, with the numbers of rows and columns.
    private static string Numbered(string label, double[,] matrix, int width)
    {
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        var margin = Invariant($"{rows}").Length + 2;
        var lines = new List<string>();
        foreach (var block in Enumerable.Range(0, columns).Chunk(Math.Max(1, (width - margin) / CellWidth)))
        {
            lines.Add("");
            lines.Add(Invariant($"{label}, columns {block[0] + 1} to {block[^1] + 1} of {columns}"));
            lines.Add(Line("", block.Select(j => Invariant($"{j + 1}"))));
            for (var i = 0; i < rows; i++)
                lines.Add(Line(Invariant($"{i + 1}"), block.Select(j => Numbers.Short(matrix[i, j]))));
        }
        return string.Join('\n', lines);

        string Line(string number, IEnumerable<string> cells) =>
            (number.PadRight(margin) + string.Concat(cells.Select(cell => cell.PadRight(CellWidth)))).TrimEnd();
    }

    private static Table RowTable(IReadOnlyList<CommandResult> rows, InformationUnit unit, int width)
    {
        var table = new Table().Border(TableBorder.Simple);
        if (rows.Count == 0) return table;
        string[] headers =
        [
            .. from entry in rows[0]._entries
               where entry.Label is not null
               select entry.Value is Nats ? $"{entry.Label} ({unit.Name()})" : entry.Label,
        ];
        string[][] cells =
        [
            .. rows.Select(row => (string[])[.. row._entries.Where(e => e.Label is not null).Select(e => Described(e.Value, unit, false))]),
        ];
        var natural = headers.Select((header, i) => cells.Max(row => Math.Max(row[i].Length, header.Length)) + ColumnSpace).Sum();
        foreach (var (i, header) in headers.Index())
            table.AddColumn(new TableColumn(new Spectre.Console.Text(header)) { Width = natural > width ? Narrow(i) : null });
        foreach (var row in cells)
            table.AddRow(row.Select(cell => new Spectre.Console.Text(cell)));
        return table;

        // A column of single words is never narrower than its longest word, which would be cut; its header wraps between words.
        int? Narrow(int i) => cells.Any(row => row[i].Contains(' ', StringComparison.Ordinal)) ? null
            : cells.Select(row => row[i]).Concat(headers[i].Split(' ')).Max(word => word.Length);
    }

    // Six digits; all of them are in the JSON.
    private static string Described(object? value, InformationUnit unit, bool withUnit = true)
    {
        return value switch
        {
            null => "-",
            Nats amount => withUnit ? $"{Numbers.Short(amount.In(unit))} {unit.Name()}" : Numbers.Short(amount.In(unit)),
            double number => Numbers.Short(number),
            bool flag => flag ? "yes" : "no",
            Interval amount => $"{amount.In(unit)} {unit.Name()}",
            (Nats low, Nats high) => $"[{Numbers.Short(low.In(unit))}, {Numbers.Short(high.In(unit))}] {unit.Name()}",
            (double low, double high) => $"[{Numbers.Short(low)}, {Numbers.Short(high)}]",
            IReadOnlyList<double> values => string.Join("  ", values.Select(Numbers.Short)),
            // Sentences are a list, names a line.
            IReadOnlyList<string> words when words.Any(word => word.EndsWith('.')) => string.Join('\n', words.Select(word => $"- {word}")),
            IReadOnlyList<string> words => string.Join(", ", words),
            double[,] matrix => string.Join(
                '\n', Rows(matrix).Select(row => string.Concat(row.Select(v => Numbers.Short(v).PadRight(CellWidth))).TrimEnd())),
            CommandResult nested => string.Join(
                nested._entries.Count > LongestLine ? "\n" : ", ",
                nested._entries.Where(e => e.Label is not null).Select(e => $"{e.Label} {Described(e.Value, unit, withUnit)}")),
            _ => value.ToString() ?? "",
        };
    }

    private static IEnumerable<IEnumerable<double>> Rows(double[,] matrix) =>
        Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]));
}
