/// Answers that improve while they are read: sequences of solutions and of learnability intervals, cancelling, and bounds that are not cut
/// off where they would be seen to fail.
module IDropTheory.PropertyTests.Theory.BottleneckAnytimeTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private rounding = 1e-12

let private uniform seed n =
    JointDistribution.Random(RandomKey.FromSeed seed, n, n)

let private improve joint beta cells token =
    InformationBottleneck.Improve(joint, Beta.FromPaper beta, BottleneckOptions(CellBudget = cells), token)

// ---- Solutions

[<Fact>]
let ``objectives fall, bounds rise, and the last solution is that of Solve`` () =
    for size, beta in [ 3, 0.1; 7, 0.1; 12, 0.15 ] do
        let joint = uniform 7UL size
        let steps = List.ofSeq (improve joint beta 3_000L CancellationToken.None)
        Assert.True(steps.Length >= 2)

        for before, after in List.pairwise steps do
            shouldBeAtMost rounding before.Objective.Value after.Objective.Value
            shouldBeAtMost 0.0 after.UnclippedBound.Value before.UnclippedBound.Value

        for step in steps do
            shouldBeAtMost rounding (List.last steps).Objective.Value step.UnclippedBound.Value

        let solved =
            InformationBottleneck.Solve(joint, Beta.FromPaper beta, BottleneckOptions(CellBudget = 3_000L))

        let last = List.last steps
        Assert.Equal((solved.Objective, solved.LowerBound, solved.Cells), (last.Objective, last.LowerBound, last.Cells))

[<Fact>]
let ``an encoder is there before its bound`` () =
    let joint = uniform 7UL 12
    let first = Seq.head (improve joint 0.1 3_000L CancellationToken.None)
    Assert.Equal(0L, first.Cells)
    Assert.True(first.InformationX.Value > 0.0)
    shouldBeWithin rounding (joint.ConditionalEntropy().Value) first.LowerBound.Value

[<Fact>]
let ``a request to stop is answered with what is known, at every stage`` () =
    let joint = uniform 8UL 9
    let all = List.ofSeq (improve joint 0.12 4_000L CancellationToken.None)

    for stage in 0 .. all.Length - 1 do
        use source = new CancellationTokenSource()

        if stage = 0 then
            source.Cancel()

        let known =
            improve joint 0.12 4_000L source.Token
            |> Seq.mapi (fun i step ->
                if i + 1 = stage then
                    source.Cancel()

                step)
            |> Seq.last

        Assert.True(known.Cells <= all[min stage (all.Length - 1)].Cells)
        shouldBeAtMost rounding known.Objective.Value known.LowerBound.Value
        shouldBeAtMost rounding (joint.Y.Entropy().Value) known.Objective.Value

    use source = new CancellationTokenSource()
    source.Cancel()

    let none =
        InformationBottleneck.Solve(joint, Beta.FromPaper 0.12, BottleneckOptions(ProofBudget = 1_000), source.Token)

    Assert.Equal((0.0, 0L), (none.InformationX.Value, none.Cells))
    Assert.False none.Certified
    Assert.Null none.Proof

[<Fact>]
let ``a curve that is stopped keeps its encoders, and bounds between trade-offs follow from theirs`` () =
    let joint = uniform 9UL 5
    use source = new CancellationTokenSource()
    source.Cancel()
    let stopped = BottleneckCurve.Trace(joint, 9, cancellation = source.Token)
    Assert.Equal(1, stopped.Solutions.Length)

    let alone beta =
        InformationBottleneck.Solve(joint, beta, BottleneckOptions(CellBudget = 1_500L))

    // Too few cells for every trade-off, but enough for some: their bounds serve the others.
    let curve =
        BottleneckCurve.Trace(joint, 9, BottleneckOptions(CellBudget = 60L), Nullable(Beta.FromPaper 0.05))

    for solution in curve.Solutions do
        shouldBeAtMost 1e-9 (alone solution.Beta).Objective.Value solution.UnclippedBound.Value

    for low, middle, high in Seq.zip3 curve.Solutions (Seq.skip 1 curve.Solutions) (Seq.skip 2 curve.Solutions) do
        let chord = 0.5 * (low.UnclippedBound.Value + high.UnclippedBound.Value)
        shouldBeAtMost 1e-13 middle.UnclippedBound.Value chord

// ---- Bounds that can be seen to fail

[<Law(Cases = 60)>]
let ``the bound before it is cut off is not above the truth, however weak the encoder`` (key: RandomKey) =
    let p = 0.02 + 0.45 * key.Uniform 0UL
    let beta = Beta.FromPaper(1e-3 + 0.9 * key.Uniform 1UL)

    for problem in
        [
            AnalyticBottleneck.BinarySymmetric p
            AnalyticBottleneck.BinaryErasure p
            AnalyticBottleneck.Z(p, 0.3)
        ] do
        let truth = (problem.At beta).Objective.Value

        for options in
            [
                BottleneckOptions()
                BottleneckOptions(Alphabet = Nullable 1)
                BottleneckOptions(MaxIterations = 1, Restarts = 0, Alphabet = Nullable 1, CellBudget = 40L)
                BottleneckOptions(CellBudget = 3L)
            ] do
            let solution = InformationBottleneck.Solve(problem.Joint, beta, options)
            shouldBeAtMost rounding truth solution.UnclippedBound.Value
            Assert.Equal(min solution.UnclippedBound.Value solution.Objective.Value, solution.LowerBound.Value)

[<Law(Cases = 60)>]
let ``neither is that of a wrong dual vector`` (key: RandomKey) =
    let problem = AnalyticBottleneck.BinarySymmetric(0.02 + 0.45 * key.Uniform 0UL)
    let beta = 0.02 + 0.6 * key.Uniform 1UL
    let right = InformationBottleneck.Solve(problem.Joint, Beta.FromPaper beta)

    for size in [ 0.0; 1e-3; 1.0 ] do
        let lambda =
            Array.init 2 (fun x -> log 2.0 * (1.0 - beta) + size * key.Fold("dual").Normal(uint64 x))

        let certificate = Certificate(problem.Joint, beta, ReadOnlySpan lambda, 1e-9)
        certificate.Advance 5_000.0
        shouldBeAtMost rounding (problem.At(Beta.FromPaper beta).Objective.Value) certificate.LowerBound

    shouldBeAtMost rounding (problem.At(Beta.FromPaper beta).Objective.Value) right.UnclippedBound.Value

// ---- Small scales

[<Theory>]
[<InlineData(0.4999, 1e-8)>]
[<InlineData(0.4999, 3.5e-8)>]
[<InlineData(0.499, 1e-6)>]
[<InlineData(0.49, 3e-4)>]
let ``of a channel that says next to nothing, the right encoder is found, and no other is called certified`` noise (beta: float) =
    let problem = AnalyticBottleneck.BinarySymmetric noise
    let truth = problem.At(Beta.FromPaper beta)
    let solution = InformationBottleneck.Solve(problem.Joint, Beta.FromPaper beta)
    shouldBeWithin (1e-4 * truth.InformationX.Value) truth.InformationX.Value solution.InformationX.Value
    shouldBeAtMost 1e-15 truth.Objective.Value solution.UnclippedBound.Value

    let constant =
        InformationBottleneck.Solve(problem.Joint, Beta.FromPaper beta, BottleneckOptions(Alphabet = Nullable 1))

    Assert.Equal(0.0, constant.InformationX.Value)
    Assert.False constant.Certified

[<Fact>]
let ``the tolerance shrinks with what x says about y`` () =
    let tolerance (joint: JointDistribution) =
        let solution =
            InformationBottleneck.Solve(joint, Beta.FromPaper 1e-5, BottleneckOptions(Tolerance = 1e-3))

        Assert.True solution.Certified
        solution.Tolerance

    Assert.Equal(1e-3, tolerance (uniform 1UL 3))

    for noise in [ 0.4; 0.49; 0.499 ] do
        let joint = (AnalyticBottleneck.BinarySymmetric noise).Joint
        shouldBeWithin 1e-15 (1e-2 * joint.MutualInformation().Value) (tolerance joint)

    let nothing = JointDistribution(array2D [ [ 0.25; 0.25 ]; [ 0.25; 0.25 ] ])
    Assert.Equal(1e-9, (InformationBottleneck.Solve(nothing, Beta.FromPaper 0.1, BottleneckOptions(Tolerance = 1e-3))).Tolerance, 1e-20)

// ---- Learnability

[<Fact>]
let ``learnability intervals shrink to that of one proof, and a stopped one is what was known`` () =
    let joint = JointDistribution.Random(RandomKey.FromSeed 5UL, 4, 4)

    let intervals = List.ofSeq (Thresholds.ImproveLearnability(joint, 1e-4, 8_000))

    Assert.True(intervals.Length >= 2)

    for before, after in List.pairwise intervals do
        Assert.True(
            before.Beta.Paper <= after.Beta.Paper
            && after.Upper <= before.Upper
            && after.Beta.Paper <= after.Upper
        )

    let whole = Thresholds.Learnability(joint, 1e-4, 8_000)
    shouldBeAtMost 1e-12 whole.Upper (List.last intervals).Beta.Paper
    shouldBeAtMost 1e-12 (List.last intervals).Upper whole.Beta.Paper

    let stopped = Thresholds.Learnability(joint, 1e-4, 8_000, CancellationToken true)

    Assert.Equal(List.head intervals, stopped)
    Assert.False stopped.Certified
