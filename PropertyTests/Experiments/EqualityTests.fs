/// Records of Experiments that hold sequences, and the array that gives most of them their equality.
module IDropTheory.PropertyTests.Experiments.EqualityTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Plots
open IDropTheory.Experiments.Runs
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.Experiments.Runs.Settings
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Experiments.Drawings
open IDropTheory.PropertyTests.Models.EqualityTests

[<Law>]
let ``arrays are equal exactly where their elements are`` (left: int list) (right: int list) =
    Assert.Equal((left = right), (array left = array right))
    Assert.True((array left = array left))
    Assert.Equal(hash (array left), hash (array left))

[<Law>]
let ``the JSON of an array is that of its elements, and read back it is equal`` (values: int list list) =
    let nested = array (List.map array values)
    let text = RunJson.Text nested
    Assert.Equal(RunJson.Text values, text)
    Assert.True(nested.Equals(RunJson.Parse<EquatableArray<EquatableArray<int>>>(text, "text")))

[<Fact>]
let ``epochs compare every member`` () =
    let epoch loss kl seconds (warnings: string list) =
        let layers =
            ImmutableSortedDictionary.CreateRange [ KeyValuePair("layer", Nats kl) ]

        EpochRecord(1, 0.1, loss, Nats 1.5, Nullable 0.25, layers, 1.0, null, 100.0, seconds, array warnings)

    compares
        (fun () -> epoch 2.0 1.0 3.0 [ "w" ])
        [
            epoch 2.1 1.0 3.0 [ "w" ]
            epoch 2.0 1.1 3.0 [ "w" ]
            epoch 2.0 1.0 3.1 [ "w" ]
            epoch 2.0 1.0 3.0 []
        ]

[<Fact>]
let ``manifests compare every member`` () =
    let manifest commit version threads =
        let versions =
            ImmutableSortedDictionary.CreateRange [ KeyValuePair("idrop", version) ]

        let data = Provenance("digits", ImmutableArray.Empty, ImmutableArray.Empty)
        RunManifest(commit, versions, "system", threads, "cpu", "managed", data, DateTime.UnixEpoch)

    compares (fun () -> manifest "a" "1.0" 2) [ manifest "b" "1.0" 2; manifest "a" "1.1" 2; manifest "a" "1.0" 1 ]

[<Fact>]
let ``plots and samples compare their numbers`` () =
    let plot y =
        Plot("t", "x", "y", array [| PlotSeries("s", PlotStyle.Line, array [| 0.0; 1.0 |], array [| 0.0; y |]) |])

    compares (fun () -> plot 1.0) [ plot 2.0 ]

    let sample (pixel: byte) (map: float32) =
        KlMaps.Sample(7L, ReadOnlyMemory [| pixel |], array [ array [ map ] ])

    compares (fun () -> sample 1uy 0.5f) [ sample 2uy 0.5f; sample 1uy 0.6f ]
