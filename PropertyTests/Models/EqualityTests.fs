/// Records of Models that hold arrays.
module IDropTheory.PropertyTests.Models.EqualityTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.Models

let private layer kl = LayerKl("layer", Nats kl, 0.5, 0.1, 3)
let private array (values: 'a list) = ImmutableArray.CreateRange values

/// One value made twice is equal, and each of the others, which differ in one array, is not.
let compares (make: unit -> 'record) (others: 'record list) =
    Assert.Equal<'record>(make (), make ())
    Assert.Equal(hash (make ()), hash (make ()))

    for other in others do
        Assert.NotEqual<'record>(make (), other)

[<Fact>]
let ``evaluations compare element by element`` () =
    let value layers =
        Evaluation(7, Nullable 0.25, Nats 1.5, array layers)

    compares (fun () -> value [ layer 1.0; layer 2.0 ]) [ value [ layer 1.0 ]; value [ layer 1.0; layer 3.0 ] ]

[<Fact>]
let ``metrics of an epoch compare element by element`` () =
    let value kl =
        EpochMetrics(1, 0.1, 2.0, Nats 1.5, Nullable 0.25, array [ KeyValuePair("layer", Nats kl) ])

    compares (fun () -> value 1.0) [ value 2.0 ]

[<Fact>]
let ``exact representations compare element by element`` () =
    let value kl =
        ExactRepresentation(array [ ExactLayer("layer", Nats kl, Nats 2.0, Nats 1.0, Nats 0.5) ], Nats 1.0, Nats 0.9, Nats 1e-9)

    compares (fun () -> value 1.0) [ value 2.0 ]

[<Fact>]
let ``provenances and layouts compare element by element`` () =
    let provenance (files: string list) (remarks: string list) =
        Provenance("digits", array [ for file in files -> FileRecord(file, "00", true) ], array remarks)

    compares (fun () -> provenance [ "a"; "b" ] [ "c" ]) [ provenance [ "b"; "a" ] [ "c" ]; provenance [ "a"; "b" ] [] ]

    let layout (files: string list) =
        FileLayout("folder", array [ for file in files -> PublishedFile(file, 1L, "00") ])

    compares (fun () -> layout [ "a" ]) [ layout [ "b" ] ]

[<Fact>]
let ``normalisations and scenes compare element by element`` () =
    let normalisation mean deviation =
        Normalisation.Of(array mean, array deviation)

    compares (fun () -> normalisation [ 0.5 ] [ 2.0 ]) [ normalisation [ 0.4 ] [ 2.0 ]; normalisation [ 0.5 ] [ 1.0 ] ]

    let scene pieces =
        ClutterScene(1, 2, 3, array [ for p in pieces -> Distractor(p, 0, 0, 0, 0) ])

    compares (fun () -> scene [ 1; 2 ]) [ scene [ 2; 1 ] ]

[<Fact>]
let ``architectures and schedules compare element by element`` () =
    let architecture filters =
        AllCnnArchitecture("net", 8, 1, array [ ConvolutionStage(3, filters) ])

    compares (fun () -> architecture 4) [ architecture 5 ]

    let schedule drops =
        LearningRateSchedule(0.1, 0.1, array drops)

    compares (fun () -> schedule [ 3; 5 ]) [ schedule [ 3 ] ]
