/// Options of `idrop train` and `idrop evaluate`: what each of them means, by what the program writes.
module IDropTheory.PropertyTests.Experiments.TrainOptionTests

open System
open System.Buffers.Binary
open System.IO
open System.Text
open Xunit
open IDropTheory
open IDropTheory.Experiments.Runs
open IDropTheory.Models
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

/// The settings that options mean, as they are written, without white space.
let private settings (options: string list) =
    use folder = new Folder()
    begun folder.Path ("train" :: "--threads" :: "1" :: options) |> ignore
    let written = File.ReadAllText(folder.Sub "settings.json")
    String.Concat(written.Split([| ' '; '\n'; '\r' |]))

/// Options, what the settings then say, and what they say without the options.
let private meanings =
    [
        "--dataset mnist", "\"dataset\":\"mnist\"", "\"dataset\":\"digits\""
        "--preprocessing whiten", "\"preprocessing\":\"whiten\"", "\"preprocessing\":\"none\""
        "--dataset cifar-10", "\"preprocessing\":\"standardise\"", "\"preprocessing\":\"none\""
        "--dataset occluded-cifar-10", "\"preprocessing\":\"standardise\"", "\"preprocessing\":\"none\""
        "--dataset cifar-10 --preprocessing none", "\"preprocessing\":\"none\"", ""
        "--validation 17", "\"validation\":17,", "\"validation\":5000,"
        "--train-images 18", "\"trainImages\":18,", ""
        "--test-images 19", "\"testImages\":19,", ""
        "--width 20", "\"width\":20,", "\"width\":512,"
        "--layers 2", "\"layers\":2,", "\"layers\":3,"
        "--activation softplus", "\"activation\":\"softplus\"", "\"activation\":\"relu\""
        "--activation softplus", "\"prior\":\"log-normal\"", "\"prior\":\"log-uniform\""
        "--prior log-normal", "\"prior\":\"log-normal\"", "\"prior\":\"log-uniform\""
        "--prior log-uniform-with-spike", "\"prior\":\"log-uniform-with-spike\"", ""
        "--prior log-uniform --activation softplus", "\"prior\":\"log-uniform\"", ""
        "--alpha-max 0.5", "\"alphaMax\":0.5,", "\"alphaMax\":0.7,"
        "--noise unit-mean", "\"noise\":\"unit-mean\"", "\"noise\":\"median-one\""
        "--method none", "\"method\":{\"name\":\"none\"}", "\"method\":{\"name\":\"information\","
        "--method binary", "\"method\":{\"name\":\"binary\"", ""
        "--method gaussian", "\"method\":{\"name\":\"gaussian\"", ""
        "--method log-normal --alpha-max 0.4", "\"method\":{\"name\":\"log-normal\",\"alpha\":0.4", ""
        "--beta 0.25", "\"beta\":0.25,", "\"beta\":1,"
        "--gamma 0.75", "\"gamma\":0.75,", ""
        "--epochs 6", "\"epochs\":6,", "\"epochs\":10,"
        // At 30 and 70 of 80 epochs: a drop that falls before the first epoch is none.
        "--epochs 1", "\"drops\":[1]", "\"drops\":[4,9]"
        "--epochs 1 --network all-cnn-32", "\"drops\":[1]", ""
        "--batch 21", "\"batch\":21,", "\"batch\":100,"
        "--seed 22", "\"seed\":22}", "\"seed\":1}"
        "--learning-rate 0.3", "\"initial\":0.3,", "\"initial\":0.07,"
        "--network all-cnn-32", "\"initial\":0.1,", ""
        "--drops 8 5", "\"drops\":[5,8]", ""
        "--optimiser adam", "\"optimiser\":{\"name\":\"adam\"", "\"optimiser\":{\"name\":\"sgd\""
        "--optimiser adam", "\"initial\":0.001,", ""
        "--optimiser adam --learning-rate 0.3", "\"initial\":0.3,", ""
        "--weight-decay 0.01", "\"weightDecay\":0.01}", "\"weightDecay\":0}"
        "--network all-cnn-96", "\"size\":96,", ""
        "--network all-cnn-32 --filters 25", "\"filters\":25,", ""
        "--network vae", "\"kind\":\"vae\",\"k\":1,\"latent\":{\"name\":\"information\",", "\"kind\":\"mlp\","
        "--network vae --code gaussian --k 2", "\"k\":2,\"latent\":{\"name\":\"gaussian\"}", ""
        "--network vae", "\"optimiser\":{\"name\":\"adam\"", "\"optimiser\":{\"name\":\"sgd\""
        "--network vae --optimiser sgd", "\"optimiser\":{\"name\":\"sgd\"", ""
        "--warm-up 2", "\"warmUp\":2", ""
        "--cosine", "\"drops\":[],\"cosineEnd\":10", ""
        "--clip 0.25", "\"largestGradientNorm\":0.25", ""
        "--flip --shift 3", "\"augmentation\":{\"flip\":true,\"shift\":3}", ""
        "--validate-every 4", "\"validationEvery\":4,", ""
        "--patience 5", "\"patience\":5,", ""
        "--network all-cnn-32 --precision bfloat16", "\"precision\":\"brain-float16\"", ""
    ]

[<Fact>]
let ``every option of a training means what its settings say`` () =
    let usual = settings []

    for options, expected, before in meanings do
        let found = settings (List.ofArray (options.Split ' '))
        Assert.True(found.Contains expected, $"{options}: {expected} is not in {found}")
        Assert.True(usual.Contains before, $"{before} is not in {usual}")

        if before <> "" then
            Assert.DoesNotContain(expected, usual)
            Assert.DoesNotContain(before, found)

[<Fact>]
let ``the authors' details are others than the paper's`` () =
    let cnn = settings [ "--network"; "all-cnn-32" ]
    Assert.Equal(cnn, settings [ "--network"; "all-cnn-32"; "--preset"; "paper" ])
    Assert.NotEqual<string>(cnn, settings [ "--network"; "all-cnn-32"; "--preset"; "authors" ])

[<Fact>]
let ``a device that is not there is refused, and nothing is trained`` () =
    Assert.SkipWhen(TorchSharp.torch.cuda.is_available (), "A CUDA device is usable.")
    use folder = new Folder()
    let out = folder.Sub "run"

    small @ [ "--out"; out; "--device"; "cuda" ]
    |> refused [ "--device is cuda"; "idrop doctor"; "--device cpu" ]

    Assert.False(File.Exists(RunFolder(out).Metrics))

let private layer (name: string) (kl: float) (saturated: float) =
    LayerKl(name, Nats kl, 0.5, saturated, 10)

[<Fact>]
let ``alarms name the layers whose noise is saturated or whose information is gone, and no others`` () =
    let alarms =
        Warnings.Of(
            Evaluation(
                1,
                Nullable 0.1,
                Nats 0.2,
                [|
                    layer "sound" 3.0 0.5
                    layer "saturated" 3.0 0.995
                    layer "collapsed" 0.0005 0.5
                    layer "both" 0.0 1.0
                    layer "nearly" 0.0011 0.985
                |]
                |> System.Collections.Immutable.ImmutableArray.Create<LayerKl>
            )
        )
        |> List.ofSeq

    let named (words: string) =
        alarms
        |> List.filter (fun alarm -> alarm.Contains words)
        |> List.map (fun alarm -> (alarm.Split ':')[0])

    Assert.Equal<string list>([ "saturated"; "both" ], named "no longer adapts")
    Assert.Equal<string list>([ "collapsed"; "both" ], named "passes on nothing")
    Assert.Equal(4, alarms.Length)

[<Fact>]
let ``a network that learned nothing of its training images has a warning`` () =
    let warnings (error: Nullable<float>) (crossEntropy: float) =
        Warnings.Of(Evaluation(1, error, Nats crossEntropy, System.Collections.Immutable.ImmutableArray.Empty), 10)
        |> List.ofSeq

    // Of a guess 90% are wrong, and its cross-entropy is 2.3 nats.
    for error, crossEntropy, words in
        [
            0.76, 2.0, ""
            0.77, 2.0, "hardly anything"
            0.1, 22.9, ""
            0.1, 23.1, "diverged"
            0.1, infinity, "diverged"
        ] do
        match warnings (Nullable error) crossEntropy with
        | [] -> Assert.Equal("", words)
        | found -> Assert.Contains(words, Assert.Single found)

    // An autoencoder's cross-entropy is that of all pixels.
    Assert.Empty(warnings (Nullable()) 99.0)
    Assert.Single(warnings (Nullable()) infinity) |> ignore

/// The scalars of a TensorBoard file as (tag, step, value): records of length, checksum, an Event message of protocol buffers, checksum.
let private scalars (file: string) =
    let bytes = File.ReadAllBytes file

    let varint at =
        let mutable value, shift, next = 0UL, 0, at

        while bytes[next] >= 128uy do
            value <- value ||| (uint64 (bytes[next] &&& 127uy) <<< shift)
            shift <- shift + 7
            next <- next + 1

        value ||| (uint64 bytes[next] <<< shift), next + 1

    /// Number, content and extent of every field of a message.
    let rec fields at finish =
        [
            if at < finish then
                let key, start = varint at

                let value, from, next =
                    match key &&& 7UL with
                    | 0UL -> let value, next = varint start in value, start, next
                    | 1UL -> 0UL, start, start + 8
                    | 2UL -> let length, from = varint start in length, from, from + int length
                    | _ -> 0UL, start, start + 4

                yield int (key >>> 3), value, from, next
                yield! fields next finish
        ]

    let rec records at =
        [
            if at < bytes.Length then
                let length =
                    int (BinaryPrimitives.ReadUInt64LittleEndian(ReadOnlySpan(bytes, at, 8)))

                let event = fields (at + 12) (at + 12 + length)
                // An Event has its step in field 2 and a Summary in field 5, whose fields 1 are values: tag in 1, number in 2.
                let step = event |> List.sumBy (fun (n, v, _, _) -> if n = 2 then int v else 0)

                for n, _, from, next in event do
                    if n = 5 then
                        for _, _, from, next in fields from next do
                            let value = fields from next
                            let _, _, tagFrom, tagNext = value |> List.find (fun (n, _, _, _) -> n = 1)
                            let _, _, numberFrom, _ = value |> List.find (fun (n, _, _, _) -> n = 2)

                            yield
                                Encoding.UTF8.GetString(bytes, tagFrom, tagNext - tagFrom),
                                step,
                                BinaryPrimitives.ReadSingleLittleEndian(ReadOnlySpan(bytes, numberFrom, 4))

                yield! records (at + 12 + length + 4)
        ]

    records 0

[<Collection "the global generator">]
type Options() =
    [<Fact>]
    member _.``TensorBoard files have the numbers of the epochs``() =
        use folder = new Folder()
        trained (small @ [ "--out"; folder.Path; "--tensorboard" ]) |> ignore

        let found =
            scalars (Assert.Single(Directory.GetFiles(folder.Path, "*tfevents*")))
            |> List.filter (fun (tag, _, _) -> not (tag.Contains "alpha"))

        let expected =
            [
                for epoch in RunFolder(folder.Path).ReadMetrics() do
                    let validation = nonNull epoch.Validation
                    yield "loss", epoch.Epoch, float32 epoch.Loss
                    yield "cross-entropy (nats)", epoch.Epoch, float32 epoch.CrossEntropy.Value
                    yield "learning rate", epoch.Epoch, float32 epoch.LearningRate
                    yield "error/train", epoch.Epoch, float32 epoch.TrainError.Value
                    yield "error/validation", epoch.Epoch, float32 validation.Error.Value

                    for KeyValue(layer, kl) in epoch.KlPerLayer do
                        yield $"KL (nats)/{layer}", epoch.Epoch, float32 kl.Value
            ]

        Assert.Equal<(string * int * float32) list>(List.sort expected, List.sort found)

    [<Fact>]
    member _.``a checkpoint is gone when the run is finished, if asked for``() =
        use folder = new Folder()
        trained (small @ [ "--out"; folder.Path; "--no-checkpoint" ]) |> ignore
        Assert.True(RunFolder(folder.Path).IsFinished)
        Assert.False(File.Exists(RunFolder(folder.Path).Checkpoint))

    [<Fact>]
    member _.``evaluate without draws takes the mean of the noise where asked, which is not its median``() =
        use folder = new Folder()
        trained (small @ [ "--out"; folder.Path ]) |> ignore

        let evaluated (noise: string) =
            trained [ "evaluate"; folder.Path; "--noise"; noise; "--threads"; "1" ]
            |> number "crossEntropy"

        Assert.NotEqual(evaluated "median", evaluated "mean")
        Assert.Equal(evaluated "mean", evaluated "mean")

        refused [ "--draws"; "--noise sample" ] [ "evaluate"; folder.Path; "--noise"; "mean"; "--draws"; "2" ]
