/// The safetensors format, byte for byte, and what is said about files that are not in it.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.SafeTensorsTests

open System
open System.Collections.Generic
open System.IO
open System.Security.Cryptography
open System.Text
open System.Text.Json
open TorchSharp
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Models.DataHelpers

type private torch = TorchSharp.torch

let private noText = Dictionary<string, string>()

let private write file (tensors: (string * torch.Tensor) list) (metadata: Dictionary<string, string>) =
    SafeTensorsFile.Write(file, [ for name, value in tensors -> struct (name, value) ], metadata)

/// What a file holds: names, types, shapes and bytes, and its text.
let private contents file =
    let struct (tensors, metadata) = SafeTensorsFile.Read file

    let held =
        [
            for entry in tensors |> Seq.sortBy _.Key ->
                entry.Key, entry.Value.dtype, List.ofArray entry.Value.shape, Convert.ToHexString(entry.Value.bytes.ToArray())
        ]

    for value in tensors.Values do
        value.Dispose()

    held, Map [ for entry in metadata -> entry.Key, entry.Value ]

/// A file written by hand: the length of the header, the header, the data.
let private byHand file (header: string) (data: byte[]) =
    let header = Encoding.UTF8.GetBytes header
    File.WriteAllBytes(file, Array.concat [ BitConverter.GetBytes(int64 header.Length); header; data ])

let private types () =
    [
        torch.float32
        torch.float64
        torch.float16
        torch.bfloat16
        torch.int64
        torch.int32
        torch.uint8
        torch.int16
        torch.int8
        torch.bool
    ]

let private inFolder (test: string -> unit) =
    withFolder (fun folder -> test (Path.Combine(folder, "file.safetensors")))

[<Fact>]
let ``every type and shape comes back bit for bit, names and text in any alphabet`` () =
    inFolder (fun file ->
        use _ = torch.NewDisposeScope()
        use generator = new torch.Generator(1UL)

        let tensors =
            [
                for dtype in types () do
                    for shape in [ [||]; [| 0L |]; [| 1L |]; [| 3L; 0L; 2L |]; [| 2L; 3L; 5L |]; [| 7L |] ] do
                        let value =
                            (torch.rand (shape, generator = generator) * 200.0.ToScalar()).``to``(dtype)

                        $"{dtype} [{String.Join(',', shape)}]", value
                "größe/β.\"weight\"\n\\ 重み", torch.arange (3L)
                "turned", torch.rand([| 3L; 4L |], generator = generator).t()
                "special", torch.tensor [| nanf; infinityf; -0.0f; Single.Epsilon |]
            ]

        let text = Dictionary(dict [ "", ""; "β", "γ\n\"\\"; "__metadata__", "{}" ])
        write file tensors text
        let held, metadata = contents file

        let expected =
            [
                for name, value in tensors |> List.sortBy fst ->
                    name, value.dtype, List.ofArray value.shape, Convert.ToHexString(value.contiguous().bytes.ToArray())
            ]

        Assert.Equal<_ list>(List.sortBy (fun (name, _, _, _) -> name) expected, List.sortBy (fun (name, _, _, _) -> name) held)
        Assert.True((Map [ for entry in text -> entry.Key, entry.Value ] = metadata))
        Assert.False(File.Exists(file + ".part")))

[<Fact>]
let ``what is written is what the format's specification says`` () =
    inFolder (fun file ->
        use _ = torch.NewDisposeScope()

        let a, b =
            torch.tensor [| 1.0f; -2.0f; 0.5f |], torch.tensor([| 7uy; 255uy |]).reshape(2L, 1L)

        write file [ "b", b; "a", a; "c", torch.tensor 3L ] (Dictionary(dict [ "key", "text" ]))
        let bytes = File.ReadAllBytes file
        // Little-endian length of the header, which begins with { and may be padded with spaces.
        let length = int (BitConverter.ToInt64(bytes, 0))
        Assert.Equal(byte '{', bytes[8])
        // The data begins at a multiple of 8, so that mapped tensors are aligned.
        Assert.Equal(0, (8 + length) % 8)
        use header = JsonDocument.Parse(bytes.AsMemory(8, length))
        let root = header.RootElement
        Assert.Equal("text", root.GetProperty("__metadata__").GetProperty("key").GetString())
        let data = bytes[8 + length ..]
        // The checksum of the whole file, with zeros in its own place.
        let sum =
            root.GetProperty("__metadata__").GetProperty("sha256").GetString() |> nonNull

        let place = Encoding.ASCII.GetString(bytes).IndexOf sum
        let without = Array.copy bytes
        Array.fill without place 64 (byte '0')
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData without), sum)

        let range (name: string) dtype (shape: int64 list) =
            let entry = root.GetProperty name
            Assert.Equal(dtype, entry.GetProperty("dtype").GetString())
            Assert.Equal<int64 list>(shape, [ for n in entry.GetProperty("shape").EnumerateArray() -> n.GetInt64() ])

            match [ for n in entry.GetProperty("data_offsets").EnumerateArray() -> n.GetInt32() ] with
            | [ first; last ] -> first, last
            | other -> failwith $"{name} has the offsets {other}"

        let take (first, last) = data[first .. last - 1]

        let ranges =
            [ range "a" "F32" [ 3L ]; range "b" "U8" [ 2L; 1L ]; range "c" "I64" [] ]

        Assert.Equal<byte[]>(Array.collect (BitConverter.GetBytes: float32 -> byte[]) [| 1.0f; -2.0f; 0.5f |], take ranges[0])
        Assert.Equal<byte[]>([| 7uy; 255uy |], take ranges[1])
        Assert.Equal<byte[]>(BitConverter.GetBytes 3L, take ranges[2])
        // No holes, no overlaps, nothing after the last byte.
        let last =
            (0, List.sort ranges)
            ||> List.fold (fun from (first, last) ->
                Assert.Equal(from, first)
                last)

        Assert.Equal(data.Length, last))

[<Fact>]
let ``a file written by hand is read as the specification says`` () =
    inFolder (fun file ->
        let data =
            Array.concat
                [
                    Array.collect (BitConverter.GetBytes: float32 -> byte[]) [| 1.5f; -2.0f |]
                    [| 9uy |]
                    BitConverter.GetBytes 258L
                ]

        // Members in any order, tensors in any order and unaligned, spaces before the end.
        byHand
            file
            ("""{"z":{"data_offsets":[9,17],"shape":[],"dtype":"I64"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"""
             + """"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]},"none":{"dtype":"F64","shape":[0],"data_offsets":[17,17]},"""
             + """"__metadata__":{"format":"pt"}}   """)
            data

        let struct (tensors, metadata) = SafeTensorsFile.Read file
        Assert.Equal("pt", metadata["format"])
        Assert.Equal(4, tensors.Count)
        Assert.Equal<float32[]>([| 1.5f; -2.0f |], tensors["w"].data<float32>().ToArray())
        Assert.Equal<int64[]>([| 1L; 2L |], tensors["w"].shape)
        Assert.Equal(9uy, tensors["b"].item<byte>())
        Assert.Equal(258L, tensors["z"].item<int64>())
        Assert.Equal(0L, tensors["none"].numel())

        for value in tensors.Values do
            value.Dispose()

        // No text at all is allowed, as are no tensors.
        byHand file "{}" [||]
        Assert.True((([], Map.empty) = contents file)))

[<Fact>]
let ``tensors that were read outlive dispose scopes, and a refused file leaves none behind`` () =
    inFolder (fun file ->
        use value = torch.arange (5L)
        write file [ "a", value; "b", value ] noText

        let struct (tensors, _) =
            using (torch.NewDisposeScope()) (fun _ -> SafeTensorsFile.Read file)

        Assert.Equal<int64[]>([| 0L .. 4L |], tensors["b"].data<int64>().ToArray())

        for value in tensors.Values do
            value.Dispose()

        let before = live ()
        let bytes = File.ReadAllBytes file
        File.WriteAllBytes(file, bytes[.. bytes.Length - 2])
        refusal [ file ] (fun () -> SafeTensorsFile.Read file |> ignore)
        Assert.Equal(before, live ()))

[<Fact>]
let ``damaged files are refused in one line that names the file`` () =
    inFolder (fun file ->
        let refused words =
            refusal (file :: words) (fun () -> SafeTensorsFile.Read file |> ignore)

        let eight = Array.zeroCreate<byte> 8

        // Headers that are none.
        for bytes in
            [
                [||]
                eight[..6]
                eight
                BitConverter.GetBytes Int64.MaxValue
                BitConverter.GetBytes -1L
                Array.append (BitConverter.GetBytes 100L) [| byte '{'; byte '}' |]
                Array.append (BitConverter.GetBytes(1L <<< 40)) eight
            ] do
            File.WriteAllBytes(file, bytes)
            refused []

        let entry = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"""

        for header in
            [
                "not JSON"
                "[]"
                "null"
                "3"
                "\"text\""
                "{"
                entry
                """{"a":null}"""
                """{"a":3}"""
                """{"a":[]}"""
                """{"a":{}}"""
                """{"a":{"dtype":"F32","shape":[2]}}"""
                """{"a":{"dtype":"F32","data_offsets":[0,8]}}"""
                """{"a":{"shape":[2],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":4,"shape":[2],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[null],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}}"""
                // Outside of the data, backwards, and lengths that are not the shape's.
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[-1,7]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"""
                """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}"""
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"""
                // A shape whose number of elements does not fit, or overflows to what is asked for.
                """{"a":{"dtype":"F32","shape":[4611686018427387904,4,2],"data_offsets":[0,0]}}"""
                """{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}"""
                """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"""
                """{"__metadata__":3,"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
                """{"__metadata__":null,"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
                """{"__metadata__":{"k":3},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
                """{"__metadata__":{"k":null},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""
            ] do
            byHand file header eight

            try
                refused []
            with error ->
                Assert.Fail $"{header}: {error.Message}"

        // The same checks accept the file that is whole.
        byHand file (entry + "}") eight
        Assert.True(([ "a", torch.float32, [ 2L ], "0000000000000000" ] = fst (contents file))))

[<Fact>]
let ``every bit of a file is covered by its checksum`` () =
    inFolder (fun file ->
        use value = torch.arange (5L)
        write file [ "a", value; "b", value ] (Dictionary(dict [ "k", "v" ]))
        let whole = File.ReadAllBytes file

        for i in 0 .. 8 * whole.Length - 1 do
            let damaged = Array.copy whole
            damaged[i / 8] <- damaged[i / 8] ^^^ (1uy <<< i % 8)
            File.WriteAllBytes(file, damaged)

            let error =
                Assert.Throws<DataException>(fun () -> SafeTensorsFile.ReadChecked file |> ignore)

            Assert.Contains(file, error.Message))

[<Fact>]
let ``an older file with a checksum of its data alone is read, and refused if its data changed`` () =
    inFolder (fun file ->
        let data = [| 1uy; 2uy |]
        let sum = Convert.ToHexStringLower(SHA256.HashData data)

        let header =
            """{"__metadata__":{"data-sha256":"SUM"},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""".Replace("SUM", sum)

        byHand file header data
        Assert.Equal("0102", contents file |> fst |> List.exactlyOne |> (fun (_, _, _, bytes) -> bytes))
        byHand file header [| 1uy; 3uy |]
        Assert.Throws<DataException>(fun () -> contents file |> ignore) |> ignore)

[<Fact>]
let ``a tensor that the format cannot hold is refused, and the file that was there stays`` () =
    inFolder (fun file ->
        use value = torch.arange (2L)
        use complex = torch.zeros ([| 2L |], torch.complex64)
        write file [ "a", value ] noText
        let before = File.ReadAllBytes file

        let refused (words: string list) tensors =
            let error = Assert.Throws<ArgumentException>(fun () -> write file tensors noText)

            for word in words do
                Assert.Contains(word, error.Message)

            Assert.Equal<byte[]>(before, File.ReadAllBytes file)

        refused [ "c"; "Complex" ] [ "c", complex ]
        refused [ "__metadata__" ] [ "__metadata__", value ]
        refused [ "twice" ] [ "twice", value; "twice", value ])
