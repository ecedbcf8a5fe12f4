namespace IDropTheory.Experiments.Input;

/// <summary>The rows of a table of numbers, one at a time, whatever the format of its file: the one way in which commands read
/// numbers.</summary>
/// <remarks>
/// The format is recognised by the first bytes: text (<see cref="TextRows"/>), JSON, NumPy's .npy and .npz, safetensors, Parquet. Of a file
/// with several arrays, <c>file#name</c> reads one. The path <c>-</c> is standard input. Text, .npy and uncompressed arrays are streamed,
/// so that a file of any length needs the memory of one row.
/// </remarks>
/// <param name="path">The file, as messages name it.</param>
internal abstract class NumberRows(string path) : IDisposable
{
    /// <summary>Number of values in every row.</summary>
    public int Columns { get; protected set; }

    /// <summary>Number of rows read so far.</summary>
    public long Row { get; protected set; }

    /// <summary>The line of the row that was read last, counted from 1; null where rows are not lines.</summary>
    public virtual long? Line => null;

    /// <summary>What was read so far.</summary>
    public abstract TableShape Shape { get; }

    /// <summary>The file, as messages name it.</summary>
    protected string Path => path;

    /// <summary>Opens a table.</summary>
    /// <param name="file">The file, perhaps with <c>#name</c>; <c>-</c> for standard input.</param>
    /// <param name="name">Where the table is in a JSON object.</param>
    /// <param name="limit">The largest size.</param>
    /// <param name="format">Whether it has a header and an index column.</param>
    /// <exception cref="UserError">The file cannot be read, or is no table of numbers.</exception>
    public static NumberRows Open(string file, string name, InputLimit limit, TableFormat format) =>
        Open(InputFile.Find(file, limit), name, limit, format);

    /// <summary>The table of a file that is open.</summary>
    /// <inheritdoc cref="Open(string, string, InputLimit, TableFormat)"/>
    public static NumberRows Open(InputFile source, string name, InputLimit limit, TableFormat format)
    {
        try
        {
            return source.Format switch
            {
                FileFormat.Text => new TextRows(source.Path, source.Stream, limit, format),
                FileFormat.Json => JsonNumbers.Read(source, name, limit, format),
                FileFormat.Parquet => new ParquetRows(source, limit, format),
                _ => new ArrayRows(ArrayFile.Open(source), limit, format),
            };
        }
        catch
        {
            source.Stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next row; false at the end of the file.</summary>
    /// <exception cref="UserError">The row is ragged, or a value is not a finite number; the message has file, line and column.</exception>
    public abstract bool TryRead(Span<double> row);

    /// <summary>The error about a value of the row that was read last.</summary>
    public abstract UserError Refuse(int column, string what);

    /// <inheritdoc/>
    public abstract void Dispose();
}
