/// Folders, small data sets, refusals and the count of tensors: what tests of data and of training share.
module IDropTheory.PropertyTests.Models.DataHelpers

open System
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests

type torch = TorchSharp.torch

/// Runs with a folder of its own, which is gone afterwards.
let withFolder (test: string -> unit) =
    use folder = new Folder()
    test folder.Path

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

let private bigEndian (n: int) =
    [| byte (n >>> 24); byte (n >>> 16); byte (n >>> 8); byte n |]

/// A file of the idx format: bytes in so many dimensions.
let idx (sizes: int list) (data: byte[]) =
    Array.concat
        [
            bigEndian (0x800 + sizes.Length)
            sizes |> List.map bigEndian |> Array.concat
            data
        ]

/// Number of tensors of this thread that nobody has freed.
let live () =
    TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount
