/// How much work the searches may take, on fixed problems: a quarter more than was measured, counted in iterations and cells, not in
/// time.
module IDropTheory.PropertyTests.Theory.BottleneckEffortTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Statistics

// No testKey: the numbers below belong to these problems, whatever the seed of the run.
let private weights seed n m shape =
    let key = RandomKey.FromSeed seed
    Array2D.init n m (fun x y -> key.Exponential(uint64 (x * m + y)) ** shape)

let private joint seed n m =
    let w = weights seed n m 1.5
    let total = Seq.sum (Seq.cast<float> w)
    JointDistribution(Array2D.map (fun v -> v / total) w)

let private channel seed n m =
    let w = weights seed n m 1.5
    Channel(Array2D.mapi (fun x _ v -> v / Array.sum w[x, *]) w)

let private atMost (problems: (string * int64 * int64) list) =
    let over =
        problems
        |> List.filter (fun (_, measured, spent) -> spent > measured + measured / 4L + 2L)

    if over <> [] then
        Assert.Fail(
            String.Join(
                "; ",
                problems
                |> List.map (fun (name, measured, spent) -> $"{name}: {spent} (measured {measured})")
            )
        )

/// Solves each joint within a budget that only ends what has gone wrong anyway.
let private shouldTakeAtMost budget solve cases =
    atMost
        [
            for seed, n, m, beta, iterations, cells in cases do
                let solution: BottleneckSolution =
                    solve (joint seed n m) (Beta.FromPaper beta) (BottleneckOptions(CellBudget = budget + 4L * cells))

                Assert.True solution.Certified
                $"{seed} iterations", iterations, int64 solution.Iterations
                $"{seed} cells", cells, solution.Cells
        ]

[<Fact>]
let ``a bottleneck is solved and certified in few iterations and cells`` () =
    [
        1UL, 2, 2, 0.05, 28L, 1L
        2UL, 3, 3, 0.2, 45L, 19L
        3UL, 3, 2, 0.1, 39L, 12L
        4UL, 4, 3, 0.3, 146L, 270L
        5UL, 4, 4, 0.05, 52L, 73L
        6UL, 5, 2, 0.02, 187L, 556L
        7UL, 5, 3, 0.4, 343L, 658L
    ]
    |> shouldTakeAtMost 100L (fun problem beta options -> InformationBottleneck.Solve(problem, beta, options))

[<Fact>]
let ``from the constant encoder, columns lead to the optimum in few iterations and cells`` () =
    [
        2UL, 3, 3, 0.2, 7L, 20L
        3UL, 3, 2, 0.1, 7L, 14L
        4UL, 4, 3, 0.3, 22L, 292L
        5UL, 4, 4, 0.05, 28L, 76L
        6UL, 5, 2, 0.02, 30L, 564L
        7UL, 5, 3, 0.4, 27L, 672L
    ]
    |> shouldTakeAtMost 1000L (fun problem beta options ->
        let struct (solution, _) =
            BottleneckSearch(problem, options).Solve(beta, BottleneckStarts.Constant problem, CancellationToken.None)

        solution)

[<Fact>]
let ``from two clusters, the ones that are missing are added in few iterations`` () =
    atMost
        [
            for seed, n, m, beta, iterations in [ 5UL, 4, 4, 0.05, 19L; 6UL, 5, 2, 0.02, 29L; 2UL, 3, 3, 0.02, 11L ] do
                let problem = joint seed n m

                let halves = Array2D.init n 2 (fun x t -> if x % 2 = t then 0.9 else 0.1)

                let search = BottleneckSearch(problem, BottleneckOptions(CellBudget = 5_000L))

                let struct (solution, _) =
                    search.Solve(Beta.FromPaper beta, BottleneckStarts.StateOf(problem, halves), CancellationToken.None)

                Assert.True solution.Certified
                Assert.True(solution.Point.Encoder.Outputs > 2)
                $"{seed} iterations", iterations, int64 solution.Iterations
        ]

[<Fact>]
let ``each search finds a simplex minimum in few cells`` () =
    atMost
        [
            for seed, n, m, beta, inputs, outputs in
                [
                    11UL, 2, 2, 0.2, 1L, 1L
                    12UL, 3, 2, 0.1, 13L, 23L
                    13UL, 3, 3, 0.3, 17L, 25L
                    14UL, 4, 3, 0.5, 179L, 35L
                    15UL, 5, 2, 0.3, 57L, 11L
                ] do
                let lambda =
                    Array.init n (fun x -> 0.3 * (RandomKey.FromSeed seed).Fold("dual").Normal(uint64 x))

                let f = TiltedEntropy(channel seed n m, beta, lambda)

                for space, measured in [ InputSpace f :> ISearchSpace, inputs; OutputSpace f, outputs ] do
                    let search = SimplexSearch(f, space, 1e-7, [||])
                    search.Advance(100.0 + 4.0 * float measured, Double.NegativeInfinity, CancellationToken.None)
                    Assert.True search.Closed
                    $"{seed} {space.GetType().Name}", measured, search.Cells
        ]

[<Fact>]
let ``rate and distortion settle in few iterations`` () =
    atMost
        [
            for seed, slope, target, solved, reached in
                [
                    21UL, 1.0, 0.3, 130L, 249L
                    22UL, 5.0, 0.2, 40L, 102L
                    23UL, 30.0, 0.1, 88L, 137L
                ] do
                let key = RandomKey.FromSeed seed
                let source = (joint seed 4 2).X

                let distortion =
                    Array2D.init 4 5 (fun x t -> if t = x then 0.0 else key.Uniform(uint64 (5 * x + t)))

                let point = RateDistortion.Solve(source, distortion, slope)
                shouldBeAtMost 1e-11 point.LowerBound.Value point.Rate.Value
                $"{seed} slope", solved, int64 point.Iterations
                let point = RateDistortion.AtDistortion(source, distortion, target)
                shouldBeWithin 1e-12 target point.Distortion
                $"{seed} distortion", reached, int64 point.Iterations
        ]

[<Fact>]
let ``a learnability threshold is proved in few cells`` () =
    for seed, n, m, tolerance, measured in
        [
            31UL, 2, 2, 1e-6, 14
            32UL, 2, 3, 1e-6, 16
            33UL, 3, 2, 1e-5, 202
            34UL, 3, 3, 1e-4, 80
            36UL, 3, 4, 1e-5, 174
        ] do
        let problem = joint seed n m

        let certified cells =
            Thresholds.Learnability(problem, tolerance, cells).Certified

        Assert.True(certified (measured + measured / 4 + 2), $"{seed}: more than {measured} cells")
        Assert.False(certified (measured / 2), $"{seed}: {measured} cells are far too many")

// ---- The effort's bookkeeping

[<Fact>]
let ``a search counts cells, larger alphabets more, and stops when told`` () =
    let search n m =
        let f = TiltedEntropy(channel 41UL n m, 0.1, Array.init n float)
        SimplexSearch(f, InputSpace f, 1e-9, [||])

    for n in [ 2; 6; 7; 8 ] do
        let s = search n 3
        Assert.Equal(1L, s.Cells)
        s.Advance(21.0, Double.NegativeInfinity, CancellationToken.None)
        Assert.Equal(float s.Cells * max 1.0 (float (n * n * n) / 216.0), s.Effort, 1e-12)

        if not s.Closed then
            Assert.InRange(s.Effort, 21.0, 21.0 + 2.0 * max 1.0 (float (n * n * n) / 216.0))
            // A value that is no lower than the one wanted is not enough.
            let spent = s.Cells
            s.Advance(s.Effort + 1.0, s.Upper, CancellationToken.None)
            Assert.True(s.Cells > spent)
        // A value below the one wanted is found already: no cell more.
        let spent = s.Cells
        s.Advance(1e9, s.Upper + 1.0, CancellationToken.None)
        Assert.Equal(spent, s.Cells)

    let w = channel 42UL 3 3

    let find budget (candidates: float[][]) stopBelow =
        let minimum =
            SimplexMinimum(w, 0.1, ReadOnlySpan [| 0.1; 0.2; 0.3 |], 1e-8, candidates)

        minimum.Advance(budget, stopBelow)
        minimum

    let full = find 100_000.0 [||] Double.NegativeInfinity

    let told =
        find 1.0 [| Array.map (fun v -> 5.0 * v) full.Minimiser |] Double.NegativeInfinity

    shouldBeWithin 1e-9 full.Upper told.Upper
    Assert.True(told.Cells <= 3L)
    Assert.True((find 100_000.0 [||] 100.0).Cells <= 3L)

[<Fact>]
let ``with one input there is nothing to search, with wrong arguments nothing is searched`` () =
    let w = Channel(array2D [ [ 0.25; 0.75 ] ])
    let only = SimplexMinimum(w, 0.5, ReadOnlySpan [| 0.3 |], 1e-6)
    only.Advance 10.0
    let expected = Oracles.entropy [ 0.25; 0.75 ] - 0.3
    shouldBeWithin 1e-15 expected only.Lower
    shouldBeWithin 1e-15 expected only.Upper
    Assert.Equal<float[]>([| 1.0 |], only.Minimiser)
    Assert.Equal(0L, only.Cells)

    let refused beta (lambda: float[]) =
        Assert.ThrowsAny<ArgumentException>(fun () -> SimplexMinimum(w, beta, ReadOnlySpan lambda, 1e-6) |> ignore).Message

    Assert.Contains("lambda", refused 0.5 [| 0.3; 0.1 |])
    Assert.Contains("beta is 0", refused 0.0 [| 0.3 |])
