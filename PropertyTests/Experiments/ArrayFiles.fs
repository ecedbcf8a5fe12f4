/// Files of arrays as other programs write them, byte by byte.
module IDropTheory.PropertyTests.Experiments.ArrayFiles

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text
open System.Threading.Tasks
open Parquet
open Parquet.Schema

/// A file of given bytes that lives as long as the test.
type BinaryFile(extension: string, bytes: byte[]) =
    let path =
        Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}{extension}")

    do File.WriteAllBytes(path, bytes)
    member _.Path = path

    interface IDisposable with
        member _.Dispose() = File.Delete path

/// A NumPy file with any header text.
let npyOf (header: string) (data: byte[]) =
    let padded = header.PadRight(117) + "\n"

    Array.concat
        [
            [| 0x93uy |]
            "NUMPY"B
            [| 1uy; 0uy |]
            BitConverter.GetBytes(uint16 padded.Length)
            Encoding.Latin1.GetBytes padded
            data
        ]

/// A NumPy file of a type, an order and a shape.
let npy (description: string) (fortran: bool) (shape: string) (data: byte[]) =
    let order = if fortran then "True" else "False"
    npyOf $"{{'descr': '{description}', 'fortran_order': {order}, 'shape': ({shape}), }}" data

/// The bytes of numbers in a type of NumPy.
let bytesOf (description: string) (values: float list) =
    let little (value: float) : byte[] =
        match description.Substring 1 with
        | "f2" -> BitConverter.GetBytes(Half.op_Explicit value: Half)
        | "f4" -> BitConverter.GetBytes(float32 value)
        | "f8" -> BitConverter.GetBytes value
        | "i1" -> [| byte (sbyte value) |]
        | "i2" -> BitConverter.GetBytes(int16 value)
        | "i4" -> BitConverter.GetBytes(int32 value)
        | "i8" -> BitConverter.GetBytes(int64 value)
        | "u1"
        | "b1" -> [| byte value |]
        | "u2" -> BitConverter.GetBytes(uint16 value)
        | "u4" -> BitConverter.GetBytes(uint32 value)
        | "u8" -> BitConverter.GetBytes(uint64 value)
        | other -> failwith $"no type {other}"

    values
    |> List.map (fun value ->
        if description[0] = '>' then
            Array.rev (little value)
        else
            little value)
    |> Array.concat

/// A NumPy archive of arrays by name.
let npz (level: CompressionLevel) (arrays: (string * byte[]) list) =
    use stream = new MemoryStream()

    (use archive = new ZipArchive(stream, ZipArchiveMode.Create, true)

     for name, array in arrays do
         use entry = archive.CreateEntry(name + ".npy", level).Open()
         entry.Write array)

    stream.ToArray()

/// A safetensors file of a header and data.
let safeTensors (header: string) (data: byte[]) =
    let json = Encoding.UTF8.GetBytes header
    let length = Array.zeroCreate<byte> 8
    BinaryPrimitives.WriteInt64LittleEndian(length, int64 json.Length)
    Array.concat [ length; json; data ]

let private finished (work: Task) = work.GetAwaiter().GetResult()

/// A column of a group of rows of a Parquet file.
let column<'T when 'T: struct and 'T :> ValueType and 'T: (new: unit -> 'T)>
    (field: DataField)
    (values: 'T[])
    (group: ParquetRowGroupWriter)
    =
    finished (group.WriteAsync<'T>(field, ReadOnlyMemory values))

/// A column in which numbers are missing.
let optionalColumn (field: DataField) (values: Nullable<int>[]) (group: ParquetRowGroupWriter) =
    finished (group.WriteAsync<int>(field, ReadOnlyMemory values))

/// A Parquet file of groups of rows, each of columns in the order of the fields.
let parquet (fields: DataField list) (groups: (ParquetRowGroupWriter -> unit) list list) =
    use stream = new MemoryStream()

    let file =
        ParquetWriter.CreateAsync(ParquetSchema [| for field in fields -> field :> Field |], stream).GetAwaiter().GetResult()

    for columns in groups do
        use group = file.CreateRowGroup()

        for column in columns do
            column group

    finished (file.DisposeAsync().AsTask())
    stream.ToArray()
