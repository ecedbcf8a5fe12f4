/// Data sets: batches are functions of key and epoch, files are read exactly, damaged files are refused in one line.
module IDropTheory.PropertyTests.Models.DataTests

open System
open System.Collections.Immutable
open System.Formats.Tar
open System.IO
open System.IO.Compression
open FsCheck.Xunit
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Statistics

type torch = TorchSharp.torch

/// Runs with a folder of its own, which is gone afterwards.
let withFolder (test: string -> unit) =
    let folder = Directory.CreateTempSubdirectory "idrop-test-"

    try
        test folder.FullName
    finally
        folder.Delete true

let bytesOf (set: ImageSet) = set.Pixels.data<byte>().ToArray()
let labelsOf (set: ImageSet) = set.Labels.data<int64>().ToArray()

/// The message of a refusal: one line that contains the given words.
let refusal (words: string list) (action: unit -> unit) =
    let error = Assert.Throws<DataException>(action)
    Assert.DoesNotContain("\n", error.Message)

    for word in words do
        Assert.Contains(word, error.Message)

let private tensorOf (bytes: byte[]) (shape: int64[]) =
    torch.tensor (bytes, ReadOnlySpan shape)

/// A small set whose pixels are random bytes.
let randomSet split count (shape: int64 * int64 * int64) seed =
    let channels, height, width = shape
    let key = RandomKey.FromSeed seed
    let size = count * int (channels * height * width)
    let pixels = Array.init size (fun i -> byte (key.Below(256, uint64 i)))
    let labels = Array.init count (fun i -> int64 (i % 10))

    new ImageSet(
        "random",
        split,
        tensorOf pixels [| int64 count; channels; height; width |],
        torch.tensor labels,
        10,
        Provenance.Generated "random bytes"
    )

// ---- Batches

[<Property(MaxTest = 30)>]
let ``an epoch's order is a permutation that depends on key and epoch alone`` (seed: uint64) (epoch: FsCheck.NonNegativeInt) =
    let order = EpochOrder(RandomKey.FromSeed seed, 50)
    let again = EpochOrder(RandomKey.FromSeed seed, 50)
    Assert.Equal<int[]>(order.Of epoch.Get, again.Of epoch.Get)
    Assert.Equal<int[]>(Array.init 50 id, Array.sort (order.Of epoch.Get))
    Assert.NotEqual<int[]>(order.Of epoch.Get, order.Of(epoch.Get + 1))

[<Fact>]
let ``a pass can be resumed at any step, and shows every image once`` () =
    use set = randomSet Split.Train 23 (3L, 4L, 5L) 1UL
    let order = EpochOrder(RandomKey.FromSeed 7UL, set.Count).Of 3
    let batches = set.Batches(order, 5)
    Assert.Equal(5, batches.Count)
    let pixels, labels = bytesOf set, labelsOf set

    for step in [ 4; 2; 0; 1; 3 ] do
        use batch = batches[step]
        let rows = order[step * 5 .. min 22 (step * 5 + 4)]

        let expected =
            rows
            |> Array.collect (fun row -> pixels[row * 60 .. row * 60 + 59] |> Array.map (fun b -> float32 b / 255f))

        Assert.Equal<int64[]>(rows |> Array.map (fun row -> labels[row]), batch.Labels.data<int64>().ToArray())
        let actual = batch.Images.data<float32>().ToArray()
        Assert.Equal(expected.Length, actual.Length)
        Array.iter2 (fun e a -> shouldBeWithinUlps 1e9 (float e) (float a)) expected actual

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> batches[5] |> ignore)
    |> ignore

[<Fact>]
let ``sets outlive dispose scopes, batches do not`` () =
    let scope = torch.NewDisposeScope()
    use set = randomSet Split.Train 6 (1L, 2L, 2L) 1UL
    let batch = set.InOrder(4)[0]
    scope.Dispose()
    Assert.True batch.Images.IsInvalid
    Assert.Equal(6, set.Count)
    Assert.Equal(24, (bytesOf set).Length)

[<Fact>]
let ``a prefix stays valid when its set is freed`` () =
    let set = randomSet Split.Train 6 (1L, 2L, 2L) 1UL
    let expected = (bytesOf set)[..7]
    use prefix = set.Take 2
    set.Dispose()
    Assert.Equal<byte[]>(expected, bytesOf prefix)

[<Fact>]
let ``validation images are held out of the training images by key`` () =
    use data =
        new DataSet(randomSet Split.Train 40 (1L, 3L, 3L) 1UL, null, randomSet Split.Test 10 (1L, 3L, 3L) 2UL)

    use split = data.HoldOut(12, RandomKey.FromSeed 5UL)
    use again = data.HoldOut(12, RandomKey.FromSeed 5UL)
    use other = data.HoldOut(12, RandomKey.FromSeed 6UL)
    let images set = bytesOf set |> Array.chunkBySize 9
    let held (data: DataSet) = nonNull data.Validation
    Assert.Equal<byte[][]>(images (held split), images (held again))
    Assert.NotEqual<byte[][]>(images (held split), images (held other))
    Assert.Equal(12, (held split).Count)
    Assert.Equal(Split.Validation, (held split).Split)

    Assert.Equal<byte[][]>(Array.sort (images data.Train), Array.sort (Array.append (images split.Train) (images (held split))))

    Assert.Equal<byte[]>(bytesOf data.Test, bytesOf split.Test)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> data.HoldOut(40, RandomKey.FromSeed 5UL) |> ignore)
    |> ignore

[<Fact>]
let ``a fitted normalisation gives each channel mean 0 and variance 1`` () =
    use set = randomSet Split.Train 30 (3L, 6L, 6L) 1UL
    let normalisation = Normalisation.FitTo set
    use batch = set.InOrder(30, normalisation)[0]
    let images = batch.Images.data<float32>().ToArray()

    for channel in 0..2 do
        let values =
            [|
                for i in 0..29 do
                    for p in 0..35 -> float images[(i * 3 + channel) * 36 + p]
            |]

        let mean = Array.average values
        shouldBeWithin 1e-5 0.0 mean
        shouldBeWithin 1e-5 1.0 (values |> Array.averageBy (fun v -> (v - mean) ** 2.0))

[<Fact>]
let ``labels that are no classes and shapes that clash are refused`` () =
    let set (pixels: int64[]) (labels: int64[]) () =
        new ImageSet("bad", Split.Train, torch.zeros (pixels, torch.uint8), torch.tensor labels, 10, Provenance.Generated "test")
        |> ignore

    for pixels, labels in
        [
            [| 2L; 1L; 3L; 3L |], [| 0L; 10L |]
            [| 2L; 1L; 3L; 3L |], [| 0L; -1L |]
            [| 2L; 1L; 3L; 3L |], [| 0L |]
            [| 2L; 3L; 3L |], [| 0L; 1L |]
        ] do
        Assert.Throws<ArgumentException>(set pixels labels) |> ignore

// ---- idx files that the tests write

let private bigEndian (n: int) =
    [| byte (n >>> 24); byte (n >>> 16); byte (n >>> 8); byte n |]

let private idx (sizes: int list) (data: byte[]) =
    Array.concat
        [
            bigEndian (0x800 + sizes.Length)
            sizes |> List.map bigEndian |> Array.concat
            data
        ]

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
