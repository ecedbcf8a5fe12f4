/// The global certificate: from the pieces of a cell's bound to lower bounds that no encoder beats, and solutions it must not certify.
module IDropTheory.PropertyTests.Theory.CertificateTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private rounding = 1e-12

/// A random point of the simplex; `shape` from spread out (1) to near a corner (10).
let private point (key: RandomKey) n shape =
    let w = Array.init n (fun i -> key.Exponential(uint64 i) ** shape)
    let total = Array.sum w
    Array.map (fun v -> v / total) w

let private output (w: Channel) (r: float[]) =
    Array.init w.Outputs (fun y -> Seq.sum (seq { for x in 0 .. w.Inputs - 1 -> r[x] * w[x, y] }))

/// phi(r) - lambda.r by its definition.
let private tilted (w: Channel) beta (lambda: float[]) r =
    Oracles.entropy (output w r)
    - beta * Oracles.entropy r
    - Array.sum (Array.map2 (*) lambda r)

let private channel (key: RandomKey) inputs outputs =
    Channel(array2D [ for x in 0 .. inputs - 1 -> point (key.Fold(uint64 x)) outputs 2.0 ])

let private dual (key: RandomKey) n =
    Array.init n (fun x -> key.Fold("dual").Normal(uint64 x))

let private find (w: Channel) beta (lambda: float[]) tolerance budget =
    let minimum = SimplexMinimum(w, beta, ReadOnlySpan lambda, tolerance)
    minimum.Advance(float (budget: int64))
    minimum

// ---- The pieces of a bound

[<Law>]
let ``the curvature of KL is what its growth says, and decreasing`` (key: RandomKey) =
    let t = 20.0 * key.Uniform 0UL ** 3.0 - 0.999 * key.Uniform 1UL
    let growth = (1.0 + t) * log (1.0 + t) - t

    if abs t > 1e-2 then
        shouldBeRelatively 1e-10 (2.0 * growth / (t * t)) (CellBound.KlCurvature t)

    let small = 1e-3 * t

    let series =
        Seq.sum (seq { for k in 2..12 -> 2.0 * (-small) ** float (k - 2) / float (k * (k - 1)) })

    shouldBeRelatively 1e-14 series (CellBound.KlCurvature small)
    shouldBeAtMost 0.0 (CellBound.KlCurvature t) (CellBound.KlCurvature(t + 0.01))

[<Law>]
let ``Jacobi's eigenvectors are orthonormal and rebuild the matrix`` (key: RandomKey) =
    let n = 1 + key.Below(6, 99UL)
    let draw = Array2D.init n n (fun i j -> key.Normal(uint64 (i * n + j)))
    let original = Array2D.init n n (fun i j -> draw[i, j] + draw[j, i])

    let matrix, vectors =
        Array.ofSeq (Seq.cast<float> original), Array.zeroCreate (n * n)

    SymmetricEigen.Decompose(Span matrix, Span vectors, n)

    for i in 0 .. n - 1 do
        for j in 0 .. n - 1 do
            let overlap =
                Seq.sum (seq { for k in 0 .. n - 1 -> vectors[i * n + k] * vectors[j * n + k] })

            let rebuilt =
                Seq.sum (seq { for k in 0 .. n - 1 -> matrix[k * n + k] * vectors[k * n + i] * vectors[k * n + j] })

            shouldBeWithin rounding (if i = j then 1.0 else 0.0) overlap
            shouldBeWithin rounding original[i, j] rebuilt

[<Law>]
let ``KL contracts by at most the Dobrushin coefficient, exactly that for erasures`` (w: Channel, key: RandomKey, Probability e) =
    let p, q = point (key.Fold "p") w.Inputs 3.0, point (key.Fold "q") w.Inputs 1.0
    shouldBeAtMost rounding (CellBound.Dobrushin w * Oracles.kl p q) (Oracles.kl (output w p) (output w q))
    shouldBeWithin rounding (1.0 - e) (CellBound.Dobrushin(Channel.BinaryErasure e))

[<Law(Cases = 400)>]
let ``a cell's bound is below the function everywhere on the cell, whatever the reference point`` (key: RandomKey) =
    let n, m = 2 + key.Below(4, 1UL), 2 + key.Below(4, 2UL)
    let w, lambda = channel (key.Fold "w") n m, dual key n
    let beta = key.Uniform 3UL ** 2.0
    let size = key.Uniform 4UL ** 3.0
    let centre = point (key.Fold "centre") n 2.0

    let corners =
        [|
            for j in 0 .. n - 1 do
                let corner = point (key.Fold("corner").Fold(uint64 j)) n 4.0
                Array.map2 (fun c v -> (1.0 - size) * c + size * v) centre corner
        |]

    let cell =
        corners
        |> Array.map (fun r -> Vertex(r, output w r, Oracles.entropy (output w r)))

    let reference =
        point (key.Fold "reference") n (if key.Bits64 5UL % 2UL = 0UL then 1.0 else 3.0)

    let r0 = if key.Bits64 6UL % 2UL = 0UL then centre else reference

    let bound =
        CellBound(TiltedEntropy(w, beta, lambda)).Lower(ReadOnlySpan cell, ReadOnlySpan r0, ReadOnlySpan(output w r0))

    for trial in 0..19 do
        let weights =
            point (key.Fold("weights").Fold(uint64 trial)) n (1.0 + float (trial % 5))

        let r =
            Array.init n (fun x -> Seq.sum (seq { for j in 0 .. n - 1 -> weights[j] * corners[j][x] }))

        shouldBeAtMost rounding (tilted w beta lambda r) bound

[<Law(Cases = 400)>]
let ``a bound over outputs is below the function at every input of the cell's outputs`` (key: RandomKey) =
    let m = 2 + key.Below(3, 1UL)
    let n = m + key.Below(4, 2UL)
    let w, lambda = channel (key.Fold "w") n m, dual key n
    let beta = 0.02 + 0.98 * key.Uniform 3UL ** 2.0
    let size = key.Uniform 4UL ** 3.0
    let centre = point (key.Fold "centre") n 2.0

    let inputs =
        [|
            for j in 0 .. m - 1 do
                let corner = point (key.Fold("corner").Fold(uint64 j)) n 4.0
                Array.map2 (fun c v -> (1.0 - size) * c + size * v) centre corner
        |]

    let corner r =
        Vertex(output w r, output w r, Oracles.entropy (output w r))

    let cell = inputs |> Array.map corner
    let tilted' = TiltedEntropy(w, beta, lambda)
    let near = output w centre |> Array.map log
    let theta = near |> Array.mapi (fun y v -> v + 0.3 * key.Normal(uint64 (50 + y)))
    let r0 = Array.zeroCreate n
    let conjugate = tilted'.Conjugate(ReadOnlySpan theta, Span r0)

    let bound =
        OutputCellBound(tilted').Lower(ReadOnlySpan cell, ReadOnlySpan theta, ReadOnlySpan r0, ReadOnlySpan(output w r0), conjugate)

    for trial in 0..19 do
        let weights =
            point (key.Fold("weights").Fold(uint64 trial)) m (1.0 + float (trial % 5))

        let r =
            Array.init n (fun x -> Seq.sum (seq { for j in 0 .. m - 1 -> weights[j] * inputs[j][x] }))

        shouldBeAtMost rounding (tilted w beta lambda r) bound

[<Law(Cases = 60)>]
let ``the searches over inputs and over outputs find the same minimum`` (key: RandomKey) =
    let m = 2 + key.Below(2, 1UL)
    let n = m + 1 + key.Below(2, 2UL)

    let w, lambda, beta =
        channel (key.Fold "w") n m, dual key n, 0.3 + 0.7 * key.Uniform 3UL

    let tilted' = TiltedEntropy(w, beta, lambda)

    let run (space: ISearchSpace) =
        let search = SimplexSearch(tilted', space, 1e-6, [||])
        search.Advance(50_000.0, Double.NegativeInfinity, Threading.CancellationToken.None)
        search

    let inputs, outputs = run (InputSpace tilted'), run (OutputSpace tilted')
    shouldBeAtMost 1e-11 1e-6 (outputs.Upper - outputs.Lower)
    shouldBeAtMost 0.0 outputs.Upper inputs.Lower
    shouldBeAtMost 0.0 inputs.Upper outputs.Lower

// ---- The minimum over the simplex

[<Law(Cases = 60)>]
let ``the bracket holds the minimum, as tight as asked`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 1UL), 2 + key.Below(3, 2UL)

    let w, lambda, beta =
        channel (key.Fold "w") n m, dual key n, 0.01 + 0.99 * key.Uniform 3UL

    let minimum = find w beta lambda 1e-7 200_000L
    shouldBeAtMost 1e-11 1e-7 (minimum.Upper - minimum.Lower)
    shouldBeWithin rounding (tilted w beta lambda minimum.Minimiser) minimum.Upper

    for trial in 0..199 do
        let r = point (key.Fold("point").Fold(uint64 trial)) n (1.0 + float (trial % 8))
        shouldBeAtMost 0.0 (tilted w beta lambda r) minimum.Lower

[<Law(Cases = 40)>]
let ``on two and three inputs the bracket holds the minimum over a grid`` (key: RandomKey) =
    let n, steps = 2 + key.Below(2, 1UL), 200

    let w, lambda, beta =
        channel (key.Fold "w") n (2 + key.Below(3, 2UL)), dual key n, 0.02 + 0.9 * key.Uniform 3UL

    let minimum = find w beta lambda 1e-7 200_000L

    let grid =
        seq {
            for i in 0..steps do
                if n = 2 then
                    [| float i; float (steps - i) |]
                else
                    for j in 0 .. steps - i do
                        [| float i; float j; float (steps - i - j) |]
        }
        |> Seq.map (Array.map (fun v -> v / float steps) >> tilted w beta lambda)
        |> Seq.min

    shouldBeAtMost 0.0 grid minimum.Lower
    // The grid is 1/200 wide and the function's steepest entropy term is r log r: what it can miss is below 0.05 nats.
    shouldBeAtMost 0.05 minimum.Upper grid

[<Law(Cases = 40)>]
let ``a spent budget leaves a valid bound`` (key: RandomKey) =
    let w, lambda, beta = channel key 5 5, dual key 5, 0.2 * key.Uniform 3UL + 0.05
    let rough, fine = find w beta lambda 1e-9 3L, find w beta lambda 1e-9 300L
    Assert.True(rough.Cells <= 4L)
    shouldBeAtMost 0.0 fine.Upper rough.Lower
    shouldBeAtMost 1e-12 fine.Lower rough.Lower

// ---- Bounds on the bottleneck

let private randomEncoder (key: RandomKey) inputs =
    let outputs = 1 + key.Below(6, 1000UL)

    Channel(
        array2D
            [
                for x in 0 .. inputs - 1 -> point (key.Fold(uint64 x)) outputs (1.0 + float (key.Below(6, 1001UL)))
            ]
    )

let private objective joint encoder beta =
    BottleneckPoint.Of(joint, encoder).Objective(Beta.FromPaper beta).Value

[<Law(Cases = 60)>]
let ``any dual vector gives a bound below every encoder, and the optimal one is the best`` (key: RandomKey) =
    let w = channel key 3 3
    let p = point (key.Fold "p") 3 1.0
    let joint = JointDistribution.Of(FiniteDistribution(ReadOnlySpan p), w)
    let beta = 0.05 + 0.6 * key.Uniform 7UL
    let lambda = dual key 3

    let wrong =
        let certificate = Certificate(joint, beta, ReadOnlySpan lambda, 1e-6)
        certificate.Advance 100_000.0
        certificate.LowerBound

    let best = InformationBottleneck.Solve(joint, Beta.FromPaper beta)
    Assert.True best.Certified
    shouldBeAtMost 0.0 best.Objective.Value wrong
    shouldBeAtMost 2e-6 best.LowerBound.Value wrong

    for trial in 0..19 do
        shouldBeAtMost 0.0 (objective joint (randomEncoder (key.Fold("encoder").Fold(uint64 trial)) 3) beta) wrong

[<Law(Cases = 60)>]
let ``no encoder beats the lower bound of a solution`` (joint: JointDistribution, beta: Beta, key: RandomKey) =
    let solution = InformationBottleneck.Solve(joint, beta)

    for trial in 0..39 do
        let encoder = randomEncoder (key.Fold(uint64 trial)) joint.CountX
        shouldBeAtMost rounding (BottleneckPoint.Of(joint, encoder).Objective(beta).Value) solution.LowerBound.Value

// ---- What must not be certified

[<Fact>]
let ``one cluster is not certified where more are better`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let constant =
        InformationBottleneck.Solve(joint, Beta.FromPaper 0.4, BottleneckOptions(Alphabet = Nullable 1))

    shouldBeWithin rounding (log 2.0) constant.Objective.Value
    Assert.False constant.Certified
    shouldBeAtMost 0.0 0.5968 constant.LowerBound.Value

/// Between the local and the learnability threshold the constant encoder is a strict local optimum but not the global one.
let private trap =
    JointDistribution.Of(FiniteDistribution.Bernoulli 0.1, Channel.BinarySymmetric 0.1)

[<Fact>]
let ``a local optimum is neither certified nor what Solve returns`` () =
    let local = (Thresholds.Local trap).Paper
    let learnable = (Thresholds.Learnability trap).Beta.Paper
    shouldBeAtMost 0.0 learnable (local + 0.02)
    let beta = 0.5 * (local + learnable)
    let nearly = array2D [ [ 0.5005; 0.4995 ]; [ 0.4995; 0.5005 ] ]
    let run = ClusterIteration(trap, beta, BottleneckStarts.StateOf(trap, nearly))
    run.Run(20_000, 1e-12)
    let constant = trap.Y.Entropy().Value
    shouldBeWithin 1e-9 constant run.Objective

    let certificate = Certificate(trap, beta, ReadOnlySpan(run.Dual()), 1e-7)
    certificate.Advance 100_000.0

    let solution = InformationBottleneck.Solve(trap, Beta.FromPaper beta)
    Assert.True solution.Certified
    shouldBeAtMost 0.0 (constant - 1e-5) solution.Objective.Value
    shouldBeAtMost 0.0 solution.Objective.Value certificate.LowerBound
    shouldBeAtMost 0.0 -1e-5 certificate.Violation

[<Fact>]
let ``without the certificate nothing but the trivial bound is claimed`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let solution =
        InformationBottleneck.Solve(joint, Beta.FromPaper 0.4, BottleneckOptions(Certify = false))

    Assert.False solution.Certified
    shouldBeWithin rounding (joint.ConditionalEntropy().Value) solution.LowerBound.Value
