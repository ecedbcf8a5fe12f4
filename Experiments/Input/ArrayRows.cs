namespace IDropTheory.Experiments.Input;

/// <summary>The rows of an array: of one dimension, each value a row; of two, its rows.</summary>
/// <remarks>Rows are streamed. An array in Fortran's order has its rows nowhere in one place, so it is held in memory.</remarks>
internal sealed class ArrayRows : BinaryRows
{
    private const int MostColumns = 1 << 22;
    private const int BytesAtOnce = 1 << 16;

    private readonly ArrayFile _array;
    private readonly long _rows;
    private readonly byte[] _bytes;
    private readonly double[]? _columns;

    /// <summary>The rows of an array, of which the header was read.</summary>
    /// <exception cref="UserError">It has more than two dimensions, or more values than allowed.</exception>
    public ArrayRows(ArrayFile array, InputLimit limit, TableFormat format)
        : base(array.Path, ColumnsOf(array), [], format)
    {
        (_array, _rows) = (array, array.Shape[0]);
        var width = (int)(array.Count / _rows);
        if (limit.IsHeld && array.Count > limit.Entries) throw InputFile.TooMany(array.Path, limit);
        if (array.IsFortran && width > 1 && _rows > 1) _columns = Held(array, width);
        _bytes = new byte[width * array.Type.Size];
    }

    public override void Dispose() => _array.Dispose();

    protected override bool Next(Span<double> row)
    {
        if (Row == _rows) return false;
        if (_columns is null)
        {
            Fill(_bytes);
            _array.Type.Decode(_bytes, row);
        }
        else
        {
            for (var column = 0; column < row.Length; column++)
                row[column] = _columns[column * _rows + Row];
        }
        return true;
    }

    private static int ColumnsOf(ArrayFile array)
    {
        if (array.Shape.Count is 0 or > 2)
            throw InputFile.Refuse(
                array.Path, array.Shape.Count == 0 ? "is a single number; allowed: one or two dimensions, rows first."
                : $"has the shape {array.ShapeText}; allowed: one or two dimensions, rows first. Samples of more are flattened with "
                    + "a.reshape(len(a), -1).");
        var columns = array.Shape.Count == 1 ? 1 : array.Shape[1];
        return columns <= MostColumns ? (int)columns
            : throw InputFile.Refuse(array.Path, $"has {columns} columns; allowed: {MostColumns} (a row is held in memory).");
    }

    private double[] Held(ArrayFile array, int width)
    {
        if (array.Count > InputLimit.Samples.Entries)
            throw InputFile.Refuse(array.Path, $"has {array.Count} values in Fortran's order; allowed: {InputLimit.Samples.Entries} "
                + "(they are held in memory). Save it in C order: numpy.ascontiguousarray(a).");
        var all = new double[width * _rows];
        var block = new byte[BytesAtOnce / array.Type.Size * array.Type.Size];
        for (var done = 0; done < all.Length;)
        {
            var part = block.AsSpan(0, Math.Min(block.Length, (all.Length - done) * array.Type.Size));
            Fill(part);
            var values = all.AsSpan(done, part.Length / array.Type.Size);
            array.Type.Decode(part, values);
            done += values.Length;
        }
        return all;
    }

    private void Fill(Span<byte> bytes)
    {
        try
        {
            _array.Data.ReadExactly(bytes);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new UserError($"{Path}: ends after {Row} of the {_rows} rows that its header claims; use an intact copy.", e);
        }
    }
}
