/// Checkpoints: what does not fit or is damaged is refused whole, and no failure loses the last good one.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.CheckpointTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open TorchSharp
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

// ---- What is refused

let private oneLine (error: exn) (words: string list) =
    Assert.DoesNotContain("\n", error.Message)

    for word in words do
        Assert.Contains(word, error.Message)

/// The session of `reader` refuses a checkpoint of `writer`, and is as it was.
let private refuses (writer: Trained) (reader: Trained) words =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training writer 1UL (fun _ session ->
            advance 3 session |> ignore
            session.Save file)

        training reader 2UL (fun network session ->
            let before = bitsOf network

            let error =
                Assert.Throws<TrainingException>(fun () -> session.Restore file |> ignore)

            oneLine error (file :: words)
            Assert.Equal<(string * string) list>(before, bitsOf network)
            Assert.Equal((0, 0), (session.Epoch, session.Step))))

[<Fact>]
let ``a checkpoint of another network is refused, and changes nothing`` () =
    let this = trainings["mlp, information, momentum"]
    let prior = PriorFamily.LogUniform
    let network build = { this with Network = build }
    let small = network (mlp 1 Activation.Relu (information prior))

    let wide =
        network (fun seed -> FixedWeights.forTraining seed (new Mlp(36, 8, 2, 10, Activation.Relu, information prior)) :> Classifier)

    refuses wide this [ "shape [8, 36]"; "hidden.0.weight" ]
    refuses small this [ "hidden.1.weight"; "no counterpart in the file" ]
    // The other way round every tensor that the small network asks for is there or has another shape; more than it has is wrong too.
    refuses this small [ "dropout.1."; "no counterpart in this network" ]
    refuses this (network (mlp 2 Activation.Relu (DropoutMethod.None()))) [ "dropout.0" ]
    refuses (network (mlp 2 Activation.Relu (DropoutMethod.None()))) this [ "dropout.0" ]
    refuses this (network (mlp 2 Activation.Relu (information PriorFamily.LogNormal))) [ "prior" ]

[<Fact>]
let ``a checkpoint of other settings is refused, and changes nothing`` () =
    let this = trainings["mlp, information, momentum"]

    refuses
        { this with
            Settings = settings 3 6 0.05 (OptimiserSettings.Adam 0.0)
        }
        this
        [ "adam"; "sgd" ]

    // Three steps in an epoch of one step, and one epoch where two are done.
    refuses
        this
        { this with
            Settings = settings 3 30 0.05 (OptimiserSettings.Sgd())
        }
        [ "step 3" ]

    refuses
        { this with
            Settings = settings 3 23 0.05 (OptimiserSettings.Sgd())
        }
        { this with
            Settings = settings 1 23 0.05 (OptimiserSettings.Sgd())
        }
        [ "epoch" ]

/// Replaces the text that is kept beside a checkpoint's tensors.
let private rewrite file (change: ImmutableDictionary<string, string> -> ImmutableDictionary<string, string>) =
    let struct (tensors, text) = SafeTensorsFile.Read file
    SafeTensorsFile.Write(file, [ for pair in tensors -> struct (pair.Key, pair.Value) ], change text)

    for value in tensors.Values do
        value.Dispose()

let private momentum = trainings["mlp, information, momentum"]

let private settingsOf batch (schedule: LearningRateSchedule) optimiser (key: string) =
    { momentum with
        Settings = TrainingSettings(3, batch, schedule, optimiser, testKey key)
    }

[<Fact>]
let ``a setting that the positions of both trainings do not show is refused by name`` () =
    let rate = LearningRateSchedule.Constant 0.05
    let sgd = OptimiserSettings.Sgd(0.9, false, 1e-4)
    let this = settingsOf 6 rate sgd "training"
    // Batches of 7 are four too.
    refuses (settingsOf 7 rate sgd "training") this [ "Batch 7, not with 6" ]
    refuses (settingsOf 6 (LearningRateSchedule.Constant 0.04) sgd "training") this [ "LearningRate"; "0.04"; "0.05" ]
    refuses (settingsOf 6 rate sgd "another") this [ "Key" ]

    for other in
        [
            OptimiserSettings.Sgd(0.5, false, 1e-4)
            OptimiserSettings.Sgd(0.9, true, 1e-4)
            OptimiserSettings.Sgd(0.9, false, 1e-3)
        ] do
        refuses (settingsOf 6 rate other "training") this [ "Optimiser"; "sgd" ]

[<Fact>]
let ``a training may go on for more epochs`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training momentum 1UL (fun _ session ->
            finish session |> ignore
            session.Save file)

        let longer =
            { momentum with
                Settings = TrainingSettings(4, 6, momentum.Settings.LearningRate, momentum.Settings.Optimiser, momentum.Settings.Key)
            }

        training longer 2UL (fun _ session ->
            session.Restore file |> ignore
            Assert.Equal(4, (List.exactlyOne (finish session)).Epoch)))

[<Fact>]
let ``an older checkpoint, which does not say its settings, is resumed; another optimiser is refused even so`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")

        let bits =
            training momentum 1UL (fun network session ->
                advance 3 session |> ignore
                session.Save file
                finish session |> ignore
                bitsOf network)

        rewrite file _.Remove("trainingSettings")

        training momentum 2UL (fun network session ->
            session.Restore file |> ignore
            finish session |> ignore
            Assert.Equal<(string * string) list>(bits, bitsOf network))

        training (settingsOf 6 momentum.Settings.LearningRate (OptimiserSettings.Adam 0.0) "training") 2UL (fun _ session ->
            let error =
                Assert.Throws<TrainingException>(fun () -> session.Restore file |> ignore)

            oneLine error [ file; "SGD"; "Adam" ]))

[<Fact>]
let ``sums and settings that cannot be read are refused as damage, and change nothing`` () =
    withFolder (fun folder ->
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training momentum 1UL (fun _ session -> session.Save file)
        let whole = File.ReadAllBytes file

        training momentum 2UL (fun network session ->
            let before = bitsOf network

            for entry, text in
                [
                    "sums", "{"
                    "sums", "null"
                    "sums", "[1]"
                    "sums", "{}"
                    "trainingSettings", "{"
                    "trainingSettings", "null"
                    "trainingSettings", "7"
                ] do
                File.WriteAllBytes(file, whole)
                rewrite file _.SetItem(entry, text)
                oneLine (Assert.Throws<DataException>(fun () -> session.Restore file |> ignore)) [ file; $"its {entry}" ]
                Assert.Equal<(string * string) list>(before, bitsOf network)))

[<Fact>]
let ``a file without a training in it is refused`` () =
    withFolder (fun folder ->
        let this = trainings["mlp, information, momentum"]
        let file = Path.Combine(folder, "weights.safetensors")

        training this 1UL (fun network session ->
            SafeTensorsFile.Write(
                file,
                [
                    for struct (name, value) in NetworkTensors.Of network -> struct ("network." + name, value)
                ],
                Dictionary()
            )

            let error =
                Assert.Throws<TrainingException>(fun () -> session.Restore file |> ignore)

            oneLine error [ file ]
            // Its weights are all that another use needs.
            use other = this.Network 2UL
            TrainingSession.LoadWeights(other, file)
            Assert.Equal<(string * string) list>(bitsOf network, bitsOf other)))

[<Fact>]
let ``a damaged checkpoint is refused, and changes nothing`` () =
    withFolder (fun folder ->
        let this = trainings["mlp, log-normal prior, nesterov"]
        let file = Path.Combine(folder, "checkpoint.safetensors")

        training this 1UL (fun _ session ->
            advance 3 session |> ignore
            session.Save file)

        let whole = File.ReadAllBytes file
        let key = testKey "damage"

        training this 2UL (fun network session ->
            let before = bitsOf network

            let refused (bytes: byte[]) =
                File.WriteAllBytes(file, bytes)

                let error = Assert.Throws<DataException>(fun () -> session.Restore file |> ignore)
                oneLine error [ file ]
                Assert.Equal<(string * string) list>(before, bitsOf network)

            // Every short length up to the header's first bytes, then thirty in the rest, then all but one byte.
            for length in
                [
                    yield! [ 0..12 ]
                    for i in 1UL .. 30UL do
                        13 + key.Below(whole.Length - 14, i)
                    whole.Length - 1
                ] do
                refused whole[.. length - 1]

            // A byte of the header becomes one that no JSON text may hold.
            let header = int (BitConverter.ToInt64(whole, 0))

            for i in 1UL .. 30UL do
                let damaged = Array.copy whole
                damaged[8 + key.Below(header, 100UL + i)] <- 0x01uy
                refused damaged

            // One bit of the header, or of the weights.
            for i in 1UL .. 60UL do
                let damaged = Array.copy whole

                let at =
                    if i % 2UL = 0UL then
                        key.Below(8 + header, 200UL + i)
                    else
                        8 + header + key.Below(whole.Length - 8 - header, 200UL + i)

                damaged[at] <- damaged[at] ^^^ (1uy <<< key.Below(8, 300UL + i))
                refused damaged

            File.WriteAllBytes(file, whole)
            session.Restore file |> ignore
            Assert.NotEqual<(string * string) list>(before, bitsOf network)))

// ---- Failures

[<Fact>]
let ``a loss that is no number ends the training with one line; the last checkpoint still loads`` () =
    withFolder (fun folder ->
        let this = trainings["mlp, information, momentum"]
        let file = Path.Combine(folder, "checkpoint.safetensors")

        let hot =
            { this with
                Settings = TrainingSettings(50, 6, LearningRateSchedule.Constant 1e30, OptimiserSettings.Sgd(), testKey "hot")
            }

        training hot 1UL (fun network session ->
            session.Save file
            let first = bitsOf network

            let error =
                Assert.Throws<TrainingDivergedException>(fun () -> finish session |> ignore)

            oneLine error [ "The loss became"; "learning rate (it is 1E+30)" ]
            Assert.Equal((session.Epoch + 1, session.Step + 1), (error.Epoch, error.Step))
            // The step that failed is not counted, and fails again.
            let position = session.Epoch, session.Step

            Assert.Throws<TrainingDivergedException>(fun () -> finish session |> ignore)
            |> ignore

            Assert.Equal(position, (session.Epoch, session.Step))
            session.Restore file |> ignore
            Assert.Equal<(string * string) list>(first, bitsOf network)))

[<Fact>]
let ``what a kill in the middle of a write left behind does not matter`` () =
    withFolder (fun folder ->
        let this = trainings["mlp, log-normal prior, nesterov"]
        let file = Path.Combine(folder, "checkpoint.safetensors")
        let part = file + ".part"

        training this 1UL (fun network session ->
            advance 2 session |> ignore
            session.Save file
            let saved = File.ReadAllBytes file
            let weights = bitsOf network
            advance 2 session |> ignore
            File.WriteAllBytes(part, saved[..99])
            session.Restore file |> ignore
            Assert.Equal<(string * string) list>(weights, bitsOf network)
            advance 2 session |> ignore
            session.Save file
            let now = bitsOf network
            session.Restore file |> ignore
            Assert.Equal<(string * string) list>(now, bitsOf network)
            Assert.NotEqual<(string * string) list>(weights, now)))

[<Fact>]
let ``text is kept beside the weights`` () =
    withFolder (fun folder ->
        training trainings["mlp, no noise, plain sgd"] 1UL (fun _ session ->
            let file = Path.Combine(folder, "checkpoint.safetensors")
            // Programs write what they call the settings of a run.
            session.Save(file, dict [ "run", "größer\n\"β\""; "settings", "{}" ] |> Dictionary)
            Assert.Equal("{}", (session.Restore file)["settings"])
            let struct (tensors, metadata) = SafeTensorsFile.Read file
            Seq.iter (fun (t: torch.Tensor) -> t.Dispose()) tensors.Values
            Assert.Equal("größer\n\"β\"", metadata["run"])))

[<Fact>]
let ``a finished training does not go on`` () =
    training trainings["mlp, no noise, plain sgd"] 1UL (fun _ session ->
        finish session |> ignore
        Assert.True session.IsFinished

        Assert.Throws<InvalidOperationException>(fun () -> session.Advance() |> ignore)
        |> ignore)
