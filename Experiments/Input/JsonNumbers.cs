using System.Text.Json;

namespace IDropTheory.Experiments.Input;

/// <summary>A table of numbers in JSON: an array of rows, one row, or an object with the table under a given name.</summary>
internal static class JsonNumbers
{
    /// <summary>Reads the table.</summary>
    /// <exception cref="UserError">The text is not JSON, not a table, ragged, or a value is not a finite number.</exception>
    public static NumberRows Read(InputFile source, string name, InputLimit limit, TableFormat format)
    {
        using var stream = source.Stream;
        var (path, held) = (source.Path, limit.IsHeld ? limit : InputLimit.Samples);
        if (source.Remaining > held.Bytes) throw InputFile.TooLong(path, source.Remaining.Value, held);
        using var document = Parse(path, stream);
        var table = document.RootElement;
        if (table.ValueKind == JsonValueKind.Object && !table.TryGetProperty(name, out table))
            throw InputFile.Refuse(path, $"the JSON object has no \"{name}\"; put the rows there, or write them as an array.");
        if (table.ValueKind != JsonValueKind.Array || table.GetArrayLength() == 0)
            throw InputFile.Refuse(path, "the JSON has no array of rows; write [[a, b], [c, d]].");
        return new Rows(path, Values(
            path, table[0].ValueKind == JsonValueKind.Array ? [.. table.EnumerateArray()] : [table], held, format), format);
    }

    private static JsonDocument Parse(string path, Stream stream)
    {
        try
        {
            return JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new UserError($"{path}: row {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: the text is not valid JSON.", e);
        }
    }

    private static double[,] Values(string path, JsonElement[] rows, InputLimit limit, TableFormat format)
    {
        var columns = rows[0].GetArrayLength();
        if (columns == 0) throw InputFile.RefuseRow(path, 1, 1, "the row is empty; it needs at least one number.");
        if ((long)rows.Length * columns > limit.Entries) throw InputFile.TooMany(path, limit);
        var values = new double[rows.Length, columns];
        foreach (var (index, row) in rows.Index())
        {
            if (row.ValueKind != JsonValueKind.Array)
                throw InputFile.RefuseRow(path, index + 1, 1, $"{Quoted.Text(row.GetRawText())} is not an array; every row must be one.");
            if (row.GetArrayLength() != columns)
                throw InputFile.RefuseRow(
                    path, index + 1, Math.Min(row.GetArrayLength(), columns) + 1,
                    $"the row has {row.GetArrayLength()} values and the first row has {columns}; all rows must have equally many.");
            Copy(path, row, values, index, format);
        }
        return values;
    }

    private static void Copy(string path, JsonElement row, double[,] values, int index, TableFormat format)
    {
        var column = 0;
        foreach (var element in row.EnumerateArray())
        {
            if (format.AllowsInfinity && element.ValueKind == JsonValueKind.String && element.GetString() is "inf" or "Infinity")
            {
                values[index, column++] = double.PositiveInfinity;
                continue;
            }
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var value) || !double.IsFinite(value))
                throw InputFile.RefuseRow(path, index + 1, column + 1, $"{Quoted.Text(element.GetRawText())} is not a finite number.");
            values[index, column++] = value;
        }
    }

    private sealed class Rows(string path, double[,] values, TableFormat format)
        : BinaryRows(path, values.GetLength(1), [], format)
    {
        public override void Dispose() { }

        protected override bool Next(Span<double> row)
        {
            if (Row == values.GetLength(0)) return false;
            for (var column = 0; column < row.Length; column++)
                row[column] = values[Row, column];
            return true;
        }
    }
}
