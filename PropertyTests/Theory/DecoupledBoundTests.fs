/// The bound without branching: below every encoder, on convex pieces, and near the optimum where it is said to be.
module IDropTheory.PropertyTests.Theory.DecoupledBoundTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private rounding = 1e-12

let private point (key: RandomKey) n shape =
    let w = Array.init n (fun i -> key.Exponential(uint64 i) ** shape)
    Array.map (fun v -> v / Array.sum w) w

/// No symbol of probability zero, but entries that are zero, nearly zero or equal.
let private table (key: RandomKey) n m =
    let w =
        Array2D.init n m (fun x y ->
            match key.Below(6, uint64 (1000 + x * m + y)) with
            | 0 when x <> y % n && y <> x % m -> 0.0
            | 1 -> 1e-9
            | _ -> key.Exponential(uint64 (x * m + y)) ** 2.0)

    let total = Seq.sum (Seq.cast<float> w)
    JointDistribution(Array2D.map (fun v -> v / total) w)

let private uniform seed n =
    JointDistribution.Random(RandomKey.FromSeed seed, n, n)

let private objective (joint: JointDistribution) (encoder: Channel) beta =
    BottleneckPoint.Of(joint, encoder).Objective(Beta.FromPaper beta).Value

let private analytic (key: RandomKey) =
    let p = 0.02 + 0.9 * key.Uniform 0UL

    match key.Below(4, 1UL) with
    | 0 -> AnalyticBottleneck.BinarySymmetric(0.5 * p)
    | 1 -> AnalyticBottleneck.BinaryErasure p
    | 2 -> AnalyticBottleneck.Z(p, 0.05 + 0.9 * key.Uniform 2UL)
    | _ -> AnalyticBottleneck.Deterministic(FiniteDistribution(ReadOnlySpan(point key 5 1.0)), ReadOnlySpan [| 0; 1; 2; 1; 0 |])

[<Law(Cases = 300)>]
let ``the bound is never above a known optimum`` (key: RandomKey) =
    let problem = analytic key
    let beta = 0.001 + key.Uniform 3UL
    let share = 0.02 + 0.96 * key.Uniform 4UL

    let bound =
        DecoupledBound(SufficientStatistic(problem.Joint).Joint).Lower(beta, share)

    shouldBeAtMost rounding (problem.At(Beta.FromPaper beta).Objective.Value) bound

/// 300 joints, 60 encoders each, besides the solver's own and the two that the bound is made for.
[<Law(Cases = 300)>]
let ``no encoder beats the bound, whatever the joint, the trade-off and the share`` (key: RandomKey) =
    let n, m = 2 + key.Below(5, 1UL), 2 + key.Below(5, 2UL)
    let joint = table key n m
    let beta = 10.0 ** (-3.0 + 3.1 * key.Uniform 3UL)
    let share = 0.02 + 0.96 * key.Uniform 4UL
    let bound = DecoupledBound(joint).Lower(beta, share)

    let best =
        InformationBottleneck.Solve(joint, Beta.FromPaper beta, BottleneckOptions(Certify = false))

    shouldBeAtMost rounding best.Objective.Value bound
    shouldBeAtMost rounding (joint.Y.Entropy().Value) bound
    shouldBeAtMost rounding (objective joint (Channel.Identity n) beta) bound

    for trial in 0UL .. 59UL do
        let k = key.Fold("encoder").Fold trial
        let clusters = 1 + k.Below(6, 1000UL)

        let encoder =
            Channel(
                array2D
                    [
                        for x in 0 .. n - 1 -> point (k.Fold(uint64 x)) clusters (1.0 + float (k.Below(8, 1001UL)))
                    ]
            )

        shouldBeAtMost rounding (objective joint encoder beta) bound

/// By its definition in the remarks, from nothing of the library.
let private piece (joint: JointDistribution) x mixing curvature (r: float[]) =
    let w z y = joint[z, y] / joint.X[z]

    let s =
        Array.init joint.CountY (fun y -> Seq.sum (seq { for z in 0 .. r.Length - 1 -> r[z] * w z y }))

    let row z = Array.init joint.CountY (w z)

    (1.0 - mixing) * Oracles.kl (row x) s
    + mixing
      * Seq.sum (seq { for z in 0 .. r.Length - 1 -> r[z] * Oracles.kl (row z) s })
    + curvature * Oracles.kl r [| for z in 0 .. r.Length - 1 -> joint.X[z] |]

[<Law(Cases = 300)>]
let ``every piece is convex at the largest mixing that is used, also near two inputs`` (key: RandomKey) =
    let n, m = 2 + key.Below(4, 1UL), 2 + key.Below(4, 2UL)
    let joint = JointDistribution.Random(key.Fold "joint", n, m)
    let curvature = 0.5 * key.Uniform 3UL ** 2.0
    let mixing = DecoupledBound(joint).LargestMixing curvature

    for trial in 0UL .. 39UL do
        let k = key.Fold trial
        let shape = 1.0 + float (k.Below(5, 9UL))
        let a, b = point (k.Fold "a") n shape, point (k.Fold "b") n shape
        let near = if k.Bits64 8UL % 2UL = 0UL then 1.0 else 0.05
        let b = Array.map2 (fun u v -> (1.0 - near) * u + near * v) a b
        let x = k.Below(n, 7UL)
        let value = piece joint x mixing curvature
        let middle = Array.map2 (fun u v -> 0.5 * (u + v)) a b
        shouldBeAtMost 1e-13 (0.5 * (value a + value b)) (value middle)

[<Fact>]
let ``a larger mixing than that is not convex where the channel alone decides`` () =
    // Rows that do not overlap in y: nothing but the entropy of the inputs bends the pieces.
    let joint = JointDistribution(array2D [ [ 0.5; 0.0 ]; [ 0.0; 0.5 ] ])
    let mixing = DecoupledBound(joint).LargestMixing 0.3
    Assert.InRange(mixing, 0.3 - 1e-6, 1.0)

    let bends c =
        Seq.exists
            (fun step ->
                let r = float step / 400.0

                let at d =
                    piece joint 0 c 0.3 [| r + d; 1.0 - r - d |]

                at 0.0 > 0.5 * (at 0.001 + at -0.001) + 1e-12)
            (seq { 1..399 })

    Assert.False(bends mixing)
    Assert.True(bends (mixing + 0.2))

[<Fact>]
let ``the bound is near the objective of the identity at small trade-offs and of a constant at large ones`` () =
    for seed in [ 1UL; 2UL ] do
        let joint = uniform seed 12
        let bound = DecoupledBound joint
        let kept = objective joint (Channel.Identity 12) 0.01
        shouldBeWithin (0.005 * joint.MutualInformation().Value) kept (bound.Lower(0.01, 0.3))
        shouldBeWithin (0.06 * joint.MutualInformation().Value) (joint.Y.Entropy().Value) (bound.Lower(0.9, 0.95))

[<Fact>]
let ``of twenty and of forty symbols it leaves a gap of a few hundredths of what x says about y`` () =
    for size, beta, share, gap in [ 20, 0.09, 0.6, 0.115; 40, 0.06, 0.4, 0.045; 40, 0.09, 0.6, 0.16 ] do
        let joint = uniform 3UL size

        let best =
            InformationBottleneck.Solve(joint, Beta.FromPaper beta, BottleneckOptions(Certify = false, Restarts = 1))

        let bound = DecoupledBound(joint).Lower(beta, share)
        shouldBeAtMost 0.0 (gap * joint.MutualInformation().Value) (best.Objective.Value - bound)

[<Fact>]
let ``a cancelled bound bounds nothing`` () =
    let bound = DecoupledBound(uniform 1UL 4)
    Assert.Equal(-infinity, bound.Lower(0.1, 0.5, Threading.CancellationToken true))
