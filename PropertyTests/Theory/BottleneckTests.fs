/// The exact information bottleneck: analytic curves, laws of every solution, and the corners of its domain.
module IDropTheory.PropertyTests.Theory.BottleneckTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private rounding = 1e-12

let private solve joint beta =
    InformationBottleneck.Solve(joint, Beta.FromPaper beta)

let private betas =
    [
        0.001
        0.01
        0.1
        0.2
        0.3
        0.4
        0.5
        0.6
        0.63
        0.68
        0.72
        0.9
        0.99
        1.0
        3.0
    ]

// ---- Known solutions

let private agrees (analytic: AnalyticBottleneck) =
    for beta in betas do
        let expected, actual = analytic.At(Beta.FromPaper beta), solve analytic.Joint beta
        Assert.True(actual.Certified, $"gap {actual.Gap.Value} at beta {beta}")
        shouldBeWithin 1e-10 expected.Objective.Value actual.Objective.Value
        shouldBeWithin 1e-8 expected.InformationX.Value actual.InformationX.Value
        shouldBeWithin 1e-8 expected.InformationY.Value actual.InformationY.Value

[<Theory>]
[<InlineData(0.05)>]
[<InlineData(0.1)>]
[<InlineData(0.3)>]
let ``binary symmetric channels follow Mrs Gerber's curve`` p =
    agrees (AnalyticBottleneck.BinarySymmetric p)

[<Theory>]
[<InlineData(0.05)>]
[<InlineData(0.3)>]
[<InlineData(0.75)>]
let ``erasures have a straight curve`` e =
    agrees (AnalyticBottleneck.BinaryErasure e)

[<Fact>]
let ``of a deterministic channel the image is kept below beta = 1 and nothing above`` () =
    let x = FiniteDistribution(ReadOnlySpan [| 0.1; 0.2; 0.0; 0.3; 0.25; 0.15 |])
    agrees (AnalyticBottleneck.Deterministic(x, ReadOnlySpan [| 0; 1; 2; 1; 1; 2 |]))

[<Theory>]
[<InlineData(0.1, 0.5)>]
[<InlineData(0.3, 0.5)>]
[<InlineData(0.5, 0.2)>]
let ``Z-channels follow their one-dimensional envelope`` p input = agrees (AnalyticBottleneck.Z(p, input))

[<Law(Cases = 25)>]
let ``near the phase transition of a symmetric channel the information is right to 1e-8`` (key: RandomKey) =
    let p = 0.02 + 0.4 * key.Uniform 0UL
    let threshold = (1.0 - 2.0 * p) ** 2.0
    let beta = threshold * (1.0 - 10.0 ** (-1.0 - 3.0 * key.Uniform 1UL))
    let analytic = AnalyticBottleneck.BinarySymmetric p
    let expected, actual = analytic.At(Beta.FromPaper beta), solve analytic.Joint beta
    Assert.True actual.Certified
    shouldBeWithin 1e-8 expected.InformationX.Value actual.InformationX.Value
    shouldBeWithin 1e-8 expected.InformationY.Value actual.InformationY.Value

[<Fact>]
let ``the paper's noisy bit: a stochastic representation beats both deterministic ones`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let beta = Beta.FromPaper 0.4

    let at encoder =
        BottleneckPoint.Of(joint, encoder).Objective(beta).Value

    let h p = Oracles.entropy [ p; 1.0 - p ]

    let constant, identity =
        at (Channel.Deterministic(1, ReadOnlySpan [| 0; 0 |])), at (Channel.Identity 2)

    shouldBeWithin 1e-12 (log 2.0) constant
    shouldBeWithin 1e-12 (h 0.1 + 0.4 * log 2.0) identity
    let best = solve joint 0.4
    shouldBeWithin 5e-5 0.5968 best.Objective.Value
    shouldBeAtMost -0.005 identity best.LowerBound.Value

    let stochastic q =
        h (q * 0.9 + (1.0 - q) * 0.1) + 0.4 * (log 2.0 - h q)

    let scanned =
        Seq.min (seq { for i in 0..50_000 -> stochastic (float i / 100_000.0) })

    shouldBeWithin 1e-9 scanned best.Objective.Value

// ---- Laws of every solution

[<Law(Cases = 120)>]
let ``every solution of a small alphabet is certified and obeys data processing`` (joint: JointDistribution, beta: Beta) =
    let solution = InformationBottleneck.Solve(joint, beta)
    Assert.True(solution.Certified, $"gap {solution.Gap.Value}")
    shouldBeAtMost 0.0 solution.Objective.Value solution.LowerBound.Value
    shouldBeNonNegative solution.InformationY.Value
    shouldBeAtMost rounding solution.InformationX.Value solution.InformationY.Value
    shouldBeAtMost rounding (joint.MutualInformation().Value) solution.InformationY.Value
    shouldBeAtMost rounding (joint.X.Entropy().Value) solution.InformationX.Value
    shouldBeAtMost 0.0 1e-6 solution.Residual
    Assert.Equal(BottleneckPoint.Of(joint, solution.Point.Encoder).Objective beta, solution.Objective)

[<Law(Cases = 40)>]
let ``the names of the symbols do not matter`` (joint: JointDistribution, beta: Beta, key: RandomKey) =
    let rows, columns =
        key.Fold("x").Permutation joint.CountX, key.Fold("y").Permutation joint.CountY

    let renamed =
        JointDistribution(Array2D.init joint.CountX joint.CountY (fun x y -> joint[rows[x], columns[y]]))

    let a, b =
        InformationBottleneck.Solve(joint, beta), InformationBottleneck.Solve(renamed, beta)

    shouldBeWithin 1e-6 a.Objective.Value b.Objective.Value

[<Law(Cases = 40)>]
let ``symbols that never occur and copies of a symbol change nothing`` (joint: JointDistribution, beta: Beta, Probability share) =
    let n, m = joint.CountX, joint.CountY

    let padded =
        JointDistribution(
            Array2D.init (n + 2) (m + 2) (fun x y ->
                let copyX, copyY = (if x = n then 0 else x), (if y = m then 0 else y)

                let part index last =
                    if index = last then share
                    elif index = 0 then 1.0 - share
                    else 1.0

                if x > n || y > m then
                    0.0
                else
                    part x n * part y m * joint[copyX, copyY])
        )

    let a, b =
        InformationBottleneck.Solve(joint, beta), InformationBottleneck.Solve(padded, beta)

    Assert.True b.Certified
    shouldBeWithin 1e-6 (a.Objective.Value - a.Point.ConditionalEntropyY.Value) (b.Objective.Value - b.Point.ConditionalEntropyY.Value)
    shouldBeWithin 1e-6 (joint.Y.Entropy().Value - a.Objective.Value) (padded.Y.Entropy().Value - b.Objective.Value)

[<Law(Cases = 60)>]
let ``the objective never rises from one iteration to the next`` (key: RandomKey) =
    let n, m, clusters =
        2 + key.Below(4, 1UL), 2 + key.Below(4, 2UL), 2 + key.Below(4, 3UL)

    let joint = JointDistribution.Random(key.Fold "joint", n, m)
    let channel = Channel.Random(key.Fold "encoder", n, clusters)
    let encoder = Array2D.init n clusters (fun x t -> channel[x, t])

    let run =
        ClusterIteration(joint, 0.01 + 0.8 * key.Uniform 0UL, BottleneckStarts.StateOf(joint, encoder))

    let trace = ResizeArray<float>()
    run.Run(500, 1e-12, (fun value -> trace.Add value))

    for before, after in Seq.pairwise trace do
        shouldBeAtMost 1e-13 before after

[<Law(Cases = 12)>]
let ``the curve is rising and concave with slope beta`` (key: RandomKey) =
    let joint = JointDistribution.Random(key, 4, 4)
    let curve = BottleneckCurve.Trace(joint, 9)
    shouldBeWithin 1e-9 (joint.MutualInformation().Value) curve.Solutions[0].InformationY.Value
    shouldBeWithin 1e-9 0.0 curve.Solutions[8].InformationX.Value

    for low, high in Seq.pairwise curve.Solutions do
        Assert.True(low.Certified && high.Certified)
        // Each is within its tolerance of the optimum for its own beta: low.beta dX <= dY <= high.beta dX.
        let dx, dy =
            low.InformationX.Value - high.InformationX.Value, low.InformationY.Value - high.InformationY.Value

        shouldBeAtMost 1e-6 dy (low.Beta.Paper * dx)
        shouldBeAtMost 1e-6 (high.Beta.Paper * dx) dy

// ---- The corners of the domain

[<Law(Cases = 60)>]
let ``at beta 0 all of the relevance is kept and nothing else, at beta >= 1 nothing`` (joint: JointDistribution) =
    let kept, none, never = solve joint 0.0, solve joint 1.0, solve joint infinity
    shouldBeWithin rounding (joint.MutualInformation().Value) kept.InformationY.Value
    shouldBeWithin rounding (joint.ConditionalEntropy().Value) kept.Objective.Value
    Assert.Equal(0.0, none.InformationX.Value)
    Assert.Equal(0.0, never.InformationX.Value)
    Assert.True(kept.Certified && none.Certified && never.Certified)

[<Law(Cases = 30)>]
let ``a capped alphabet is kept to`` (joint: JointDistribution, beta: Beta) =
    let capped =
        InformationBottleneck.Solve(joint, beta, BottleneckOptions(Alphabet = Nullable 2))

    Assert.True(capped.Point.Encoder.Outputs <= 2)
    shouldBeAtMost 1e-6 capped.Objective.Value (InformationBottleneck.Solve(joint, beta).Objective.Value)

[<Fact>]
let ``the same question has the same answer, digit for digit`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 3, Channel(array2D [ [ 0.7; 0.2; 0.1 ]; [ 0.1; 0.8; 0.1 ]; [ 0.3; 0.3; 0.4 ] ]))

    let a, b = solve joint 0.15, solve joint 0.15
    Assert.Equal(a.Objective, b.Objective)
    Assert.Equal(a.LowerBound, b.LowerBound)
    Assert.Equal(a.Cells, b.Cells)

[<Fact>]
let ``random joints of six symbols are certified`` () =
    for seed, beta in [ 1UL, 0.02; 2UL, 0.1; 3UL, 0.3; 4UL, 0.6 ] do
        let solution =
            solve (JointDistribution.Random((testKey "six").Fold seed, 6, 6)) beta

        Assert.True(solution.Certified, $"gap {solution.Gap.Value} at beta {beta}")

[<Fact>]
let ``options out of range are refused`` () =
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckOptions(Alphabet = Nullable 0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckOptions(Tolerance = 0.0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckOptions(Restarts = -1) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckOptions(MaxIterations = 0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckOptions(CellBudget = 0L) |> ignore)
    |> ignore

[<Fact>]
let ``a curve's trade-offs are equally spaced from 0 to where learning ends, and its options are heeded`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel(array2D [ [ 0.9; 0.1 ]; [ 0.3; 0.7 ] ]))

    let curve =
        BottleneckCurve.Trace(joint, 5, BottleneckOptions(Certify = false, Tolerance = 1e-3))

    Assert.Equal(5, curve.Solutions.Length)
    let threshold = (Thresholds.Learnability joint).Beta.Paper

    for i, solution in Seq.indexed curve.Solutions do
        shouldBeWithin 1e-8 (threshold * float i / 4.0) solution.Beta.Paper
        Assert.Equal(1e-3, solution.Tolerance)
        // Something is learned up to the last trade-off, where nothing is.
        Assert.Equal(i < 4, solution.InformationX.Value > 1e-3)

    Assert.False curve.Solutions[2].Certified

    let refused =
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> BottleneckCurve.Trace(joint, 1) |> ignore)

    Assert.Contains("points is 1", refused.Message)

    Assert.Equal(2, BottleneckCurve.Trace(joint, 2).Solutions.Length)

    let range least largest =
        [
            for s in BottleneckCurve.Trace(joint, 3, null, Nullable(Beta.FromPaper least), Nullable(Beta.FromPaper largest)).Solutions ->
                s.Beta.Paper
        ]

    List.iter2 (shouldBeWithin 1e-15) [ 0.1; 0.2; 0.3 ] (range 0.1 0.3)

    for least, largest in [ 0.3, 0.1; 0.0, infinity ] do
        let refused =
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> range least largest |> ignore)

        Assert.Contains("largest", refused.Message)

[<Fact>]
let ``of two local optima the better is taken, the first on a tie`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let at encoder =
        let point = BottleneckPoint.Of(joint, encoder)
        LocalOptimum(Beta.FromPaper 0.1, point, System.Collections.Immutable.ImmutableArray.Create(point.Objective(Beta.FromPaper 0.1)))

    let good, same, bad =
        at (Channel.Identity 2), at (Channel.Identity 2), at (Channel.Deterministic(1, ReadOnlySpan [| 0; 0 |]))

    Assert.Same(good, LocalOptimum.Better(good, same))
    Assert.Same(same, LocalOptimum.Better(same, good))
    Assert.Same(good, LocalOptimum.Better(good, bad))
    Assert.Same(good, LocalOptimum.Better(bad, good))
