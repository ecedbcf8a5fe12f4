using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace IDropTheory.Experiments.Input;

/// <summary>The rows of a Parquet file, whose columns are numbers. One group of rows is in memory at a time.</summary>
internal sealed class ParquetRows : BinaryRows
{
    // The name that pandas gives to an index without one.
    private const string PandasIndex = "__index_level_0__";
    private const long MostValues = 1L << 26;
    private const double LeastBytesPerSecond = 1 << 20;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(20);

    private readonly ParquetReader _file;
    private readonly DataField[] _fields;
    private readonly InputLimit _limit;
    private readonly long _bytes;
    private double[][] _columns = [];
    private int _group;
    private long _inGroup;

    public ParquetRows(InputFile source, InputLimit limit, TableFormat format)
        : this(source, Opened(source), limit, format) { }

    private ParquetRows(InputFile source, ParquetReader file, InputLimit limit, TableFormat format)
        : base(source.Path, Fields(source.Path, file).Length, [.. file.Schema.DataFields.Select(field => field.Name)], format,
            Array.FindIndex(file.Schema.DataFields, field => field.Name == PandasIndex))
    {
        (_file, _fields, _limit, _bytes) = (file, file.Schema.DataFields, limit, source.Stream.Length);
        var rows = file.RowGroups.Sum(group => group.RowCount);
        if (rows <= 0) throw InputFile.Refuse(source.Path, "has no row of numbers; it needs at least one.");
        if (limit.IsHeld && rows > limit.Entries / _fields.Length) throw InputFile.TooMany(source.Path, limit);
    }

    public override void Dispose() => _file.DisposeAsync().AsTask().GetAwaiter().GetResult();

    protected override bool Next(Span<double> row)
    {
        while (_columns.Length == 0 || _inGroup == _columns[0].Length)
        {
            if (_group == _file.RowGroupCount) return false;
            _columns = Guarded(Path, _bytes, () => Group(_file.RowGroups[_group]));
            (_group, _inGroup) = (_group + 1, 0);
        }
        for (var column = 0; column < row.Length; column++)
            row[column] = _columns[column][_inGroup];
        _inGroup++;
        return true;
    }

    private double[][] Group(ParquetRowGroupReader group)
    {
        var most = _limit.IsHeld ? _limit.Entries : MostValues;
        if (group.RowCount > most / _fields.Length)
            throw InputFile.Refuse(Path, $"has a group of {group.RowCount} rows and {_fields.Length} columns; allowed: {most} values (a "
                + "group is held in memory).");
        return [.. _fields.Select(field => Column(group, field))];
    }

    private double[] Column(ParquetRowGroupReader group, DataField field) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => Column<bool>(group, field, value => value ? 1 : 0),
        TypeCode.SByte => Column<sbyte>(group, field),
        TypeCode.Byte => Column<byte>(group, field),
        TypeCode.Int16 => Column<short>(group, field),
        TypeCode.UInt16 => Column<ushort>(group, field),
        TypeCode.Int32 => Column<int>(group, field),
        TypeCode.UInt32 => Column<uint>(group, field),
        TypeCode.Int64 => Column<long>(group, field),
        TypeCode.UInt64 => Column<ulong>(group, field),
        TypeCode.Single => Column<float>(group, field),
        TypeCode.Double => Column<double>(group, field),
        _ => Column<decimal>(group, field),
    };

    private double[] Column<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, INumber<T> => Column<T>(group, field, double.CreateChecked);

    private double[] Column<T>(ParquetRowGroupReader group, DataField field, Func<T, double> number)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[group.RowCount];
            group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
            return Array.ConvertAll(values, value => number(value));
        }
        var optional = new T?[group.RowCount];
        group.ReadAsync<T>(field, optional.AsMemory()).AsTask().GetAwaiter().GetResult();
        var missing = Array.FindIndex(optional, value => value is null);
        return missing < 0 ? Array.ConvertAll(optional, value => number(value!.Value))
            : throw InputFile.RefuseRow(Path, Row + missing + 1, Array.IndexOf(_fields, field) + 1,
                $"column {Quoted.Text(field.Name)} has no value here; leave such rows out.");
    }

    private static ParquetReader Opened(InputFile source) =>
        Guarded(source.Path, source.Stream.Length, () =>
        {
            var file = ParquetReader.CreateAsync(source.Stream).GetAwaiter().GetResult();
            // The schema is decoded when it is first asked for.
            _ = file.Schema.DataFields;
            return file;
        });

    private static DataField[] Fields(string path, ParquetReader file)
    {
        var fields = file.Schema.DataFields;
        if (fields.Length == 0) throw InputFile.Refuse(path, "has no column; it needs at least one.");
        var others = fields.Where(field => field.IsArray || !IsNumber(field.ClrType)).ToArray();
        return others.Length == 0 ? fields
            : throw InputFile.Refuse(path, $"has columns that are no numbers: {string.Join(", ", others.Take(12)
                .Select(field => $"{Quoted.Text(field.Name)} ({field.ClrType.Name})"))}; leave them out.");
    }

    private static bool IsNumber(Type type) =>
        Type.GetTypeCode(type) is TypeCode.Boolean or (>= TypeCode.SByte and <= TypeCode.Decimal) && !type.IsEnum;

    // In a damaged file the library throws whatever it meets, or does not come to an end.
    private static T Guarded<T>(string path, long bytes, Func<T> read)
    {
        string reason;
        try
        {
            var reading = Task.Run(read);
            if (reading.Wait(LeastPatience + TimeSpan.FromSeconds(bytes / LeastBytesPerSecond))) return reading.Result;
            reason = "to read it does not come to an end";
        }
        catch (AggregateException e) when (e.InnerException is { } cause)
        {
            if (cause is UserError) throw cause;
            reason = OneLine.Of(cause.Message).TrimEnd('.');
        }
        throw new UserError($"{path}: is a Parquet file that cannot be read ({reason}); use an intact copy.");
    }
}
