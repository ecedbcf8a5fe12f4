/// Arrays of NumPy, safetensors, Parquet and JSON are read wherever a table of numbers is, and hostile ones are refused in little memory.
module IDropTheory.PropertyTests.Experiments.ArrayInputTests

open System
open System.IO
open System.IO.Compression
open Parquet.Schema
open Xunit
open IDropTheory.Experiments.Input
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner

/// Five samples of two variables, of which -1/2 log det R is 0.39626.
let private rows = [ 1.0; 5.0; 2.0; 3.0; 3.0; 4.0; 4.0; 1.0; 6.0; 2.0 ]

let private byColumns =
    [
        for column in 0..1 do
            for row in 0..4 -> rows[2 * row + column]
    ]

let private plugIn (path: string) =
    number "plugIn" (json [ "tc"; "--samples"; path ])

let private reads (extension: string) (bytes: byte[]) =
    use file = new BinaryFile(extension, bytes)
    shouldBeWithin 5e-6 0.39626 (plugIn file.Path)

let private refusedTc (words: string list) (extension: string) (bytes: byte[]) =
    use file = new BinaryFile(extension, bytes)
    refused (file.Path :: words) [ "tc"; "--samples"; file.Path ]

[<Fact>]
let ``arrays of every type, order of bytes and order of indices are the same table`` () =
    for description in
        [
            "<f2"
            "<f4"
            "<f8"
            ">f2"
            ">f4"
            ">f8"
            "|i1"
            "<i2"
            ">i4"
            "<i8"
            "|u1"
            "<u2"
            ">u4"
            "<u8"
        ] do
        reads ".npy" (npy description false "5, 2" (bytesOf description rows))
        reads ".npy" (npy description true "5, 2" (bytesOf description byColumns))

    let floats = npy "<f4" false "5, 2" (bytesOf "<f4" rows)
    reads ".npz" (npz CompressionLevel.NoCompression [ "z", floats ])
    reads ".npz" (npz CompressionLevel.Fastest [ "z", npy "<f8" true "5, 2" (bytesOf "<f8" byColumns) ])
    reads ".json" "[[1, 5], [2, 3], [3, 4], [4, 1], [6, 2]]"B
    let tensor = """{"z":{"dtype":"F32","shape":[5,2],"data_offsets":[0,40]}}"""
    reads ".safetensors" (safeTensors tensor (bytesOf "<f4" rows))
    // These numbers have seven binary digits at most, so that bfloat16 holds them exactly: its bytes are the upper half of float32.
    let upper =
        bytesOf "<f4" rows |> Array.chunkBySize 4 |> Array.collect (fun b -> b[2..])

    reads ".safetensors" (safeTensors (tensor.Replace("F32", "BF16").Replace("40", "20")) upper)

[<Fact>]
let ``one array of several is named`` () =
    let first = npy "<i4" false "5, 2" (bytesOf "<i4" rows)

    let archive =
        npz
            CompressionLevel.Fastest
            [
                "z", first
                "labels", npy "<i8" false "5," (bytesOf "<i8" [ 0.0; 1.0; 0.0; 1.0; 1.0 ])
            ]

    use file = new BinaryFile(".npz", archive)
    shouldBeWithin 5e-6 0.39626 (plugIn (file.Path + "#z"))
    refused [ "2 arrays"; "FILE#NAME"; "'z', 'labels'" ] [ "tc"; "--samples"; file.Path ]
    refused [ "no array 'y'"; "'z', 'labels'" ] [ "tc"; "--samples"; file.Path + "#y" ]

    let header =
        """{"z":{"dtype":"F32","shape":[5,2],"data_offsets":[0,40]},"bias":{"dtype":"F32","shape":[1],"data_offsets":[40,44]}}"""

    use tensors =
        new BinaryFile(".safetensors", safeTensors header (bytesOf "<f4" (rows @ [ 0.0 ])))

    shouldBeWithin 5e-6 0.39626 (plugIn (tensors.Path + "#z"))
    refused [ "2 arrays"; "'z', 'bias'" ] [ "tc"; "--samples"; tensors.Path ]

[<Fact>]
let ``arrays are read by every command that reads tables`` () =
    use joint =
        new BinaryFile(".npy", npy "<f8" false "2, 2" (bytesOf "<f8" [ 0.45; 0.05; 0.05; 0.45 ]))

    use text = new TextFile(noisyBit)

    for command in [ [ "solve"; "--beta"; "0.3" ]; [ "thresholds" ]; [ "curve"; "--points"; "3" ] ] do
        let run (path: string) =
            (json ([ "ib" ] @ command @ [ "--joint"; path ])).GetRawText()

        Assert.Equal(run text.Path, run joint.Path)

    use covariance =
        new BinaryFile(".npy", npy "<f8" true "2, 2" (bytesOf "<f8" [ 1.0; 0.5; 0.5; 1.0 ]))

    use source =
        new BinaryFile(".npy", npy "<f8" false "2," (bytesOf "<f8" [ 0.5; 0.5 ]))
    // An optimal code of one bit: nothing costs nothing only if no symbol is confused.
    use costs =
        new BinaryFile(".npy", npy "<f4" false "2, 2" (bytesOf "<f4" [ 0.0; infinity; infinity; 0.0 ]))

    json
        [
            "ib"
            "gaussian"
            "--covariance"
            covariance.Path
            "--split"
            "1"
            "--beta"
            "0.1"
        ]
    |> shouldHaveKeys [ "informationX" ]

    let rate (costs: string) =
        [
            "ib"
            "rate-distortion"
            "--source"
            source.Path
            "--distortion"
            costs
            "--slope"
            "1"
        ]
        |> json
        |> number "rate"

    shouldBeWithin 1e-9 (log 2.0) (rate costs.Path)
    use words = new TextFile("0,inf\ninf,0\n")
    shouldBeWithin 1e-9 (log 2.0) (rate words.Path)
    use asJson = new TextFile("""[[0, "inf"], ["inf", 0]]""")
    shouldBeWithin 1e-9 (log 2.0) (rate asJson.Path)
    // Nowhere else is infinity a number.
    refused [ "line 1, column 2"; "inf" ] [ "ib"; "thresholds"; "--joint"; words.Path ]

    let paired = [ 0.1; 0.5; 0.3; 0.9; 0.2; 0.8 ]
    use x = new BinaryFile(".npy", npy ">f8" false "6," (bytesOf ">f8" paired))
    let mi = json [ "mi"; "--x"; x.Path; "--y"; x.Path; "--shuffles"; "5" ]
    Assert.Equal(6.0, number "samples" mi)

[<Fact>]
let ``columns of Parquet files are read with their names`` () =
    let a, b, index =
        DataField<float32> "a", DataField<Nullable<int>> "b", DataField<int64> "__index_level_0__"

    let write (second: Nullable<int>[]) =
        parquet
            [ a; b; index ]
            [
                // Two groups of rows.
                for first, last in [ 0, 2; 3, 4 ] do
                    [
                        column a [| for k in first..last -> float32 rows[2 * k] |]
                        optionalColumn b second[first..last]
                        column index [| for k in first..last -> int64 k |]
                    ]
            ]

    let full = [| for k in 0..4 -> Nullable(int rows[2 * k + 1]) |]

    let bytes = write full
    reads ".parquet" bytes
    use file = new BinaryFile(".parquet", bytes)
    let read = (json [ "tc"; "--samples"; file.Path ]).GetProperty "read"
    Assert.Equal("a", (Seq.head (read.GetProperty("names").EnumerateArray())).GetString())
    Assert.Equal("__index_level_0__", text "indexColumn" read)

    Assert.Equal(3.0, number "dimensions" (json [ "tc"; "--samples"; file.Path; "--index-column"; "no" ]))

    refusedTc [ "row 2, column 2"; "'b'"; "no value" ] ".parquet" (write [| for k in 0..4 -> if k = 1 then Nullable() else full[k] |])
    refusedTc [ "cannot be read" ] ".parquet" bytes[.. bytes.Length / 2]

    // The end of the file has the schema, and where it is.
    for place in bytes.Length - 60 .. 7 .. bytes.Length - 5 do
        use damaged = new BinaryFile(".parquet", Array.updateAt place 255uy bytes)
        let struct (code, _, error) = idrop [ "tc"; "--samples"; damaged.Path ]
        Assert.True((code = 0 || code = 2), $"exit code {code}: {error}")

[<Fact>]
let ``what contains no table of numbers is refused by name`` () =
    let value description =
        npy description false "1," (Array.zeroCreate<byte> 16)

    refusedTc [ "'|O'"; "Python objects"; "astype" ] ".npy" (value "|O")
    refusedTc [ "'<U4'"; "text" ] ".npy" (value "<U4")
    refusedTc [ "'<c16'"; "complex" ] ".npy" (value "<c16")
    refusedTc [ "records" ] ".npy" (npyOf "{'descr': [('x', '<i4')], 'fortran_order': False, 'shape': (1,), }" [||])
    refusedTc [ "2 x 2 x 1"; "reshape" ] ".npy" (npy "<f4" false "2, 2, 1" (bytesOf "<f4" [ 1.0; 2.0; 3.0; 4.0 ]))
    refusedTc [ "single number" ] ".npy" (npy "<f4" false "" (bytesOf "<f4" [ 1.0 ]))
    refusedTc [ "0 x 3"; "no value" ] ".npy" (npy "<f4" false "0, 3" [||])
    refusedTc [ "row 3, column 2"; "NaN" ] ".npy" (npy "<f8" false "5, 2" (bytesOf "<f8" (List.updateAt 5 nan rows)))
    refusedTc [ "pickle"; "numpy.save" ] ".pkl" [| 0x80uy; 4uy; 0uy |]
    refusedTc [ "gzip"; "unpack" ] ".gz" [| 0x1fuy; 0x8buy; 8uy |]
    refusedTc [ "HDF5" ] ".h5" (Array.append [| 0x89uy |] "HDF\r\n\026\n"B)
    refusedTc [ "without NumPy arrays"; "PyTorch" ] ".pt" (npz CompressionLevel.Fastest [])

[<Fact>]
let ``a header that claims what is not there costs no memory`` () =
    let before = GC.GetAllocatedBytesForCurrentThread()

    for fortran in [ false; true ] do
        refusedTc [ "1000000 x 1000000"; "64 bytes"; "8000000000000" ] ".npy" (npy "<f8" fortran "1000000, 1000000" (Array.zeroCreate 64))

        refusedTc
            [ "1000000 x 1000000"; "bytes of data" ]
            ".npz"
            (npz CompressionLevel.Fastest [ "z", npy "<f8" fortran "1000000, 1000000" [||] ])

    refusedTc [ "impossible" ] ".npy" (npy "<f8" false "99999999999, 99999999999" [||])
    refusedTc [ "impossible" ] ".npy" (npy "<f8" false "-1, 5" [||])

    refusedTc
        [ "header"; "65536" ]
        ".npy"
        (Array.concat
            [
                [| 0x93uy |]
                "NUMPY"B
                [| 2uy; 0uy; 0uy; 0uy; 0uy; 0x80uy |]
                Array.zeroCreate 40
            ])

    refusedTc [ "not NumPy's" ] ".npy" (npyOf "{'descr': 5}" [||])
    refusedTc [ "ends within its header" ] ".npy" (Array.truncate 20 (npyOf "" [||]))

    refusedTc
        [ "not a valid safetensors file" ]
        ".safetensors"
        (safeTensors """{"z":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4000000000000]}}""" (Array.zeroCreate 64))

    refusedTc
        [ "damaged zip" ]
        ".npz"
        (Array.truncate 60 (npz CompressionLevel.Fastest [ "z", npy "<f4" false "5, 2" (bytesOf "<f4" rows) ]))
    // A table of probabilities is small, whatever contains it.
    use large =
        new BinaryFile(".npz", npz CompressionLevel.Fastest [ "z", npy "|u1" false "3000, 3000" (Array.zeroCreate 9_000_000) ])

    refused [ "4194304 values" ] [ "ib"; "thresholds"; "--joint"; large.Path ]
    let allocated = GC.GetAllocatedBytesForCurrentThread() - before
    Assert.True(allocated < 100_000_000L, $"{allocated} bytes were allocated")

/// The first bytes of each format, then anything: a result or one line, never an exception of another kind.
[<Law(Cases = 300)>]
let ``no array makes the program fall over`` (bytes: byte[], pick: byte, cut: byte) =
    let good =
        match pick % 4uy with
        | 0uy -> npy "<f4" false "5, 2" (bytesOf "<f4" rows)
        | 1uy -> npz CompressionLevel.Fastest [ "z", npy "<f4" true "5, 2" (bytesOf "<f4" rows) ]
        | 2uy -> safeTensors """{"z":{"dtype":"F32","shape":[5,2],"data_offsets":[0,40]}}""" (bytesOf "<f4" rows)
        | _ -> "PAR1"B

    let damaged =
        Array.concat [ good[.. int cut % good.Length]; bytes; good[int cut % good.Length ..] ]

    use file = new BinaryFile(".bin", damaged)
    let struct (code, _, error) = idrop [ "ib"; "thresholds"; "--joint"; file.Path ]
    Assert.True((code = 0 || code = 2), $"exit code {code}: {error}")
    Assert.True(error.Split('\n').Length <= 2, error)

[<Fact>]
let ``standard input is read in every format`` () =
    let fromInput (extension: string) (path: string) (bytes: byte[]) =
        use file = new BinaryFile(extension, bytes)

        let program =
            Path.Combine(AppContext.BaseDirectory, string typeof<NumberTable>.Assembly.ManifestModule.Name)

        let command =
            $"exec dotnet '{program}' tc --samples '{path}' --json < '{file.Path}'"

        use program = new Programs.Program("sh", [ "-c"; command ], [])
        program.Wait(TimeSpan.FromMinutes 2.0)

    let good (extension: string) (path: string) (bytes: byte[]) =
        let ending = fromInput extension path bytes
        Assert.Equal("", ending.Error)
        shouldBeWithin 5e-6 0.39626 (number "plugIn" (Text.Json.JsonDocument.Parse(ending.Output).RootElement))

    good ".csv" "-" "a,b\n1,5\n2,3\n3,4\n4,1\n6,2\n"B
    good ".npy" "-" (npy "<f4" false "5, 2" (bytesOf "<f4" rows))
    let array = npy "<f4" true "5, 2" (bytesOf "<f4" byColumns)
    good ".npz" "-#z" (npz CompressionLevel.Fastest [ "z", array; "y", array ])

    let short =
        fromInput ".npy" "-" (npy "<f4" false "1000000, 1000" (bytesOf "<f4" rows))

    Assert.Equal(2, short.Code)
    Assert.Contains("standard input: ends after 0 of the 1000000 rows", short.Error)
