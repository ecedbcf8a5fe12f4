namespace IDropTheory.Experiments.Input;

/// <summary>Columns of labels, words or numbers, one row per sample.</summary>
internal sealed class LabelTable
{
    private const int MostLabels = 1 << 16;
    private readonly List<string[]> _rows = [];
    private readonly Dictionary<string, string> _known = [];

    private LabelTable(string path, int columns) => (Path, Columns) = (path, columns);

    /// <summary>The file, as messages name it.</summary>
    public string Path { get; }

    /// <summary>The labels, row by row.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>What was read.</summary>
    public required TableShape Shape { get; init; }

    private int Columns { get; }

    /// <summary>The different labels of a column: in the order of numbers if all are numbers, else of text.</summary>
    public string[] Distinct(int column)
    {
        var distinct = _rows.Select(row => row[column]).Distinct().ToArray();
        return distinct.All(label => Numbers.TryParse(label, out _))
            ? [.. distinct.OrderBy(label => double.Parse(label, CultureInfo.InvariantCulture))
                .ThenBy(label => label, StringComparer.Ordinal)]
            : [.. distinct.Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a table.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">How many columns of labels it must have.</param>
    /// <param name="option">The option that asks for them, for messages.</param>
    /// <param name="format">Whether it has a header and an index column.</param>
    /// <exception cref="UserError">It is none, or nobody can tell whether its first line has names.</exception>
    public static LabelTable Read(string file, int columns, string option, TableFormat format)
    {
        var source = InputFile.Find(file, InputLimit.Streamed);
        return source.Format == FileFormat.Text ? OfText(source, columns, option, format) : OfNumbers(source, columns, option, format);
    }

    private static LabelTable OfText(InputFile source, int columns, string option, TableFormat format)
    {
        using var cells = new TableCells(source.Path, source.Stream, InputLimit.Streamed, format.Separator);
        if (!cells.Next()) throw Empty(source.Path);
        var first = cells.Copy();
        var skip = format.IndexColumn ?? (first.Length == columns + 1 && first[0] is "" or "index" or "Unnamed: 0") ? 1 : 0;
        if (first.Length != columns + skip) throw Wrong(source.Path, cells.Line, first.Length - skip, columns, option);
        var start = first[skip..];
        var (rows, areNumbers, recurs) = (new List<string[]>(), true, new bool[columns]);
        while (cells.Next())
        {
            if (cells.Current.ColCount != first.Length)
                throw InputFile.Refuse(source.Path, cells.Line, 1, $"the row has {cells.Current.ColCount} values and the first has "
                    + $"{first.Length}.");
            var row = cells.Copy()[skip..];
            for (var column = 0; column < columns; column++)
                recurs[column] |= row[column] == start[column];
            areNumbers = areNumbers && row.All(label => Numbers.TryParse(label, out _));
            rows.Add(row);
            if (rows.Count > InputLimit.Samples.Entries) throw InputFile.TooMany(source.Path, InputLimit.Samples);
        }
        // Labels occur again; names of columns do not, and they are no numbers.
        bool? looks = start.Any(label => Numbers.TryParse(label, out _)) || recurs.All(again => again) ? false
            : rows.Count > 0 && areNumbers ? true : null;
        if ((format.Header ?? looks) is not { } header)
            throw InputFile.Refuse(source.Path, $"the first row, {string.Join(", ", start)}, may be names of columns or labels; say "
                + "--header yes or --header no.");
        if (!header) rows.Insert(0, start);
        if (rows.Count == 0) throw Empty(source.Path);
        return Of(source.Path, rows, new(rows.Count, columns, header ? [.. start] : [], skip == 0 ? null : first[0]));
    }

    private static LabelTable OfNumbers(InputFile source, int columns, string option, TableFormat format)
    {
        using var table = NumberRows.Open(source, "labels", InputLimit.Streamed, format);
        if (table.Columns != columns) throw Wrong(source.Path, null, table.Columns, columns, option);
        var (rows, row) = (new List<string[]>(), new double[columns]);
        while (table.TryRead(row))
        {
            rows.Add(Array.ConvertAll(row, Numbers.Exact));
            if (rows.Count > InputLimit.Samples.Entries) throw InputFile.TooMany(source.Path, InputLimit.Samples);
        }
        return Of(source.Path, rows, table.Shape);
    }

    private static LabelTable Of(string path, List<string[]> rows, TableShape shape)
    {
        var table = new LabelTable(path, shape.Columns) { Shape = shape };
        foreach (var row in rows)
            table._rows.Add(Array.ConvertAll(row, table.Known));
        return table;
    }

    /// <summary>One string for equal labels.</summary>
    private string Known(string label)
    {
        if (_known.TryGetValue(label, out var known)) return known;
        if (_known.Count == MostLabels)
            throw InputFile.Refuse(Path, $"has more than {MostLabels} different labels; allowed: labels, of which there are few (group "
                + "continuous values first).");
        return _known[label] = label;
    }

    private static UserError Empty(string path) => InputFile.Refuse(path, "has no row; it needs at least one.");

    private static UserError Wrong(string path, long? line, int found, int wanted, string option)
    {
        var what = $"the row has {found} values; allowed with {option}: "
            + $"{(wanted == 1 ? "one, the label" : "two, the labels of x and y")} (and an "
            + "index column with --index-column yes).";
        return line is { } number ? InputFile.Refuse(path, number, 1, what) : InputFile.Refuse(path, what);
    }
}
