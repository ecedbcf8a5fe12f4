/// The pieces of the thresholds against grids and definitions: the ratio of divergences, its ascent, its bounds and its proof.
module IDropTheory.PropertyTests.Theory.ContractionTests

open System
open System.Threading
open MathNet.Numerics.LinearAlgebra
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private positive (key: RandomKey) n m =
    let p =
        Array2D.init n m (fun x y -> key.Fold("weights").Exponential(uint64 (x * m + y)) ** 1.5)

    let total = p |> Seq.cast<float> |> Seq.sum
    JointDistribution(p |> Array2D.map (fun v -> v / total))

let private simplex (key: RandomKey) n =
    let w = Array.init n (fun i -> key.Exponential(uint64 i) ** 2.0)
    Array.map (fun v -> v / Array.sum w) w

/// KL(W'r || p(y)) / KL(r || p(x)) by its definition.
let private ratio (joint: JointDistribution) (r: float[]) =
    let s =
        joint.YGivenX.Apply(FiniteDistribution(ReadOnlySpan r)).Probabilities.ToArray()

    Oracles.kl s (joint.Y.Probabilities.ToArray())
    / Oracles.kl r (joint.X.Probabilities.ToArray())

[<Law(Cases = 60)>]
let ``the local threshold is the second eigenvalue of the normalised joint distribution`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 0UL), 2 + key.Below(3, 1UL)
    let joint = positive key n m

    let root =
        Matrix<float>.Build.Dense(n, m, (fun x y -> joint[x, y] / sqrt (joint.X[x] * joint.Y[y])))

    let values =
        (root * root.Transpose()).Evd(Symmetricity.Symmetric).EigenValues
        |> Seq.map _.Real
        |> Seq.sortDescending
        |> Array.ofSeq

    shouldBeWithin 1e-12 1.0 values[0]
    shouldBeWithin 1e-12 values[1] (Thresholds.Local(joint).Paper)

[<Law(Cases = 60)>]
let ``the ratio is its definition, and an ascent never lowers it`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 0UL), 2 + key.Below(3, 1UL)
    let joint, r = positive key n m, simplex (key.Fold "r") n
    let contraction = ContractionRatio joint
    let at (v: float[]) = contraction.At(ReadOnlySpan v)
    shouldBeClose 1e-12 1e-9 (ratio joint r) (at r)
    Assert.Equal(0.0, at (joint.X.Probabilities.ToArray()))
    let start = Array.copy r
    Assert.Equal(at r, contraction.Ascend(start, 0))
    Assert.Equal<float[]>(r, start)
    let mutable value = at r

    for _ in 1..5 do
        let next = contraction.Ascend(start, 1)
        shouldBeAtMost 1e-15 next value
        shouldBeWithin 1e-12 (at start) next
        shouldBeWithin 1e-12 1.0 (Array.sum start)
        value <- next

    // The first plain step by its definition, if it raises the ratio at all.
    let s = joint.YGivenX.Apply(FiniteDistribution(ReadOnlySpan r))

    let logs =
        Array.init n (fun x ->
            log joint.X[x]
            + Seq.sum (seq { for y in 0 .. m - 1 -> joint.YGivenX[x, y] * log (s[y] / joint.Y[y]) })
              / at r)

    let stepped = logs |> Array.map (fun v -> exp (v - Array.max logs))
    let stepped = Array.map (fun v -> v / Array.sum stepped) stepped
    let one = Array.copy r

    if contraction.Ascend(one, 1) > at r + 1e-9 then
        Seq.iter2 (shouldBeWithin 1e-9) stepped one

[<Law(Cases = 40)>]
let ``on two symbols the best ratio is that of a grid`` (key: RandomKey) =
    let joint = positive key 2 (2 + key.Below(3, 0UL))
    let contraction = ContractionRatio joint
    let local = Thresholds.Local(joint).Paper
    let struct (value, maximiser) = contraction.Maximise([| 1.0; -1.0 |], local)

    let grid =
        Seq.max (
            seq {
                yield local

                for i in 0..400 do
                    let r = float i / 400.0

                    if abs (r - joint.X[0]) > 1e-3 then
                        yield ratio joint [| r; 1.0 - r |]
            }
        )

    shouldBeAtMost 1e-9 value grid
    shouldBeAtMost 1e-3 grid value

    match maximiser with
    | null -> Assert.Equal(local, value)
    | r -> shouldBeWithin 1e-12 value (contraction.At(ReadOnlySpan r))

[<Law(Cases = 60)>]
let ``the pairwise bound is the largest Le Cam divergence of two rows`` (key: RandomKey) =
    let m = 2 + key.Below(3, 0UL)
    let rows = [| for x in 0..2 -> simplex (key.Fold(uint64 x)) m |]
    // A zero on one side of a pair.
    rows[0] <- rows[0] |> Array.mapi (fun y v -> if y = 0 then 0.0 else v / (1.0 - rows[0][0]))
    let bound = ContractionRatio.PairwiseBound(Channel(array2D rows))

    let leCam (p: float[]) (q: float[]) w =
        1.0
        - Seq.sum (Seq.map2 (fun a b -> if a * b = 0.0 then 0.0 else a * b / (w * a + (1.0 - w) * b)) p q)

    let grid =
        Seq.max (
            seq {
                for a, b in [ 0, 1; 0, 2; 1, 2 ] do
                    for i in 1..999 -> leCam rows[a] rows[b] (float i / 1000.0)
            }
        )

    shouldBeAtMost 1e-12 bound grid
    shouldBeAtMost 1e-3 grid bound

[<Fact>]
let ``pairwise bounds in closed form`` () =
    shouldBeWithin 1e-12 0.64 (ContractionRatio.PairwiseBound(Channel.BinarySymmetric 0.1))
    shouldBeWithin 1e-12 0.7 (ContractionRatio.PairwiseBound(Channel.BinaryErasure 0.3))
    // Largest at one end of the interval, or at the other, where it still rises.
    shouldBeWithin 1e-12 0.7 (ContractionRatio.PairwiseBound(Channel.Z 0.3))
    shouldBeWithin 1e-12 0.7 (ContractionRatio.PairwiseBound(Channel(array2D [ [ 0.3; 0.7 ]; [ 1.0; 0.0 ] ])))
    Assert.Equal(1.0, ContractionRatio.PairwiseBound(Channel.Identity 3))
    shouldBeWithin 1e-12 0.0 (ContractionRatio.PairwiseBound(Channel(array2D [ [ 0.2; 0.8 ]; [ 0.2; 0.8 ] ])))
    Assert.Equal(0.0, ContractionRatio.PairwiseBound(Channel(array2D [ [ 0.2; 0.8 ] ])))

[<Law(Cases = 20)>]
let ``a proof goes no further than asked, and never below the truth`` (key: RandomKey) =
    let joint = positive key 3 2
    let told = Thresholds.Learnability(joint, 1e-6)
    let value = told.Beta.Paper

    let proof tolerance =
        ContractionProof(ContractionRatio joint, value, null, tolerance)

    Assert.Equal(0.97, (proof 1e-6).Run(0.97, 0, CancellationToken.None))
    Assert.Equal(value + 1e-7, (proof 1e-6).Run(value + 1e-7, 1_000, CancellationToken.None))
    let none = Thresholds.Learnability(joint, 1e-6, 0)
    shouldBeWithin 1e-12 (max none.Beta.Paper (ContractionRatio.PairwiseBound joint.YGivenX)) none.Upper
    let mutable before = 1.0

    for budget in [ 1; 9; 99 ] do
        let bound = (proof 1e-6).Run(1.0, budget, CancellationToken.None)
        shouldBeAtMost 1e-12 bound value
        shouldBeAtMost 1e-12 before bound
        before <- bound

    let cancelled = new CancellationTokenSource()
    cancelled.Cancel()

    if value < 0.9 then
        Assert.Throws<OperationCanceledException>(fun () -> (proof 1e-9).Run(1.0, 1_000, cancelled.Token) |> ignore)
        |> ignore

/// Whatever it is told: a value far too small, another point than the maximiser, few cells.
[<Fact>]
let ``the raw bound is never below a threshold that is known, and near it with enough cells`` () =
    let others: (float array | null) list = [ null; [| 0.2; 0.8 |] ]

    for joint, truth in
        [
            AnalyticBottleneck.Z(0.5).Joint, log 0.75 / log 0.5
            AnalyticBottleneck.Z(0.2, 0.3).Joint, log 0.76 / log 0.7
            AnalyticBottleneck.BinarySymmetric(0.1).Joint, 0.64
        ] do
        for told in [ 1e-9; 0.5 * truth; truth - 1e-9 ] do
            for maximiser in others do
                for cells in [ 1; 5; 40; 2_000 ] do
                    let proof = ContractionProof(ContractionRatio joint, told, maximiser, 1e-7)
                    let bound = proof.Run(1.0, cells, CancellationToken.None)
                    shouldBeAtMost 1e-12 bound truth

                    if cells = 2_000 then
                        shouldBeAtMost 1e-6 truth bound
