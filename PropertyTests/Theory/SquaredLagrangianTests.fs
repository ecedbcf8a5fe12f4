module IDropTheory.PropertyTests.Theory.SquaredLagrangianTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

let private example =
    JointDistribution(
        array2D
            [
                [ 0.1; 0.2; 0.0 ]
                [ 0.05; 0.05; 0.2 ]
                [ 0.15; 0.0; 0.1 ]
                [ 0.0; 0.15; 0.0 ]
            ]
    )

let private squared beta (point: BottleneckPoint) =
    point.ConditionalEntropyY.Value + beta * point.InformationX.Value ** 2.0

[<Law(Cases = 20)>]
let ``the squared Lagrangian of y = f(x) reaches every point of the straight curve`` (x: FiniteDistribution) (key: RandomKey) =
    let map = [| for i in 0 .. x.Count - 1 -> key.Below(3, uint64 i) |]
    let problem = AnalyticBottleneck.Deterministic(x, ReadOnlySpan map)

    for beta in [ 0.2; 1.0; 5.0 ] do
        let expected = SquaredLagrangian.Deterministic(problem.Joint.Y.Entropy(), beta)
        Assert.Equal(min (problem.Joint.Y.Entropy().Value) (0.5 / beta), expected.InformationX.Value, 1e-15)
        let optimum = SquaredLagrangian.Solve(problem.Joint, beta)
        Assert.Equal(expected.InformationX.Value, optimum.Point.InformationX.Value, 1e-8)
        Assert.Equal(expected.InformationY.Value, optimum.Point.InformationY.Value, 1e-8)
        Assert.Equal(expected.Objective.Value, optimum.Objective.Value, 1e-9)
        Assert.True optimum.Certified

[<Law(Cases = 20)>]
let ``the squared optimum is what its encoder achieves, and no encoder goes below its bound``
    (joint: JointDistribution)
    (Probability u)
    (key: RandomKey)
    =
    let beta = 5.0 * u

    let optimum =
        SquaredLagrangian.Solve(joint, beta, BottleneckOptions(CellBudget = 5_000L))

    Assert.Equal(squared beta optimum.Point, optimum.Objective.Value, 1e-14)
    Assert.True(optimum.LowerBound.Value <= optimum.Objective.Value + 1e-12)

    for trial in 0UL .. 30UL do
        let raw =
            Array2D.init joint.CountX 4 (fun x t -> Math.Exp(3.0 * key.Fold(trial).Normal(uint64 (4 * x + t))))

        let encoder =
            Channel(raw |> Array2D.mapi (fun x _ v -> v / Seq.sum [ for t in 0..3 -> raw[x, t] ]))

        Assert.True(
            squared beta (BottleneckPoint.Of(joint, encoder))
            >= optimum.LowerBound.Value - 1e-12
        )

    if joint.CountX <= 3 then
        Assert.True optimum.Certified

[<Fact>]
let ``the squared Lagrangian of a uniform bit through a noisy channel stands where the curve's slope is 2 beta I`` () =
    let problem = AnalyticBottleneck.BinarySymmetric 0.1

    for beta in [ 0.3; 1.0; 4.0 ] do
        let optimum = SquaredLagrangian.Solve(problem.Joint, beta)
        let slope = 2.0 * beta * optimum.Point.InformationX.Value
        Assert.Equal((problem.At(Beta.FromPaper slope)).InformationX.Value, optimum.Point.InformationX.Value, 1e-7)

[<Fact>]
let ``the ends of the squared Lagrangian`` () =
    let all = SquaredLagrangian.Solve(example, 0.0)
    Assert.Equal(example.ConditionalEntropy().Value, all.Objective.Value, 1e-12)
    let none = SquaredLagrangian.Solve(example, Double.PositiveInfinity)
    Assert.Equal(example.Y.Entropy().Value, none.Objective.Value, 1e-12)
    Assert.True(all.Certified && none.Certified)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> SquaredLagrangian.Solve(example, nan) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> SquaredLagrangian.Deterministic(Nats 1.0, -1.0) |> ignore)
    |> ignore

[<Fact>]
let ``wrong arguments of the squared Lagrangian are refused by name, and a constant is one symbol`` () =
    let message (call: unit -> unit) =
        (Assert.ThrowsAny<ArgumentException> call).Message

    Assert.Contains("beta is -1;", message (fun () -> SquaredLagrangian.Solve(example, -1.0) |> ignore))
    Assert.Contains("beta is NaN;", message (fun () -> SquaredLagrangian.Solve(example, nan) |> ignore))
    Assert.Contains("entropyY is -1;", message (fun () -> SquaredLagrangian.Deterministic(Nats -1.0, 1.0) |> ignore))
    let none = SquaredLagrangian.Solve(example, Double.PositiveInfinity)
    Assert.Equal(1, none.Point.Encoder.Outputs)
    let free = SquaredLagrangian.Deterministic(Nats 0.7, 0.0)
    Assert.Equal((0.7, 0.7, 0.0), (free.InformationX.Value, free.InformationY.Value, free.Objective.Value))
    let never = SquaredLagrangian.Deterministic(Nats 0.7, Double.PositiveInfinity)
    Assert.Equal((0.0, 0.7), (never.InformationX.Value, never.Objective.Value))

[<Fact>]
let ``without a certificate the squared Lagrangian claims H(y|x) only`` () =
    let plain = BottleneckOptions(Certify = false, Tolerance = 1e-5)
    let optimum = SquaredLagrangian.Solve(example, 0.3, plain)
    Assert.Equal(example.ConditionalEntropy(), optimum.LowerBound)
    Assert.Equal((0.3, 1e-5), (optimum.Beta, optimum.Tolerance))
    Assert.False optimum.Certified

[<Fact>]
let ``where single descents fail the certified steps find the better encoder`` () =
    // Too few iterations to converge: only the clusters that a certificate adds bring the encoder near the optimum.
    for beta in [ 0.3; 1.0 ] do
        let solve options =
            SquaredLagrangian.Solve(example, beta, options).Objective.Value

        let best = solve BottleneckOptions.Default

        let single =
            solve (BottleneckOptions(MaxIterations = 3, Certify = false, Restarts = 0))

        Assert.True(single > best + 1e-6)
        Assert.InRange(solve (BottleneckOptions(MaxIterations = 3, CellBudget = 2_000L)), best - 1e-9, best + 1e-7)
