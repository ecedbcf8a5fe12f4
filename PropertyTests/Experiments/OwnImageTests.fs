/// Own images: class folders of pictures, arrays, MNIST under its other names; and what is no image is called what it is.
module IDropTheory.PropertyTests.Experiments.OwnImageTests

open System.IO
open System.IO.Compression
open SkiaSharp
open Xunit
open IDropTheory.Experiments.Images
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.ArrayFiles
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

/// A picture of one colour, with a pixel of another in its upper right corner.
let private picture (path: string) (width: int) (height: int) (colour: SKColor) =
    Directory.CreateDirectory(nonNull (Path.GetDirectoryName path)) |> ignore
    use bitmap = new SKBitmap(width, height)
    bitmap.Erase colour
    bitmap.SetPixel(width - 1, 0, SKColors.White)

    let format =
        if path.EndsWith ".png" then
            SKEncodedImageFormat.Png
        else
            SKEncodedImageFormat.Jpeg

    use data = bitmap.Encode(format, 100)
    use file = File.Create path
    data.SaveTo file

let private grey (level: int) =
    SKColor(byte level, byte level, byte level)

let private load (path: string) =
    (OwnImages.SourceOf path).Load(DataOptions())

let private bytesIn (images: ImageSet) = images.Pixels.bytes.ToArray()

let private labels (images: ImageSet) =
    images.Labels.data<int64>().ToArray() |> Array.toList

[<Fact>]
let ``class folders are a data set`` () =
    use folder = new Folder()

    for split, count in [ "train", 6; "test", 2 ] do
        for name, level in [ "10", 50; "9", 200 ] do
            for i in 1..count do
                picture (folder.Sub $"{split}/{name}/{i}.png") 5 4 (grey level)

    use data = load folder.Path
    Assert.Equal(ImageShape(1, 4, 5), data.Train.Shape)
    Assert.Equal((12, 4, 2), (data.Train.Count, data.Test.Count, data.Train.Classes))
    // Class 9 comes before class 10, and the images are mixed.
    Assert.Equal<int64 list>([ 0L; 0L; 1L; 1L ], List.sort (labels data.Test))
    Assert.NotEqual<int64 list>(List.sort (labels data.Train), labels data.Train)

    for image, label in List.zip (bytesIn data.Train |> Array.chunkBySize 20 |> List.ofArray) (labels data.Train) do
        Assert.Equal((if label = 0L then 200uy else 50uy), image[0])
        Assert.Equal(255uy, image[4])

    // One picture in colour, as JPEG: three channels.
    picture (folder.Sub "train/9/7.jpg") 5 4 (SKColor(200uy, 10uy, 10uy))
    use colour = load folder.Path
    Assert.Equal(ImageShape(3, 4, 5), colour.Train.Shape)
    Assert.Equal(13, colour.Train.Count)

[<Fact>]
let ``of class folders alone a fifth is the test`` () =
    use folder = new Folder()

    for name in [ "cats"; "dogs" ] do
        for i in 1..10 do
            picture (folder.Sub $"{name}/{i}.png") 3 3 (grey (10 * i))

    use data = load folder.Path
    Assert.Equal<int64 list>([ 0L; 0L; 1L; 1L ], List.sort (labels data.Test))
    Assert.Equal(16, data.Train.Count)
    // The same every time, and no picture is in both parts.
    use again = load folder.Path
    Assert.Equal<byte array>(bytesIn data.Train, bytesIn again.Train)
    Assert.Equal(data.Train.Provenance, again.Train.Provenance)

    let first (images: ImageSet) =
        set (Seq.zip (bytesIn images |> Array.chunkBySize 9 |> Array.map Array.head) (labels images))

    Assert.Empty(Set.intersect (first data.Train) (first data.Test))
    let remark = Assert.Single data.Train.Provenance.Remarks
    Assert.Contains("cats, dogs", remark)
    Assert.Contains("A fifth", remark)

[<Fact>]
let ``a network trains on own images and is evaluated by another command`` () =
    use folder = new Folder()

    for name, level in [ "dark", 40; "light", 160 ] do
        for i in 1..30 do
            picture (folder.Sub $"images/{name}/{i}.png") 6 6 (grey (level + i))

    let result =
        trained
            [
                "train"
                "--dataset"
                folder.Sub "images"
                "--width"
                "8"
                "--layers"
                "1"
                "--epochs"
                "20"
                "--batch"
                "10"
                "--learning-rate"
                "0.05"
                "--beta"
                "0"
                "--validation"
                "8"
                "--threads"
                "1"
                "--out"
                folder.Sub "run"
            ]

    // Dark and light pictures are told apart.
    Assert.Equal(0.0, number "testError" result)
    Assert.Equal(12.0, number "images" (json [ "evaluate"; folder.Sub "run" ]))

let private images = [ for i in 0..23 -> float (i * 10) ]

[<Fact>]
let ``arrays of images and labels are a data set`` () =
    use folder = new Folder()
    let x = bytesOf "|u1" images
    let y = npy "<i8" false "4," (bytesOf "<i8" [ 0.0; 1.0; 1.0; 0.0 ])

    let write (name: string) (bytes: byte[]) =
        File.WriteAllBytes(folder.Sub name, bytes)

    let check (shape: ImageShape) (path: string) =
        use data = load path
        Assert.Equal(shape, data.Train.Shape)
        Assert.Equal<int64 list>([ 0L; 1L; 1L; 0L ], labels data.Test)
        bytesIn data.Train

    let archive (shape: string) (x: byte[]) =
        write
            "data.npz"
            (npz
                CompressionLevel.Fastest
                [
                    for split in [ "train"; "test" ] do
                        $"x_{split}", npy "|u1" false shape x
                        $"y_{split}", y
                ])

        folder.Sub "data.npz"

    // As Keras writes mnist.npz.
    Assert.Equal<byte array>(x, check (ImageShape(1, 2, 3)) (archive "4, 2, 3" x))
    Assert.Equal<byte array>(x, check (ImageShape(1, 1, 6)) (archive "4, 6" x))
    Assert.Equal<byte array>(x, check (ImageShape(3, 1, 2)) (archive "4, 3, 1, 2" x))

    let thrice = npy "|u1" false "2, 3, 4, 3" (Array.concat [ x; x; x ])

    use doubtful =
        new BinaryFile(".npz", npz CompressionLevel.Fastest [ "x_train", thrice; "y_train", y; "x_test", thrice; "y_test", y ])

    refused [ "2 x 3 x 4 x 3"; "N x C x H x W" ] [ "train"; "--dataset"; doubtful.Path; "--out"; folder.Sub "run" ]

[<Fact>]
let ``channels that come last are moved, and floats stay as they are`` () =
    use folder = new Folder()
    let y = npy "|u1" false "2," [| 0uy; 1uy |]

    for split in [ "train"; "test" ] do
        // Two images of two by two pixels: red is 0, 3, 6, 9, green one more, blue two more.
        File.WriteAllBytes(
            folder.Sub $"{split}-images.npy",
            npy "<f4" false "2, 2, 2, 3" (bytesOf "<f4" [ for i in 0..23 -> float (i % 12) ])
        )

        File.WriteAllBytes(folder.Sub $"{split}-labels.npy", y)

    use data = load folder.Path
    Assert.Equal(ImageShape(3, 2, 2), data.Train.Shape)
    let image = [ 0; 3; 6; 9; 1; 4; 7; 10; 2; 5; 8; 11 ] |> List.map byte
    Assert.Equal<byte list>(image @ image, List.ofArray (bytesIn data.Train))

    for split in [ "train"; "test" ] do
        File.WriteAllBytes(
            folder.Sub $"{split}-images.npy",
            npy "<f8" false "2, 4" (bytesOf "<f8" [ 0.5; -1.25; 300.0; 0.0; 1.0; 2.0; 3.0; 4.0 ])
        )

    use floats = load folder.Path
    Assert.Equal(ImageShape(1, 2, 2), floats.Train.Shape)

    Assert.Equal<float32 list>(
        [ 0.5f; -1.25f; 300.0f; 0.0f; 1.0f; 2.0f; 3.0f; 4.0f ],
        List.ofArray (floats.Train.Pixels.data<float32>().ToArray())
    )

[<Fact>]
let ``folders that are no data set are refused in one line`` () =
    use folder = new Folder()

    let train (path: string) =
        [ "train"; "--dataset"; path; "--out"; folder.Sub "run" ]

    refused [ "no data set 'nothing'"; "digits"; "mnist" ] (train "nothing")
    refused [ "0 class folders"; "x_train" ] (train folder.Path)
    picture (folder.Sub "a/1.png") 3 3 (grey 10)
    picture (folder.Sub "a/2.png") 3 3 (grey 10)
    refused [ "1 class folders" ] (train folder.Path)
    picture (folder.Sub "b/1.png") 4 3 (grey 10)
    picture (folder.Sub "b/2.png") 3 3 (grey 10)
    refused [ "4 x 3"; "3 x 3"; "one size" ] (train folder.Path)
    File.WriteAllText(folder.Sub "b/1.png", "<!DOCTYPE html><html>not found</html>")
    refused [ "1.png"; "HTML page"; "PNG and JPEG" ] (train folder.Path)
    File.Delete(folder.Sub "b/1.png")
    refused [ "1 picture" ] (train folder.Path)
    File.WriteAllBytes(folder.Sub "x_train.npy", npy "|u1" false "2, 2, 2" (Array.zeroCreate 8))
    refused [ "no array y_train or train_labels" ] (train folder.Path)

    for name in [ "y_train"; "y_test"; "x_test" ] do
        File.Copy(folder.Sub "x_train.npy", folder.Sub $"{name}.npy")

    Assert.False(Directory.Exists(folder.Sub "run"))
    // What only the whole content tells.
    let load (words: string list) (labels: byte[]) =
        File.WriteAllBytes(folder.Sub "y_train.npy", labels)
        let error = Assert.ThrowsAny<exn>(fun () -> (load folder.Path).Dispose())

        for word in words do
            Assert.Contains(word, error.Message)

    load [ "row 2"; "0.5 is no label" ] (npy "<f4" false "2," (bytesOf "<f4" [ 0.0; 0.5 ]))
    load [ "2 images"; "3 labels" ] (npy "<i4" false "3," (bytesOf "<i4" [ 0.0; 1.0; 1.0 ]))
    load [ "2 columns"; "one label per image" ] (npy "<i4" false "2, 2" (bytesOf "<i4" [ 0.0; 1.0; 1.0; 0.0 ]))

/// Files in MNIST's format with two images each.
let private idx (dimensions: int list) (data: byte[]) =
    let big (value: int) =
        System.BitConverter.GetBytes value |> Array.rev

    Array.concat
        [
            big (0x800 + dimensions.Length)
            dimensions |> List.map big |> Array.concat
            data
        ]

[<Theory>]
[<InlineData("mnist/train-images-idx3-ubyte")>]
[<InlineData("train-images.idx3-ubyte")>]
[<InlineData("mnist/train-images.idx3-ubyte")>]
[<InlineData("MNIST/raw/train-images-idx3-ubyte")>]
[<InlineData("raw/train-images-idx3-ubyte")>]
let ``MNIST is found under its other names`` (like: string) =
    use folder = new Folder()

    for split in [ "train"; "t10k" ] do
        let name (kind: string) =
            like.Replace("train", split).Replace("images", kind).Replace("idx3", (if kind = "labels" then "idx1" else "idx3"))

        for kind, bytes in
            [
                "images", idx [ 2; 2; 2 ] (Array.zeroCreate 8)
                "labels", idx [ 2 ] [| 3uy; 4uy |]
            ] do
            let path = folder.Sub(name kind)
            Directory.CreateDirectory(nonNull (Path.GetDirectoryName path)) |> ignore
            File.WriteAllBytes(path, bytes)

    use data =
        (DataSource.Named "mnist").Load(DataOptions(Directory = folder.Path, AllowUnverified = true))

    Assert.Equal<int64 list>([ 3L; 4L ], labels data.Train)

[<Fact>]
let ``what is in the place of a data file is called what it is`` () =
    use folder = new Folder()

    let message (name: string) =
        Assert.Throws<DataException>(fun () -> (DataSource.Named name).Load(DataOptions(Directory = folder.Path)) |> ignore).Message

    for kind in [ "train"; "t10k" ] do
        File.WriteAllBytes(folder.Sub $"{kind}-images-idx3-ubyte", idx [ 2; 2; 2 ] (Array.zeroCreate 8))
        File.WriteAllBytes(folder.Sub $"{kind}-labels-idx1-ubyte", idx [ 2 ] [| 3uy; 4uy |])

    Assert.Contains("idrop data fetch mnist` replaces it", message "mnist")
    File.WriteAllText(folder.Sub "train-images-idx3-ubyte", "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>")
    Assert.Contains("is an HTML page", message "mnist")
    let advice = json [ "data"; "list"; "mnist"; "--data"; folder.Path ]
    Assert.Contains("is an HTML page", advice.GetProperty("datasets").[0] |> text "advice")
    Directory.CreateDirectory(folder.Sub "cifar-10-batches-bin") |> ignore

    for name in
        [
            "data_batch_1"
            "data_batch_2"
            "data_batch_3"
            "data_batch_4"
            "data_batch_5"
            "test_batch"
        ] do
        File.WriteAllText(folder.Sub $"cifar-10-batches-bin/{name}.bin", "version https://git-lfs.github.com/spec/v1\n")

    Assert.Contains("Git LFS", message "cifar-10")

/// The checksums of the published files tell whose they are.
[<Fact>]
let ``files of another data set are named`` () =
    for source in [ "mnist"; "fashion-mnist" ] do
        for file in (DataSource.Named source).Layouts[0].Files do
            let owner = DataSource.OwnerOf(nonNull file.ContentSha256)
            Assert.True owner.HasValue
            let struct (found, published) = owner.Value
            Assert.Equal((source, file.Name), (found.Name, published.Name))

    Assert.False((DataSource.OwnerOf(System.String('0', 64))).HasValue)
