/// Mirrored and moved images: the same pixels elsewhere, each image on its own, a function of the key.
module IDropTheory.PropertyTests.Models.AugmentationTests

open System
open Xunit
open IDropTheory
open IDropTheory.Models

type private torch = TorchSharp.torch

/// 200 images of 2 channels, 3 x 4, all pixels different and none zero.
let private batch () =
    IDropTheory.Models.Native.TorchRuntime.Prepare()

    let pixels =
        torch.arange(1.0f, 4801.0f, dtype = torch.float32).reshape(200L, 2L, 3L, 4L)

    new Batch(pixels, torch.zeros (200L, dtype = torch.int64))

let private image (batch: Batch) (i: int) =
    let numbers =
        batch.Images.narrow(0L, int64 i, 1L).contiguous().data<float32>().ToArray()

    [
        for c in 0..1 -> [ for y in 0..2 -> [ for x in 0..3 -> numbers[(c * 3 + y) * 4 + x] ] ]
    ]


[<Fact>]
let ``half of the images are mirrored, the others are as they were`` () =
    let original = batch ()
    let changed = Augmentation(Flip = true).Apply(original, RandomKey.FromSeed 3UL)

    let mirrored =
        [
            for i in 0..199 do
                let before, after = image original i, image changed i

                if after = before then
                    false
                else
                    Assert.True((List.map (List.map List.rev) before = after), $"image {i} is neither itself nor its mirror image")
                    true
        ]

    // 200 fair coins: outside of 60 to 140 with probability 1e-8.
    Assert.InRange(mirrored |> List.filter id |> List.length, 60, 140)

[<Fact>]
let ``every move up to the largest occurs, and zeros come in from outside`` () =
    let original = batch ()
    let changed = Augmentation(Shift = 1).Apply(original, RandomKey.FromSeed 4UL)

    let moved dy dx (before: float32 list list list) =
        before
        |> List.map (fun channel ->
            [
                for y in 0..2 ->
                    [
                        for x in 0..3 ->
                            if y + dy < 0 || y + dy > 2 || x + dx < 0 || x + dx > 3 then
                                0f
                            else
                                channel[y + dy][x + dx]
                    ]
            ])

    let moves =
        [
            for i in 0..199 do
                let before, after = image original i, image changed i

                [
                    for dy in -1 .. 1 do
                        for dx in -1 .. 1 do
                            if moved dy dx before = after then
                                yield dy, dx
                ]
                |> List.exactlyOne
        ]

    // Nine moves, 200 images: one is missing with probability below 1e-9.
    Assert.Equal(9, moves |> List.distinct |> List.length)

[<Fact>]
let ``equal keys change equally, another key otherwise, and none changes nothing`` () =
    let numbers (augmentation: Augmentation) seed =
        let changed = augmentation.Apply(batch (), RandomKey.FromSeed seed)
        changed.Images.contiguous().data<float32>().ToArray()

    let both = Augmentation(true, 2)
    Assert.Equal<float32 array>(numbers both 1UL, numbers both 1UL)
    Assert.NotEqual<float32 array>(numbers both 1UL, numbers both 2UL)
    Assert.Equal<float32 array>(batch().Images.contiguous().data<float32>().ToArray(), numbers (Augmentation()) 1UL)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Augmentation(false, -1) |> ignore)
    |> ignore
