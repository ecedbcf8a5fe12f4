/// Every way in which files enter the program, with valid files of it.
module IDropTheory.PropertyTests.Experiments.HostileReaders

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.Formats.Tar
open System.IO
open System.IO.Compression
open System.Net
open System.Net.Http
open System.Net.Sockets
open System.Security.Cryptography
open System.Text
open SkiaSharp
open Xunit
open IDropTheory
open IDropTheory.Experiments
open IDropTheory.Experiments.Cluster
open IDropTheory.Experiments.Images
open IDropTheory.Experiments.Input
open IDropTheory.Experiments.Reproduction
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Text
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Models
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.HostileInputs

/// One way in which files enter the program.
type Reader =
    {
        /// How many changed files the tests read.
        Share: int
        /// Valid files.
        Seeds: byte[] list
        Changes: Change list
        /// Where the changed file goes within an empty folder.
        File: string
        /// Reads the folder with the file.
        Read: string -> unit
    }

// ---- Tables

let private utf8 (text: string) = Encoding.UTF8.GetBytes text

let private rows (file: string) (format: TableFormat) =
    use rows = NumberRows.Open(file, "samples", InputLimit.Table, format)
    let row = Array.zeroCreate<float> rows.Columns

    while rows.TryRead(row.AsSpan()) do
        ()

let private table (name: string) (folder: string) =
    rows (Path.Combine(folder, name)) (TableFormat())

let private texts =
    [
        "0.45, 0.05\n0.05, 0.45\n"
        "# a comment\na,b,c\n1,2,3\n4,5,6.5\n"
        "a;b\n1.5;2.5\n3.25;4\n"
        "1\t2\t3\n4\t5\t6\n"
        "index x y\n0 1e-3 2\n1 4 -5e2\n"
        "\"first, name\",\"second\"\r\n\"1.5\",2\r\n3,\"4\"\r\n"
    ]
    |> List.map utf8

/// Whatever the format is said to be, without a header.
let private joints =
    [
        "0.45, 0.05\n0.05, 0.45\n"
        "# x down, y across\n0.25;0.25\n0.5;0\n"
        "[[0.1, 0.2], [0.3, 0.4]]"
    ]
    |> List.map utf8

let private jsons =
    [
        "[[1, 2], [3, 4.5]]"
        "{\"samples\": [[1, 2, 3], [4, 5, 6]], \"note\": \"x\"}"
        "[1, 2, 3]"
    ]
    |> List.map utf8

let private numbers = [ for k in 0..11 -> float k ]

let private npys =
    [
        for description in [ "<f4"; "<f8"; ">f4"; "<i8"; "|u1"; "|b1"; "<f2" ] do
            npy description (description = "<f8") "4, 3" (bytesOf description numbers)
        npy "<f8" false "12," (bytesOf "<f8" numbers)
    ]

let private npzs =
    [
        for level in [ CompressionLevel.NoCompression; CompressionLevel.Fastest ] do
            npz level [ "samples", npys[0] ]
            npz level [ "samples", npys[1]; "other", npys[3] ]
    ]

let private tensors =
    [
        safeTensors
            "{\"samples\":{\"dtype\":\"F32\",\"shape\":[4,3],\"data_offsets\":[0,48]},\"__metadata__\":{\"a\":\"b\"}}"
            (bytesOf "<f4" numbers)
        safeTensors "{\"samples\":{\"dtype\":\"I64\",\"shape\":[6,2],\"data_offsets\":[0,96]}}" (bytesOf "<i8" numbers)
    ]

let private parquets =
    let a, b =
        Parquet.Schema.DataField<float32> "a", Parquet.Schema.DataField<Nullable<int>> "b"

    [
        for missing in [ Nullable(); Nullable 2 ] do
            parquet
                [ a; b ]
                [
                    [
                        column a [| 1f; 2f; 3f |]
                        optionalColumn b [| Nullable 1; missing; Nullable 3 |]
                    ]
                ]
    ]

// ---- Images and data sets

let private picture (format: SKEncodedImageFormat) =
    use bitmap = new SKBitmap(6, 5)
    bitmap.Erase(SKColor(10uy, 200uy, 30uy))
    use data = bitmap.Encode(format, 90)
    data.ToArray()

let private pictures =
    List.map picture [ SKEncodedImageFormat.Png; SKEncodedImageFormat.Jpeg ]

/// Folders of two classes, one of which has the hostile picture as its second.
let private imageFolder (folder: string) =
    for name in [ "cat/1.png"; "dog/1.png"; "dog/2.png" ] do
        let file = Path.Combine(folder, name)
        Directory.CreateDirectory(nonNull (Path.GetDirectoryName file)) |> ignore
        File.WriteAllBytes(file, pictures[0])

    use data = (OwnImages.SourceOf folder).Load(DataOptions())
    ignore data

let private imageArrays =
    let images = npy "|u1" false "4, 3, 3" (bytesOf "|u1" [ for k in 0..35 -> float k ])
    let labels = npy "<i8" false "4," (bytesOf "<i8" [ 0.0; 1.0; 0.0; 1.0 ])

    npz CompressionLevel.Fastest [ "x_train", images; "y_train", labels; "x_test", images; "y_test", labels ]

let private ownArrays (folder: string) =
    use data = (OwnImages.SourceOf(Path.Combine(folder, "own.npz"))).Load(DataOptions())
    ignore data

let private idxImages = DataHelpers.idx [ 5; 4; 3 ] (Array.init 60 byte)
let private idxLabels = DataHelpers.idx [ 5 ] (Array.init 5 byte)

/// The other three files of a set in idx format, beside the hostile one.
let private idxSet (folder: string) =
    for name, content in
        [
            "train-labels-idx1-ubyte", idxLabels
            "t10k-images-idx3-ubyte", idxImages
            "t10k-labels-idx1-ubyte", idxLabels
        ] do
        File.WriteAllBytes(Path.Combine(folder, name), content)

    use data =
        (DataSource.Named "mnist").Load(DataOptions(Directory = folder, AllowUnverified = true))

    ignore data

let private archive =
    use bytes = new MemoryStream()

    using (new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest), TarEntryFormat.Pax)) (fun archive ->
        for name in [ "data_batch_1.bin"; "test_batch.bin"; "readme.html" ] do
            let entry = PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}")
            entry.DataStream <- new MemoryStream(Array.create 3073 7uy)
            archive.WriteEntry entry)

    bytes.ToArray()

let private cifar (folder: string) =
    use data =
        (DataSource.Named "cifar-10").Load(DataOptions(Directory = folder, AllowUnverified = true))

    ignore data

// ---- Downloads

let private wanted = Array.init 500 (fun i -> byte (i * 7))

let private answers =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n"
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    ]
    |> List.map (fun head -> Array.append (utf8 head) wanted)
    |> List.append
        [
            Array.concat
                [
                    utf8 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1F4\r\n"
                    wanted
                    utf8 "\r\n0\r\n\r\n"
                ]
        ]

/// One file on a server of this machine.
type private LocalSource(port: int) =
    inherit
        DataSource(
            "made-up",
            "one file",
            ImmutableArray.Create(
                FileLayout("", ImmutableArray.Create(PublishedFile("file.bin", 500L, Convert.ToHexStringLower(SHA256.HashData wanted))))
            ),
            ImmutableArray.Create $"http://127.0.0.1:{port}/"
        )

    override _.Read _ = invalidOp "not needed"

/// Fetches from a server that answers whatever is asked with the bytes of a file, and closes the line.
let private download (folder: string) =
    let answer = File.ReadAllBytes(Path.Combine(folder, "answer"))
    File.Delete(Path.Combine(folder, "file.bin"))
    File.Delete(Path.Combine(folder, "file.bin.part"))
    use server = new TcpListener(IPAddress.Loopback, 0)
    server.Start()

    let serving =
        task {
            try
                while true do
                    use! line = server.AcceptTcpClientAsync()
                    use stream = line.GetStream()

                    try
                        let! _ = stream.ReadAsync(Array.zeroCreate<byte> 4096)
                        do! stream.WriteAsync answer
                    with :? IOException ->
                        // The client has heard enough.
                        ()
            with
            | :? SocketException
            | :? InvalidOperationException ->
                // The server was stopped.
                ()
        }

    try
        use client = new HttpClient()
        let port = (server.LocalEndpoint :?> IPEndPoint).Port
        Downloader(client, TimeSpan.FromSeconds 20.0).FetchAsync(LocalSource port, folder).GetAwaiter().GetResult()
        // Only the published file ever has its name.
        Assert.Equal<byte[]>(wanted, File.ReadAllBytes(Path.Combine(folder, "file.bin")))
    finally
        server.Stop()
        serving.Wait()

// ---- What idrop writes

let private published =
    Path.Combine(ArchitectureTests.root, "results", "published", "small-data", "fig5")

let private finished = Directory.GetDirectories published |> Array.min

let private runFile (name: string) =
    File.ReadAllBytes(Path.Combine(finished, name))

let private weights () =
    use folder = new Folder()
    use value = DataHelpers.torch.ones (3, 4)
    SafeTensorsFile.Write(folder.Sub "w", [ struct ("layer.weight", value) ], Dictionary(dict [ "epoch", "3" ]))
    File.ReadAllBytes(folder.Sub "w")

let private whitening () =
    use folder = new Folder()
    use set = DataHelpers.randomSet Split.Train 20 (1L, 2L, 2L) 3UL
    use fitted = Whitening.Fit(set, 1e-2)
    WhiteningFile.Save(fitted, folder.Sub "w")
    File.ReadAllBytes(folder.Sub "w")

let private proof =
    lazy
        (use folder = new Folder()
         use joint = new TextFile(noisyBit)

         let struct (code, _, error) =
             idrop
                 [
                     "ib"
                     "solve"
                     "--joint"
                     joint.Path
                     "--beta"
                     "0.3"
                     "--proof"
                     folder.Sub "p"
                 ]

         Assert.True((code = 0), error)
         File.ReadAllBytes(folder.Sub "p"))

// ---- All of them

/// The readers by name; their seeds are made when they are needed.
let readers: Map<string, Lazy<Reader>> =
    let reader name share file seeds changes read =
        name,
        lazy
            {
                Share = share
                Seeds = seeds ()
                Changes = changes
                File = file
                Read = read
            }

    let ofRun name (read: RunFolder -> unit) =
        reader $"run: {name}" 90 name (fun () -> [ runFile name ]) ofJson (fun folder -> read (RunFolder folder))

    Map
        [
            reader "table: text" 800 "a.csv" (fun () -> texts) ofText (table "a.csv")
            reader "table: text, header" 200 "a.csv" (fun () -> [ texts[1]; texts[2]; texts[5] ]) ofText (fun folder ->
                rows (Path.Combine(folder, "a.csv")) (TableFormat(Nullable true, AreSamples = true)))
            reader "table: text, index" 200 "a.csv" (fun () -> [ texts[0]; texts[3] ]) ofText (fun folder ->
                rows (Path.Combine(folder, "a.csv")) (TableFormat(Nullable(), Nullable true, AllowsInfinity = true)))
            reader "table: JSON" 400 "a.json" (fun () -> jsons) ofJson (table "a.json")
            reader "table: npy" 500 "a.npy" (fun () -> npys) ofText (table "a.npy")
            reader "table: npz" 200 "a.npz" (fun () -> npzs) (withinZip ofText) (table "a.npz#samples")
            reader "table: safetensors" 400 "a.safetensors" (fun () -> tensors) ofText (table "a.safetensors#samples")
            reader "table: Parquet" 6 "a.parquet" (fun () -> parquets[1..]) ofBytes (table "a.parquet")
            reader "joint" 300 "a.csv" (fun () -> joints) ofText (fun folder ->
                NumberTable.Read(Path.Combine(folder, "a.csv"), "joint", InputLimit.Table).ToJoint()
                |> ignore)
            reader "labels" 250 "a.csv" (fun () -> [ utf8 "cat\ndog\ncat\n"; utf8 "digit\n1\n2\n3\n" ]) ofText (fun folder ->
                LabelTable.Read(Path.Combine(folder, "a.csv"), 1, "--labels", TableFormat())
                |> ignore)
            reader "pictures" 60 "cat/2.png" (fun () -> pictures) ofBytes imageFolder
            reader "image arrays" 60 "own.npz" (fun () -> [ imageArrays ]) (withinZip ofText) ownArrays
            reader "idx" 100 "train-images-idx3-ubyte" (fun () -> [ idxImages ]) ofBytes idxSet
            reader "idx, packed" 100 "train-images-idx3-ubyte.gz" (fun () -> [ gzip idxImages ]) (withinGzip ofBytes) idxSet
            reader "archive" 60 "cifar-10-binary.tar.gz" (fun () -> [ archive ]) (withinGzip ofText) cifar
            reader "download" 20 "answer" (fun () -> answers) ofText download
            reader "weights" 200 "w" (fun () -> weights () :: tensors) ofText (fun folder ->
                let struct (read, _) = SafeTensorsFile.Read(Path.Combine(folder, "w"))

                for tensor in read.Values do
                    tensor.Dispose())
            reader "whitening" 50 "w" (fun () -> [ whitening () ]) ofBytes (fun folder ->
                use read = WhiteningFile.Load(Path.Combine(folder, "w"))
                ignore read)
            reader "proof" 100 "p" (fun () -> [ proof.Value ]) ofJson (fun folder -> ProofFile.Read(Path.Combine(folder, "p")) |> ignore)
            ofRun "settings.json" (fun run -> run.ReadSettings() |> ignore)
            ofRun "result.json" (fun run -> run.ReadResult() |> ignore)
            ofRun "manifest.json" (fun run -> run.ReadManifest() |> ignore)
            ofRun "metrics.jsonl" (fun run -> run.ReadMetrics() |> ignore)
            reader "study" 90 "study.json" (fun () -> [ File.ReadAllBytes(Path.Combine(published, "study.json")) ]) ofJson (fun folder ->
                StudyFolder(folder).ReadSettings() |> ignore)
        ]
