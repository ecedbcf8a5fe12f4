/// The two searches for a minimum over the simplex: what is made of their brackets, their turns, and the references over outputs.
module IDropTheory.PropertyTests.Theory.SimplexSearchTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private point (key: RandomKey) n shape =
    let w = Array.init n (fun i -> key.Exponential(uint64 i) ** shape)
    Array.map (fun v -> v / Array.sum w) w

let private problem (key: RandomKey) n m =
    let w =
        channelOfRows [| for x in 0 .. n - 1 -> point (key.Fold("w").Fold(uint64 x)) m 1.5 |]

    let lambda = Array.init n (fun x -> 0.3 * key.Fold("dual").Normal(uint64 x))
    w, lambda, 0.1 + 0.4 * key.Uniform 9UL

let private alone (f: TiltedEntropy) tolerance effort (space: ISearchSpace) =
    let search = SimplexSearch(f, space, tolerance, [||])
    search.Advance(effort, Double.NegativeInfinity, CancellationToken.None)
    search

[<Law(Cases = 30)>]
let ``unfinished, the bracket is the best of two searches with half of the budget each`` (key: RandomKey) =
    let m = 2 + key.Below(2, 1UL)
    let n = m + 1 + key.Below(3, 2UL)
    let w, lambda, beta = problem key n m
    let f = TiltedEntropy(w, beta, lambda)
    // A budget with one turn of each search, and one with several.
    for budget in [ 40L; 3_000L ] do
        let searches =
            [ InputSpace f :> ISearchSpace; OutputSpace f ]
            |> List.map (alone f 1e-13 (float budget / 2.0))

        if searches |> List.forall (fun s -> not s.Closed) then
            let minimum = SimplexMinimum(w, beta, ReadOnlySpan lambda, 1e-13)
            minimum.Advance(float budget)

            let best = searches |> List.minBy _.Upper

            let lower = searches |> List.map _.Lower |> List.max
            Assert.Equal(best.Upper, minimum.Upper)
            Assert.Equal<float[]>(best.Minimiser, minimum.Minimiser)
            Assert.Equal(lower, minimum.Lower)
            Assert.Equal(searches |> List.sumBy _.Cells, minimum.Cells)

[<Law(Cases = 30)>]
let ``taking turns costs about four times what the faster search needs, and no second search is begun without need`` (key: RandomKey) =
    let n, m = 2 + key.Below(4, 1UL), 2 + key.Below(3, 2UL)
    let w, lambda, beta = problem key n m
    let f = TiltedEntropy(w, beta, lambda)

    let found = SimplexMinimum(w, beta, ReadOnlySpan lambda, 1e-7)
    found.Advance 1_000_000.0

    let inputs = alone f 1e-7 4_000.0 (InputSpace f)
    shouldBeAtMost 1e-11 1e-7 (found.Upper - found.Lower)

    if m >= n then
        if inputs.Closed then
            Assert.Equal(inputs.Cells, found.Cells)
            Assert.Equal(inputs.Upper, found.Upper)
    else
        let outputs = alone f 1e-7 4_000.0 (OutputSpace f)

        if inputs.Closed && inputs.Effort <= 500.0 then
            // The first turn is the inputs', and it is enough: the other search bounds its whole simplex and no more.
            Assert.Equal(inputs.Cells + 1L, found.Cells)
        elif inputs.Closed || outputs.Closed then
            let needed =
                List.min
                    [
                        for s in [ inputs; outputs ] do
                            if s.Closed then
                                s.Effort
                    ]

            Assert.InRange(float found.Cells, needed, 4.0 * max needed 500.0 + 4.0)

[<Law(Cases = 20)>]
let ``an output that no input has changes nothing`` (key: RandomKey) =
    let n, m = 2 + key.Below(2, 1UL), 2 + key.Below(2, 2UL)
    let w, lambda, beta = problem key n m

    let unused =
        channelOfRows
            [|
                for x in 0 .. n - 1 -> Array.init (m + 1) (fun y -> if y = m then 0.0 else w[x, y])
            |]

    let search (w: Channel) effort =
        let f = TiltedEntropy(w, beta, lambda)
        alone f 1e-7 effort (InputSpace f)

    // Roundings differ, and with them what is split first.
    let plain, padded = search w 5_000.0, search unused 10_000.0
    Assert.True(padded.Closed || not plain.Closed)
    shouldBeAtMost 0.0 plain.Upper padded.Lower
    shouldBeAtMost 0.0 padded.Upper plain.Lower

/// theta.s - v*(theta): what a reference at s makes as large as it can.
let private gain (f: TiltedEntropy) (s: float[]) (theta: float[]) =
    let r = Array.zeroCreate f.W.Inputs
    Array.sum (Array.map2 (*) s theta) - f.Conjugate(ReadOnlySpan theta, Span r)

[<Law(Cases = 100)>]
let ``a reference inside the outputs' hull is met to rounding, one outside is never worse than log s`` (key: RandomKey) =
    let m = 2 + key.Below(3, 1UL)
    let n = m + key.Below(3, 2UL)
    let w, lambda, beta = problem key n m

    // The first rows lean towards an output each: a hull with an inside that Newton's few steps can find their way in.
    let w =
        channelOfRows
            [|
                for x in 0 .. n - 1 ->
                    Array.init m (fun y ->
                        if x >= m then
                            w[x, y]
                        else
                            0.4 * w[x, y] + (if x = y then 0.6 else 0.0))
            |]

    let f = TiltedEntropy(w, 0.5 + beta, lambda)
    let space: ISearchSpace = OutputSpace f

    // A mixture with at least half of the uniform one: inside by a margin.
    let inside =
        let r = point (key.Fold "r") n 1.0 |> Array.map (fun v -> 0.5 * v + 0.5 / float n)
        w.Apply(FiniteDistribution(ReadOnlySpan r)).Probabilities.ToArray()

    let reference = Unchecked.nonNull (space.ReferenceAt(ReadOnlySpan inside))
    Array.iter2 (shouldBeWithin 2e-5) inside reference.S

    for s in
        [
            inside
            point (key.Fold "s") m 3.0
            Array.init m (fun y -> if y = 0 then 1.0 else 0.0)
        ] do
        match space.ReferenceAt(ReadOnlySpan s) with
        | null -> ()
        | at ->
            let start = s |> Array.map (fun v -> log (max v 1e-12))
            shouldBeAtMost 1e-12 (gain f s at.Theta) (gain f s start)
            let r = Array.zeroCreate n
            shouldBeWithin 1e-12 (f.Conjugate(ReadOnlySpan at.Theta, Span r)) at.Conjugate
            Array.iter2 (shouldBeWithin 1e-13) r at.R
            Array.iter2 (shouldBeWithin 1e-13) (w.Apply(FiniteDistribution(ReadOnlySpan r)).Probabilities.ToArray()) at.S

[<Fact>]
let ``an output too improbable for its square is no reference`` () =
    // Input 1 alone has the second output, with this probability; the dual vector settles that it is used all the time.
    let at probability =
        let f =
            TiltedEntropy(channelOfRows [| [| 1.0; 0.0 |]; [| 1.0 - probability; probability |] |], 1.0, [| -900.0; 0.0 |])

        let space: ISearchSpace = OutputSpace f
        space.ReferenceOf([| 0.0; 1.0 |], [| 1.0 - probability; probability |])

    Assert.Null(at 0.9e-60)
    Assert.NotNull(at 1.1e-60)
