/// Records of Models that hold arrays.
module IDropTheory.PropertyTests.Models.EqualityTests

open System
open System.Collections.Immutable
open System.Reflection
open System.Runtime.CompilerServices
open Xunit
open IDropTheory
open IDropTheory.Models

let private layer kl = LayerKl("layer", Nats kl, 0.5, 0.1, 3)
let private array (values: 'a list) = ImmutableArray.CreateRange values

/// Pairs of an original and a function that makes it anew, and others that differ from it, each in one array.
let private values: (obj * (unit -> obj) * obj list) list =
    let evaluation layers = box (Evaluation(7, Nullable 0.25, Nats 1.5, array layers))

    let metrics kl =
        box (EpochMetrics(1, 0.1, 2.0, Nats 1.5, Nullable 0.25, array [ Collections.Generic.KeyValuePair("layer", Nats kl) ]))

    let exact kl =
        box (ExactRepresentation(array [ ExactLayer("layer", Nats kl, Nats 2.0, Nats 1.0, Nats 0.5) ], Nats 1.0, Nats 0.9, Nats 1e-9))

    let provenance (files: string list) (remarks: string list) =
        box (Provenance("digits", array [ for file in files -> FileRecord(file, "00", true) ], array remarks))

    let layout (files: string list) =
        box (FileLayout("folder", array [ for file in files -> PublishedFile(file, 1L, "00") ]))

    let normalisation mean deviation = box (Normalisation.Of(array mean, array deviation))
    let scene (pieces: int list) = box (ClutterScene(1, 2, 3, array [ for p in pieces -> Distractor(p, 0, 0, 0, 0) ]))
    let architecture filters = box (AllCnnArchitecture("net", 8, 1, array [ ConvolutionStage(3, filters) ]))
    let schedule drops = box (LearningRateSchedule(0.1, 0.1, array drops))

    [
        evaluation [ layer 1.0; layer 2.0 ], (fun () -> evaluation [ layer 1.0; layer 2.0 ]), [ evaluation [ layer 1.0 ]; evaluation [ layer 1.0; layer 3.0 ] ]
        metrics 1.0, (fun () -> metrics 1.0), [ metrics 2.0 ]
        exact 1.0, (fun () -> exact 1.0), [ exact 2.0 ]
        provenance [ "a"; "b" ] [ "c" ], (fun () -> provenance [ "a"; "b" ] [ "c" ]), [ provenance [ "b"; "a" ] [ "c" ]; provenance [ "a"; "b" ] [] ]
        layout [ "a" ], (fun () -> layout [ "a" ]), [ layout [ "b" ] ]
        normalisation [ 0.5 ] [ 2.0 ], (fun () -> normalisation [ 0.5 ] [ 2.0 ]), [ normalisation [ 0.4 ] [ 2.0 ]; normalisation [ 0.5 ] [ 1.0 ] ]
        scene [ 1; 2 ], (fun () -> scene [ 1; 2 ]), [ scene [ 2; 1 ] ]
        architecture 4, (fun () -> architecture 4), [ architecture 5 ]
        schedule [ 3; 5 ], (fun () -> schedule [ 3; 5 ]), [ schedule [ 3 ] ]
    ]

[<Fact>]
let ``records over arrays compare element by element`` () =
    for one, again, others in values do
        Assert.Equal(one, again ())
        Assert.Equal(one.GetHashCode(), again().GetHashCode())

        for other in others do
            Assert.False(one.Equals other, string other)

let private isCollection (t: Type) =
    t.IsArray
    || (t.IsGenericType && t.Namespace = "System.Collections.Immutable")
    || (t.IsGenericType && t.GetGenericTypeDefinition() = typedefof<ReadOnlyMemory<_>>)

[<Fact>]
let ``no record over a collection has the equality that the compiler writes`` () =
    let all = BindingFlags.Instance ||| BindingFlags.Public ||| BindingFlags.NonPublic ||| BindingFlags.DeclaredOnly

    let offenders =
        [
            for t in typeof<Mlp>.Assembly.GetTypes() do
                let written (m: MethodInfo | null) =
                    match m with
                    | null -> true
                    | m -> not (m.IsDefined(typeof<CompilerGeneratedAttribute>, false))

                if
                    t.GetMethod("PrintMembers", all) |> isNull |> not
                    && t.GetFields all |> Array.exists (fun f -> isCollection f.FieldType)
                    && not (written (t.GetMethod("Equals", all, [| t |])))
                then
                    t.Name
        ]

    Assert.Equal<string list>([], offenders)
