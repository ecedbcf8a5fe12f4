/// Column generation of the exact solver: whatever it starts from, the certificate leads it to the optimum.
module IDropTheory.PropertyTests.Theory.BottleneckSearchTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private table (key: RandomKey) n m =
    let w = Array2D.init n m (fun x y -> key.Exponential(uint64 (x * m + y)) ** 1.5)
    let total = Seq.sum (Seq.cast<float> w)
    JointDistribution(Array2D.map (fun v -> v / total) w)

let private solve (joint: JointDistribution) beta (options: BottleneckOptions) (start: float[] | null) =
    let struct (solution, state) =
        BottleneckSearch(joint, options).Solve(Beta.FromPaper beta, start, CancellationToken.None)

    solution, state

[<Law(Cases = 40)>]
let ``from the constant encoder alone, clusters are added until the optimum is proved`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 1UL), 2 + key.Below(3, 2UL)
    let joint = table key n m
    let beta = 0.03 + 0.3 * key.Uniform 3UL

    let solution, _ =
        solve joint beta BottleneckOptions.Default (BottleneckStarts.Constant joint)

    Assert.True(solution.Certified, $"gap {solution.Gap.Value}")
    let usual = InformationBottleneck.Solve(joint, Beta.FromPaper beta)
    shouldBeWithin 1e-6 usual.Objective.Value solution.Objective.Value

/// No two clusters are one, and none is empty.
let private slim (joint: JointDistribution) (encoder: Channel) =
    let mass = encoder.Apply joint.X

    let posterior t =
        Array.init joint.CountX (fun x -> joint.X[x] * encoder[x, t] / mass[t])

    for a in 0 .. encoder.Outputs - 1 do
        shouldBeAtMost 0.0 mass[a] 1e-9

        for b in 0 .. a - 1 do
            shouldBeAtMost 0.0 (Array.sum (Array.map2 (fun p q -> abs (p - q)) (posterior a) (posterior b))) 1e-6

[<Law(Cases = 40)>]
let ``clusters that have become one are merged, at every trade-off`` (key: RandomKey) =
    let n = 3 + key.Below(2, 1UL)
    let joint = table key n 3

    for beta in [ 0.1; 0.25; 0.4; 0.7 ] do
        let solution, _ = solve joint beta (BottleneckOptions(Certify = false)) null
        slim joint solution.Point.Encoder

[<Law(Cases = 30)>]
let ``a state to go on from is the solution's own`` (key: RandomKey) =
    let joint = table key 3 3
    let beta = 0.05 + 0.2 * key.Uniform 3UL
    let options = BottleneckOptions(Certify = false)

    match solve joint beta options null with
    | _, null -> () // The constant, known to be optimal without a search.
    | first, state ->
        let again, _ = solve joint beta options state
        shouldBeWithin 1e-9 first.Objective.Value again.Objective.Value
        // The iteration that starts where another one ended has little to do.
        Assert.InRange(again.Iterations, 1, first.Iterations)
        Assert.Equal(first.Point.Encoder.Outputs * (joint.CountY + 1), state.Length)

[<Fact>]
let ``a capped alphabet gets no further clusters, and an honest gap`` () =
    let joint = table (testKey "capped") 4 4

    for alphabet in [ 1; 2; 3 ] do
        let solution, _ =
            solve joint 0.02 (BottleneckOptions(Alphabet = Nullable alphabet)) (BottleneckStarts.Constant joint)

        Assert.Equal(1, solution.Point.Encoder.Outputs)
        Assert.False solution.Certified
        let best = InformationBottleneck.Solve(joint, Beta.FromPaper 0.02)
        shouldBeAtMost 1e-6 best.Objective.Value solution.LowerBound.Value

[<Fact>]
let ``what is exact needs no work, and a spent budget ends it`` () =
    let joint = table (testKey "exact") 3 3

    for beta in [ 0.0; 1.0; 5.0 ] do
        let solution, state = solve joint beta BottleneckOptions.Default null
        Assert.Equal((0, 0L, 0.0, 0.0), (solution.Iterations, solution.Cells, solution.Residual, solution.Gap.Value))
        Assert.Null state

    let two =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel(array2D [ [ 0.9; 0.1 ]; [ 0.3; 0.7 ] ]))

    let cells budget =
        let solution, _ =
            solve two 0.05 (BottleneckOptions(CellBudget = budget)) (BottleneckStarts.Constant two)

        solution.Cells

    // One cell finds that the constant is not the best; whether what is then added is, takes another one.
    Assert.Equal(1L, cells 1L)
    Assert.True(cells 1_000L > 1L)

[<Fact>]
let ``both Lagrangians of a point, and what no information costs`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let point = BottleneckPoint.Of(joint, Channel.BinarySymmetric 0.2)
    let ix, iy = point.InformationX.Value, point.InformationY.Value
    shouldBeWithin 1e-15 (log 2.0 - iy) point.ConditionalEntropyY.Value

    for beta in [ 0.1; 0.5; 1.0; 2.0 ] do
        shouldBeWithin 1e-14 (log 2.0 - iy + beta * ix) (point.Objective(Beta.FromPaper beta).Value)
        shouldBeWithin 1e-13 (ix - iy / beta) (point.TishbyObjective(Beta.FromPaper beta).Value)

    let none =
        BottleneckPoint.Of(joint, Channel.Deterministic(1, ReadOnlySpan [| 0; 0 |]))

    for beta in [ 0.0; 0.5; infinity ] do
        shouldBeWithin 1e-15 (log 2.0) (none.Objective(Beta.FromPaper beta).Value)
        Assert.Equal(0.0, none.TishbyObjective(Beta.FromPaper beta).Value)

    Assert.Equal(-infinity, point.TishbyObjective(Beta.FromPaper 0.0).Value)
