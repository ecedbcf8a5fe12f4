using System.Text.Json;

namespace IDropTheory.Experiments.Input;

/// <summary>A table of numbers in JSON: an array of rows, one row, or an object with the table under a given name.</summary>
internal static class JsonNumbers
{
    /// <summary>Whether a file begins as JSON arrays and objects do.</summary>
    public static bool Looks(string path)
    {
        using var stream = InputFile.Open(path, InputLimit.Streamed);
        if (!stream.CanSeek) return false;
        for (var seen = 0; seen < 4096; seen++)
            switch (stream.ReadByte())
            {
                case ' ' or '\t' or '\r' or '\n' or 0xEF or 0xBB or 0xBF:
                    continue;
                case '[' or '{':
                    return true;
                default:
                    return false;
            }
        return false;
    }

    /// <summary>Reads the table.</summary>
    /// <exception cref="UserError">The text is not JSON, not a table, ragged, or a value is not a finite number.</exception>
    public static NumberTable Read(string path, string name, InputLimit limit)
    {
        using var stream = InputFile.Open(path, limit);
        using var document = Parse(path, stream);
        var table = document.RootElement;
        if (table.ValueKind == JsonValueKind.Object && !table.TryGetProperty(name, out table))
            throw InputFile.Refuse(path, $"the JSON object has no \"{name}\"; put the rows there, or write them as an array.");
        if (table.ValueKind != JsonValueKind.Array || table.GetArrayLength() == 0)
            throw InputFile.Refuse(path, "the JSON has no array of rows; write [[a, b], [c, d]].");
        var values = Values(path, table[0].ValueKind == JsonValueKind.Array ? [.. table.EnumerateArray()] : [table], limit);
        return new(path, values, new(values.GetLength(0), values.GetLength(1), [], null), []);
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

    private static double[,] Values(string path, JsonElement[] rows, InputLimit limit)
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
            Copy(path, row, values, index);
        }
        return values;
    }

    private static void Copy(string path, JsonElement row, double[,] values, int index)
    {
        var column = 0;
        foreach (var element in row.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var value) || !double.IsFinite(value))
                throw InputFile.RefuseRow(path, index + 1, column + 1, $"{Quoted.Text(element.GetRawText())} is not a finite number.");
            values[index, column++] = value;
        }
    }
}
