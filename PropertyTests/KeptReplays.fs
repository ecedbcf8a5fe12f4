/// Cases that once failed, checked for ever: add the replay that a failing law prints, with a word on what it found.
module IDropTheory.PropertyTests.KeptReplays

open System.Reflection
open Xunit
open FsCheck
open IDropTheory.PropertyTests.Generators

type private Kept =
    {
        Module: string
        Law: string
        Seed: uint64
        Gamma: uint64
        Size: int
    }

let private kept: Kept list = []

// Throws where the property fails; says nothing where it holds.
let private check kept =
    let law =
        Assembly.GetExecutingAssembly().GetTypes()
        |> Seq.filter (fun t -> t.FullName = $"IDropTheory.PropertyTests.{kept.Module}")
        |> Seq.collect _.GetMethods()
        |> Seq.tryFind (fun m -> m.Name = kept.Law)

    let config =
        Config.QuickThrowOnFailure
            .WithQuietOnSuccess(true)
            .WithArbitrary([ typeof<Arbitraries> ])
            .WithReplay(
                Some
                    {
                        Rnd = Rnd(kept.Seed, kept.Gamma)
                        Size = Some kept.Size
                    }
            )

    match law with
    | Some law -> Check.Method(config, law)
    | None -> Assert.Fail $"there is no law '{kept.Law}' in {kept.Module}; was it renamed?"

[<Fact>]
let ``replays that once failed hold`` () = List.iter check kept

[<Fact>]
let ``a replay of a law that is gone is noticed`` () =
    Statistics.shouldRefuse (fun () ->
        check
            {
                Module = "Theory.NumericsTests"
                Law = "no such law"
                Seed = 1UL
                Gamma = 1UL
                Size = 1
            })

/// A law that is wrong, to see that a kept replay is really run: it is not marked as a law, so nothing else runs it.
let ``every scale is below 100`` (Scale x) = x < 100.0

[<Fact>]
let ``a replay that fails is noticed`` () =
    let replay seed =
        {
            Module = "KeptReplays"
            Law = "every scale is below 100"
            Seed = seed
            Gamma = 1UL
            Size = 1
        }

    let fails seed =
        try
            check (replay seed)
            false
        with _ ->
            true

    // About half of all scales are above 100, so that both must appear.
    Assert.Equal<bool list>([ false; true ], List.distinct [ for seed in 1UL .. 20UL -> fails seed ] |> List.sort)
