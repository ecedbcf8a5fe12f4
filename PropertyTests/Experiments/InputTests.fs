/// Bad files: one clear line with file, row and column, exit code 2, quickly and in little memory.
module IDropTheory.PropertyTests.Experiments.InputTests

open System
open System.Globalization
open System.IO
open Xunit
open IDropTheory
open IDropTheory.Experiments.Input
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private refusedJoint (words: string list) (text: string) =
    use file = new TextFile(text)
    refused (file.Path :: words) [ "ib"; "thresholds"; "--joint"; file.Path; "--json" ]

let private joint (text: string) =
    use file = new TextFile(text)
    NumberTable.Read(file.Path, "joint", InputLimit.Table).ToJoint()

[<Fact>]
let ``bad joint distributions are refused with line and column`` () =
    refusedJoint [ "line 2, column 3"; "3 values"; "first row has 2" ] "0.5,0.5\n0,0,0\n"
    refusedJoint [ "line 2, column 2"; "1 values" ] "0.5,0.5\n0\n"
    refusedJoint [ "line 2, column 1"; "-0.1"; "negative" ] "0.6,0.5\n-0.1,0\n"
    refusedJoint [ "sum to 0.9"; "Divide" ] "0.4,0.5\n0,0\n"
    refusedJoint [ "line 1, column 2"; "'NaN'"; "finite" ] "0.4,NaN\n0,0\n"
    refusedJoint [ "line 2, column 2"; "'1e999'"; "finite" ] "0.4,0.6\n0,1e999\n"
    refusedJoint [ "line 1, column 1"; "'a'" ] "a,0.5\n0.5,0\n"
    refusedJoint [ "line 1, column 2"; "nothing" ] "0.5,,0.5\n"
    refusedJoint [ "line 1, column 1"; "decimal comma"; "point" ] "0,5;0,5\n"
    refusedJoint [ "empty" ] ""
    refusedJoint [ "no row" ] "\n\n  \n"
    refusedJoint [ "no row" ] "# only a comment\n"
    refusedJoint [ "no row" ] "only,a,header\n"
    refusedJoint [ "line 1"; "0x00"; "not a text file" ] "0.5,\0000.5\n"

[<Fact>]
let ``bad JSON is refused with row and column`` () =
    refusedJoint [ "row 2, column"; "JSON" ] "[[0.5, 0.5],\n[NaN, 0]]"
    refusedJoint [ "row 2, column 3"; "3 values" ] "[[0.5, 0.5], [0, 0, 0]]"
    refusedJoint [ "row 2, column 1"; "-0.5"; "negative" ] "[[0.5, 1], [-0.5, 0]]"
    refusedJoint [ "row 1, column 2"; "\"0.5\"" ] "[[0.5, \"0.5\"]]"
    refusedJoint [ "row 1, column 2"; "1e999" ] "[[0.5, 1e999]]"
    refusedJoint [ "row 2, column 1"; "not an array" ] "[[0.5, 0.5], 0]"
    refusedJoint [ "\"joint\"" ] "{\"table\": [[1]]}"
    refusedJoint [ "no array" ] "[]"
    refusedJoint [ "row 1, column 1"; "empty" ] "[[]]"
    refusedJoint [ "sum to 2" ] "[[1, 1]]"

[<Fact>]
let ``good files are read in all their forms`` () =
    for text in
        [
            "0.1,0.2\n0.3,0.4\n"
            "0.1;0.2\r\n0.3;0.4\r\n"
            "0.1\t0.2\n0.3\t0.4"
            "  0.1   0.2  \n\n 0.3 0.4 # the last row\n"
            "\uFEFFy0, y1\n0.1, 0.2\n0.3, 0.4\n"
            "# a comment\ny0,y1\n1e-1,.2\n+0.3,4E-1\n"
            "[[0.1, 0.2], [0.3, 0.4]]"
            "{\"name\": \"test\", \"joint\": [[0.1, 0.2], [0.3, 0.4]]}"
        ] do
        let p = joint text
        Assert.Equal((2, 2), (p.CountX, p.CountY))
        Assert.Equal(0.2, p[0, 1], 15)
        Assert.Equal(0.3, p[1, 0], 15)

[<Fact>]
let ``files that are no files are refused`` () =
    let folder = Path.GetTempPath()
    refused [ folder; "directory" ] [ "ib"; "thresholds"; "--joint"; folder ]
    let missing = Path.Combine(folder, $"idrop-missing-{Guid.NewGuid():N}.csv")
    refused [ missing; "no such file" ] [ "ib"; "thresholds"; "--joint"; missing ]
    refused [ missing; "no such file" ] [ "tc"; "--samples"; missing ]

[<Fact>]
let ``bad covariances, sources and distortions are refused`` () =
    let gaussian (words: string list) (text: string) =
        use file = new TextFile(text)
        refused (file.Path :: words) [ "ib"; "gaussian"; "--covariance"; file.Path; "--split"; "1"; "--beta"; "0.3" ]

    gaussian [ "line 2, column 1"; "symmetric" ] "1,0.5\n0.4,1\n"
    gaussian [ "square" ] "1,0.5\n"
    use singular = new TextFile("1,1\n1,1\n")

    refused
        [ "positive definite" ]
        [
            "ib"
            "gaussian"
            "--covariance"
            singular.Path
            "--split"
            "1"
            "--beta"
            "0.3"
        ]

    use good = new TextFile("1,0.5\n0.5,1\n")
    refused [ "split" ] [ "ib"; "gaussian"; "--covariance"; good.Path; "--split"; "2"; "--beta"; "0.3" ]
    use table = new TextFile("0.1,0.2\n0.3,0.4\n")
    refused [ table.Path; "one row or one column" ] [ "ib"; "rate-distortion"; "--source"; table.Path; "--slope"; "1" ]
    use source = new TextFile("0.5,0.5\n")
    refused [ "--slope"; "--level" ] [ "ib"; "rate-distortion"; "--source"; source.Path ]
    use negative = new TextFile("0,-1\n1,0\n")

    refused
        [ negative.Path; "line 1, column 2"; "negative" ]
        [
            "ib"
            "rate-distortion"
            "--source"
            source.Path
            "--distortion"
            negative.Path
            "--slope"
            "1"
        ]

[<Fact>]
let ``bad samples are refused`` () =
    let tc (words: string list) (text: string) =
        use file = new TextFile(text)
        refused (file.Path :: words) [ "tc"; "--samples"; file.Path; "--log" ]

    tc [ "line 3, column 2"; "-1"; "logarithm" ] "1,2\n3,4\n5,-1\n7,8\n"
    tc [ "line 4, column 1"; "'x'" ] "1,2\n3,4\n5,1\nx,8\n"
    tc [ "2 rows"; "at least 3"; "--shrink" ] "a,b\n1,2\n3,4\n"
    tc [ "column 2 is constant"; "--drop-constant" ] "1,2.5\n3,2.5\n5,2.5\n7,2.5\n"
    use x = new TextFile("1\n2\n3\n4\n5\n")
    use y = new TextFile("1\n2\n3\n4\n")
    refused [ x.Path; y.Path; "equally many" ] [ "mi"; "--x"; x.Path; "--y"; y.Path ]

/// A file of a given length that takes no space: all its bytes are zero.
type private SparseFile(length: int64) =
    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.bin")

    do
        use stream = File.Create path
        stream.SetLength length

    member _.Path = path

    interface IDisposable with
        member _.Dispose() = File.Delete path

[<Fact>]
let ``a file of a gigabyte is refused at once`` () =
    use huge = new SparseFile(1L <<< 30)
    let before = GC.GetAllocatedBytesForCurrentThread()
    refused [ huge.Path; "1073741824"; "allowed" ] [ "ib"; "thresholds"; "--joint"; huge.Path ]
    refused [ huge.Path; "not a text file" ] [ "tc"; "--samples"; huge.Path ]
    refused [ huge.Path; "allowed" ] [ "ib"; "gaussian"; "--covariance"; huge.Path; "--split"; "1"; "--beta"; "1" ]
    let allocated = GC.GetAllocatedBytesForCurrentThread() - before
    Assert.True(allocated < 200_000_000L, $"{allocated} bytes were allocated")

[<Fact>]
let ``a line without end is refused in bounded memory`` () =
    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.csv")

    try
        (use writer = new StreamWriter(path)

         for _ in 1..40 do
             writer.Write(String('1', 1 <<< 20)))

        let before = GC.GetAllocatedBytesForCurrentThread()
        refused [ path; "line 1"; "longer" ] [ "tc"; "--samples"; path ]
        let allocated = GC.GetAllocatedBytesForCurrentThread() - before
        // As characters of two bytes the file alone is 84 million.
        Assert.True(allocated < 80_000_000L, $"{allocated} bytes were allocated")
    finally
        File.Delete path

[<Fact>]
let ``samples are streamed: memory does not grow with the file`` () =
    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.csv")

    try
        let line = [| for i in 0..7 -> $"{i}.5,{7 - i}.25,{(i * 5) % 8}.125" |]

        (use writer = new StreamWriter(path)

         for k in 0..999_999 do
             writer.WriteLine line[k &&& 7])

        let before = GC.GetAllocatedBytesForCurrentThread()
        let moments = SampleFile.Covariance(path, false).Covariance
        let allocated = GC.GetAllocatedBytesForCurrentThread() - before
        Assert.Equal(1_000_000L, moments.Count)
        // Two of the three columns determine each other; this is about reading, not about the value.
        Assert.True(allocated < 5_000_000L, $"{allocated} bytes for a file of {FileInfo(path).Length}")
    finally
        File.Delete path

[<Law(Cases = 50)>]
let ``what is written is what is read, digit by digit`` (seed: uint16) =
    let key = RandomKey.FromSeed(uint64 seed)
    let rows, columns = 1 + key.Below(5, 0UL), 1 + key.Below(5, 1UL)

    let value i j =
        let index = uint64 (i * columns + j)

        key.Fold("value").Normal index
        * Math.Pow(10.0, 40.0 * key.Fold("size").Normal index)

    let text separator =
        String.Join(
            "\n",
            [
                for i in 0 .. rows - 1 ->
                    String.Join(
                        (separator: string),
                        [
                            for j in 0 .. columns - 1 -> (value i j).ToString("R", CultureInfo.InvariantCulture)
                        ]
                    )
            ]
        )

    for separator in [ ","; ";"; "\t"; "  "; " , " ] do
        use file = new TextFile(text separator)
        let table = NumberTable.Read(file.Path, "samples", InputLimit.Samples).Values
        Assert.Equal((rows, columns), (table.GetLength 0, table.GetLength 1))

        for i in 0 .. rows - 1 do
            for j in 0 .. columns - 1 do
                Assert.Equal(value i j, table[i, j])

/// Any bytes at all: a result or one line, never an exception of another kind.
[<Law(Cases = 300)>]
let ``no file makes the program fall over`` (bytes: byte[], pick: byte) =
    let likely = "0123456789.,;-+eE \t\r\n#[]{}\"NaN"B

    // Half of the cases draw from characters that numbers are made of, to get past the first check.
    let content =
        if pick % 2uy = 0uy then
            bytes
        else
            bytes |> Array.map (fun b -> likely[int b % likely.Length])

    let path = Path.Combine(Path.GetTempPath(), $"idrop-test-{Guid.NewGuid():N}.bin")
    File.WriteAllBytes(path, content)

    try
        let struct (code, _, error) = idrop [ "ib"; "thresholds"; "--joint"; path ]
        Assert.True((code = 0 || code = 2), $"exit code {code}: {error}")
        Assert.True(error.Split('\n').Length <= 2, error)
    finally
        File.Delete path
