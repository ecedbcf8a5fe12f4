/// Published files: read exactly, refused in one line when they are damaged, missing or not the published ones.
module IDropTheory.PropertyTests.Models.DataFileTests

open System
open System.Formats.Tar
open System.IO
open System.IO.Compression
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Statistics

// ---- Files that the tests write

let private gzip (data: byte[]) =
    use packed = new MemoryStream()

    using (new GZipStream(packed, CompressionLevel.Fastest, true)) (fun stream -> stream.Write(data, 0, data.Length))

    packed.ToArray()

let private pixels count =
    Array.init (count * 12) (fun i -> byte (i * 7))

let private labels count =
    Array.init count (fun i -> byte (i % 10))

/// Writes a small MNIST-like set: 5 training and 3 test images of 4 x 3.
let private writeIdx pack suffix folder =
    let folder = Directory.CreateDirectory(Path.Combine(folder, "mnist")).FullName

    let write name content =
        File.WriteAllBytes(Path.Combine(folder, name + suffix), (pack content: byte[]))

    write "train-images-idx3-ubyte" (idx [ 5; 4; 3 ] (pixels 5))
    write "train-labels-idx1-ubyte" (idx [ 5 ] (labels 5))
    write "t10k-images-idx3-ubyte" (idx [ 3; 4; 3 ] (pixels 3))
    write "t10k-labels-idx1-ubyte" (idx [ 3 ] (labels 3))
    folder

let private options folder unverified =
    DataOptions(Directory = folder, AllowUnverified = unverified)

let private load folder unverified =
    (DataSource.Named "mnist").Load(options folder unverified)

[<Theory>]
[<InlineData(true)>]
[<InlineData(false)>]
let ``idx files are read exactly, packed or not`` packed =
    withFolder (fun folder ->
        writeIdx (if packed then gzip else id) (if packed then ".gz" else "") folder
        |> ignore

        use data = load folder true
        Assert.Equal(ImageShape(1, 4, 3), data.Train.Shape)
        Assert.Equal<byte[]>(pixels 5, bytesOf data.Train)
        Assert.Equal<int64[]>(labels 5 |> Array.map int64, labelsOf data.Train)
        Assert.Equal<byte[]>(pixels 3, bytesOf data.Test)
        Assert.False data.Train.Provenance.Verified
        Assert.Contains("--allow-unverified", data.Train.Provenance.Remarks[0]))

[<Fact>]
let ``files that are not the published ones are refused unless allowed`` () =
    withFolder (fun folder ->
        writeIdx id "" folder |> ignore
        refusal [ "train-images-idx3-ubyte"; "440fcabf"; "--allow-unverified" ] (fun () -> load folder false |> ignore))

[<Fact>]
let ``missing files and unknown data sets are refused with what to do`` () =
    withFolder (fun folder ->
        refusal [ "train-images-idx3-ubyte.gz"; folder; "idrop data fetch mnist"; "--data" ] (fun () -> load folder true |> ignore)
        let half = writeIdx id "" folder
        File.Delete(Path.Combine(half, "t10k-labels-idx1-ubyte"))
        refusal [ "t10k-labels-idx1-ubyte" ] (fun () -> load folder true |> ignore)
        refusal [ "cifar-100"; "fashion-mnist" ] (fun () -> DataSource.Named "cifar-100" |> ignore))

[<Fact>]
let ``damaged idx files are refused by what is wrong with them`` () =
    let damage name content words =
        withFolder (fun folder ->
            let path = Path.Combine(writeIdx id "" folder, name)
            File.WriteAllBytes(path, (content (File.ReadAllBytes path): byte[]))
            refusal (path :: words) (fun () -> load folder true |> ignore))

    let images, labels = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
    damage images (fun file -> file[..60]) [ "45 bytes"; "60"; "5 x 4 x 3" ]
    damage images (fun file -> Array.append file [| 0uy |]) [ "61 bytes" ]
    damage images (fun file -> file[..9]) [ "cut short" ]
    damage images (fun file -> Array.append [| 0uy; 0uy; 8uy; 1uy |] file[4..]) [ "0x00000801"; "0x00000803" ]
    damage images (fun file -> Array.concat [ file[..3]; [| 255uy; 0uy; 0uy; 0uy |]; file[8..] ]) [ "claims" ]
    damage labels (fun _ -> idx [ 4 ] (Array.zeroCreate 4)) [ "4 labels"; "5" ]
    damage labels (fun _ -> idx [ 5 ] [| 0uy; 1uy; 12uy; 3uy; 4uy |]) [ "label 2 is 12" ]

[<Fact>]
let ``a gzip file that is cut or damaged is refused`` () =
    for damage in
        [
            fun (file: byte[]) -> file[.. file.Length / 2]
            fun file -> file[..9]
            fun file -> file[.. file.Length - 5]
            fun file -> Array.mapi (fun i b -> if i >= 12 && i < 40 then 255uy else b) file
        ] do
        withFolder (fun folder ->
            let path = Path.Combine(writeIdx gzip ".gz" folder, "train-images-idx3-ubyte.gz")
            File.WriteAllBytes(path, damage (File.ReadAllBytes path))
            refusal [ path ] (fun () -> load folder true |> ignore))

// ---- CIFAR-10

[<Fact>]
let ``CIFAR-10 is read from its archive, record by record`` () =
    let record = 3073

    let batch (file: int) =
        let content = Array.zeroCreate (10_000 * record)

        for i in [ 0; 4321; 9999 ] do
            content[i * record] <- byte ((file + i) % 10)
            content[i * record + 1] <- byte (10 + file)
            content[i * record + 3072] <- byte (20 + file)

        content

    withFolder (fun folder ->
        let path = Path.Combine(folder, "cifar-10-binary.tar.gz")

        using (new TarWriter(new GZipStream(File.Create path, CompressionLevel.Fastest), TarEntryFormat.Pax)) (fun archive ->
            for file in 0..5 do
                let name =
                    if file = 5 then
                        "test_batch.bin"
                    else
                        $"data_batch_{file + 1}.bin"

                let entry = PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}")
                entry.DataStream <- new MemoryStream(batch file)
                archive.WriteEntry entry)

        let source = DataSource.Named "cifar-10"
        refusal [ path; "--allow-unverified" ] (fun () -> source.Load(options folder false) |> ignore)
        use data = source.Load(options folder true)
        Assert.Equal(50_000, data.Train.Count)
        Assert.Equal(ImageShape(3, 32, 32), data.Test.Shape)

        let check (set: ImageSet) row file i =
            use image = set.Pixels.narrow (0, int64 row, 1L)
            let bytes = image.data<byte>().ToArray()
            Assert.Equal(byte (10 + file), bytes[0])
            Assert.Equal(byte (20 + file), bytes[3071])
            use label = set.Labels.narrow (0, int64 row, 1L)
            Assert.Equal(int64 ((file + i) % 10), label.data<int64>().[0])

        check data.Train 0 0 0
        check data.Train 24_321 2 4321
        check data.Train 49_999 4 9999
        check data.Test 9_999 5 9999)

[<Fact>]
let ``CIFAR-10 files of the wrong length are refused`` () =
    withFolder (fun folder ->
        let batches =
            Directory.CreateDirectory(Path.Combine(folder, "cifar-10-batches-bin")).FullName

        for name in
            [
                "data_batch_1"
                "data_batch_2"
                "data_batch_3"
                "data_batch_4"
                "data_batch_5"
                "test_batch"
            ] do
            File.WriteAllBytes(Path.Combine(batches, name + ".bin"), Array.zeroCreate 3073)

        refusal [ "data_batch_1.bin"; "3073 bytes"; "30730000" ] (fun () ->
            (DataSource.Named "cifar-10").Load(options folder true) |> ignore))

// ---- The real files, where there are any

let private realData name =
    let directory =
        Environment.GetEnvironmentVariable DataOptions.DirectoryVariable
        |> Option.ofObj
        |> Option.defaultValue ""

    Assert.SkipWhen((directory = ""), $"{DataOptions.DirectoryVariable} is not set: {name} is not here to be read.")
    let source = DataSource.Named name
    Assert.SkipUnless(source.Inspect directory |> Seq.forall (fun file -> not (isNull file.Path)), $"{name} is not in {directory}.")
    source, directory

[<Theory>]
[<InlineData("mnist", 5L, 0.13066, 0.30811)>]
[<InlineData("fashion-mnist", 9L, 0.28604, 0.35302)>]
let ``the published idx files load verified, with their known statistics`` (name: string) (first: int64) (mean: float) (deviation: float) =
    let source, directory = realData name
    use data = source.Load(DataOptions(Directory = directory))
    Assert.True(data.Train.Provenance.Verified && data.Test.Provenance.Verified)
    Assert.Equal((60_000, 10_000), (data.Train.Count, data.Test.Count))
    Assert.Equal(first, (labelsOf data.Train)[0])
    let normalisation = Normalisation.FitTo data.Train
    shouldBeWithin 1e-5 mean normalisation.Mean[0]
    shouldBeWithin 1e-5 deviation normalisation.Deviation[0]

[<Fact>]
let ``CIFAR-10 loads with balanced classes, and says if it is not the published one`` () =
    let source, directory = realData "cifar-10"
    let verified = source.Inspect directory |> Seq.forall _.Verified
    use data = source.Load(DataOptions(Directory = directory, AllowUnverified = true))
    Assert.Equal<(int64 * int)[]>([| for c in 0L .. 9L -> c, 5000 |], labelsOf data.Train |> Array.countBy id |> Array.sort)
    Assert.Equal<(int64 * int)[]>([| for c in 0L .. 9L -> c, 1000 |], labelsOf data.Test |> Array.countBy id |> Array.sort)
    Assert.Equal(6L, (labelsOf data.Train)[0])
    Assert.Equal(3L, (labelsOf data.Test)[0])
    Assert.Equal(verified, data.Train.Provenance.Verified)
    Assert.Equal(verified, data.Train.Provenance.Remarks.IsEmpty)
    let normalisation = Normalisation.FitTo data.Train
    Seq.iter2 (shouldBeWithin 2e-3) [ 0.4914; 0.4822; 0.4465 ] normalisation.Mean
    Seq.iter2 (shouldBeWithin 2e-3) [ 0.2470; 0.2435; 0.2616 ] normalisation.Deviation
