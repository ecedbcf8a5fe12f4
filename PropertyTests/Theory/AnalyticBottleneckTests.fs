module IDropTheory.PropertyTests.Theory.AnalyticBottleneckTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

/// min over posteriors of a binary input: the lower convex envelope of phi at p(x), by brute force over pairs of grid points.
let private envelope (joint: JointDistribution) beta =
    let w, a = joint.YGivenX, joint.X[1]

    let h (p: float seq) =
        -(p |> Seq.sumBy (fun v -> if v <= 0.0 then 0.0 else v * Math.Log v))

    let phi r =
        h [ for y in 0 .. joint.CountY - 1 -> (1.0 - r) * w[0, y] + r * w[1, y] ]
        - beta * h [ r; 1.0 - r ]

    let left =
        [| for i in 0..200 -> a * float i / 200.0 |] |> Array.map (fun r -> r, phi r)

    let right =
        [| for i in 0..200 -> 1.0 - (1.0 - a) * float i / 200.0 |]
        |> Array.map (fun r -> r, phi r)

    Seq.min (
        seq {
            for l, pl in left do
                for r, pr in right do
                    if r > l then
                        (pl * (r - a) + pr * (a - l)) / (r - l)
                    else
                        phi a
        }
    )
    + beta * h [ a; 1.0 - a ]

let private problems (key: RandomKey) =
    let p, a = key.Uniform 0UL, 0.02 + 0.96 * key.Uniform 1UL

    [
        AnalyticBottleneck.BinarySymmetric p
        AnalyticBottleneck.BinaryErasure p
        AnalyticBottleneck.Z(p, a)
        AnalyticBottleneck.Deterministic(FiniteDistribution.Bernoulli a, ReadOnlySpan [| 1; 0 |])
    ]

[<Law(Cases = 20)>]
let ``closed forms agree with a brute-force envelope`` (key: RandomKey) (beta: Beta) =
    for problem in problems key do
        let optimum = problem.At beta
        let brute = envelope problem.Joint beta.Paper
        // The grid is coarse: it is above the truth by its spacing squared times a curvature that is large near the border.
        Assert.InRange(optimum.Objective.Value, brute - 8e-3, brute + 1e-12)

[<Law(Cases = 100)>]
let ``closed forms: the optimum lies on the curve, and the curve above no tangent`` (key: RandomKey) (beta: Beta) =
    for problem in problems key do
        let optimum = problem.At beta
        let h = problem.Joint.Y.Entropy().Value
        Assert.Equal(h - optimum.InformationY.Value + beta.Paper * optimum.InformationX.Value, optimum.Objective.Value, 1e-14)
        Assert.Equal(optimum.InformationY.Value, problem.InformationY(optimum.InformationX).Value, 1e-12)

        for i in 0..20 do
            let x = problem.Joint.X.Entropy().Value * float i / 20.0
            let y = problem.InformationY(Nats x).Value
            Assert.True(h - y + beta.Paper * x >= optimum.Objective.Value - 1e-12)

        Assert.Equal(problem.Joint.MutualInformation().Value, problem.InformationY(Nats 100.0).Value, 1e-12)
        Assert.Equal(0.0, problem.InformationY(Nats.Zero).Value, 1e-15)

/// Between the optima of its trade-offs the bound of a traced curve lies above the closed form, at them on it.
[<Fact>]
let ``the bound of a traced curve is the closed form at its points, and nowhere below it`` () =
    for problem in [ AnalyticBottleneck.BinarySymmetric 0.1; AnalyticBottleneck.Z(0.4, 0.3) ] do
        let curve = BottleneckCurve.Trace(problem.Joint, 5)
        let bound x = curve.InformationYBound(x).Value

        for i in 0..20 do
            let x = Nats(float i / 20.0 * problem.Joint.X.Entropy().Value)
            Assert.True(bound x >= problem.InformationY(x).Value - 1e-12, $"at {x}")

        for solution in curve.Solutions do
            Assert.Equal(problem.InformationY(solution.InformationX).Value, bound solution.InformationX, 3e-6)

[<Law(Cases = 40)>]
let ``closed forms are never beaten, and met by iteration`` (key: RandomKey) =
    let beta = Beta.FromPaper(0.02 + 0.9 * key.Fold("beta").Uniform 0UL)

    for problem in problems key do
        let exact = (problem.At beta).Objective.Value
        let iterated = GeneralisedBottleneck.Solve(problem.Joint, beta, 1.0, restarts = 6)
        Assert.True(iterated.Objective.Value >= exact - 1e-12)
        Assert.True(iterated.Objective.Value <= exact + 5e-3)

        Assert.True(
            (DeterministicBottleneck.Solve(problem.Joint, beta)).Objective.Value
            >= exact - 1e-12
        )

[<Fact>]
let ``the paper's noisy bit: stochastic beats constant and identity for every beta below (1-2p)^2`` () =
    let problem = AnalyticBottleneck.BinarySymmetric 0.1

    let value beta =
        (problem.At(Beta.FromPaper beta)).Objective.Value

    let identity beta =
        (BottleneckPoint.Of(problem.Joint, Channel.Identity 2).Objective(Beta.FromPaper beta)).Value

    let constant = Math.Log 2.0
    Assert.Equal(0.6023, identity 0.4, 5e-5)
    Assert.Equal(0.5968, value 0.4, 5e-5)

    for beta in [ 0.01; 0.1; 0.2; 0.3; 0.4; 0.5; 0.6; 0.63 ] do
        Assert.True(value beta < min constant (identity beta))

    for beta in [ 0.64; 0.7; 1.0; 3.0 ] do
        Assert.Equal(constant, value beta, 1e-15)

    Assert.Equal(problem.Joint.ConditionalEntropy().Value, value 0.0, 1e-15)

[<Fact>]
let ``degenerate closed forms`` () =
    let at beta (problem: AnalyticBottleneck) =
        let o = problem.At(Beta.FromPaper beta) in o.InformationX.Value, o.InformationY.Value

    let log2 = Math.Log 2.0
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.BinarySymmetric 0.5 |> at 0.1)
    Assert.Equal((log2, log2), AnalyticBottleneck.BinarySymmetric 1.0 |> at 0.1)
    Assert.Equal((log2, log2), AnalyticBottleneck.Z 0.0 |> at 0.99)
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.Z 1.0 |> at 0.01)
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.BinaryErasure 0.3 |> at 0.7)
    Assert.Equal((log2, 0.7 * log2), AnalyticBottleneck.BinaryErasure 0.3 |> at 0.69)

    let map =
        AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform 4, ReadOnlySpan [| 0; 2; 0; 2 |])

    Assert.Equal((log2, log2), map |> at 0.5)
    Assert.Equal(0.3, (map.InformationY(Nats 0.3)).Value, 1e-15)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> AnalyticBottleneck.Z(0.3, 1.0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> map.InformationY(Nats -0.1) |> ignore)
    |> ignore

[<Fact>]
let ``at beta = 0 all is kept, at the threshold nothing, and wrong maps are refused by name`` () =
    let at beta (problem: AnalyticBottleneck) = problem.At(Beta.FromPaper beta)
    let log2 = Math.Log 2.0

    for problem in
        [
            AnalyticBottleneck.BinarySymmetric 0.1
            AnalyticBottleneck.BinaryErasure 0.3
            AnalyticBottleneck.Z 0.2
        ] do
        let all = at 0.0 problem
        Assert.Equal(log2, all.InformationX.Value, 1e-15)
        Assert.Equal(problem.Joint.MutualInformation().Value, all.InformationY.Value, 1e-14)
        Assert.Equal(problem.Joint.ConditionalEntropy().Value, all.Objective.Value, 1e-14)

    // A symmetric channel leaves the constant at (1-2p)^2, a Z-channel at log(1 - kept/2) / log(1/2).
    let threshold = Math.Log 0.6 / Math.Log 0.5
    Assert.Equal(0.0, (at (threshold + 1e-9) (AnalyticBottleneck.Z 0.2)).InformationX.Value)
    Assert.InRange((at (threshold - 1e-3) (AnalyticBottleneck.Z 0.2)).InformationX.Value, 1e-3, log2)
    Assert.InRange((at (0.64 - 1e-3) (AnalyticBottleneck.BinarySymmetric 0.1)).InformationX.Value, 1e-4, log2)
    // Next to a bit that is always or never 1.
    for input in [ 1e-6; 1.0 - 1e-6 ] do
        let rare = AnalyticBottleneck.Z(0.2, input)
        Assert.Equal(rare.Joint.X.Entropy().Value, (at 1e-6 rare).InformationX.Value, 1e-9)

    let message (call: unit -> unit) =
        (Assert.ThrowsAny<ArgumentException> call).Message

    let two = FiniteDistribution.Uniform 2
    Assert.Contains("the map", message (fun () -> AnalyticBottleneck.Deterministic(two, ReadOnlySpan [| 0 |]) |> ignore))
    Assert.Contains("-1", message (fun () -> AnalyticBottleneck.Deterministic(two, ReadOnlySpan [| 0; -1 |]) |> ignore))
    Assert.Contains("input is 0;", message (fun () -> AnalyticBottleneck.Z(0.2, 0.0) |> ignore))
    Assert.Equal(3, AnalyticBottleneck.Deterministic(two, ReadOnlySpan [| 0; 2 |]).Joint.CountY)
