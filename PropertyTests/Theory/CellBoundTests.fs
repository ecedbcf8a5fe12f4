/// The bounds of a cell, recomputed from their definitions with MathNet, and the effort that the searches built on them need.
module IDropTheory.PropertyTests.Theory.CellBoundTests

open System
open System.Threading
open MathNet.Numerics.LinearAlgebra
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private point (key: RandomKey) n shape =
    let w = Array.init n (fun i -> key.Exponential(uint64 i) ** shape)
    Array.map (fun v -> v / Array.sum w) w

let private output (w: Channel) (r: float[]) =
    Array.init w.Outputs (fun y -> Seq.sum (seq { for x in 0 .. w.Inputs - 1 -> r[x] * w[x, y] }))

let private channel (key: RandomKey) inputs outputs =
    Channel(array2D [ for x in 0 .. inputs - 1 -> point (key.Fold(uint64 x)) outputs 2.0 ])

let private dual (key: RandomKey) n =
    Array.init n (fun x -> key.Fold("dual").Normal(uint64 x))

let private dot (a: float[]) (b: float[]) = Array.sum (Array.map2 (*) a b)

/// phi(r) - lambda.r by its definition.
let private value (w: Channel) beta (lambda: float[]) r =
    Oracles.entropy (output w r) - beta * Oracles.entropy r - dot lambda r

/// 2 ((1 + t) log(1 + t) - t) / t^2.
let private growth t =
    if t <= -1.0 then
        2.0
    elif abs t > 1e-2 then
        2.0 * ((1.0 + t) * log (1.0 + t) - t) / (t * t)
    else
        Seq.sum (seq { for k in 2..12 -> 2.0 * (-t) ** float (k - 2) / float (k * (k - 1)) })

let private dobrushin (w: Channel) =
    Seq.max (
        seq {
            for a in 0 .. w.Inputs - 1 do
                for b in 0 .. w.Inputs - 1 -> 0.5 * Seq.sum (seq { for y in 0 .. w.Outputs - 1 -> abs (w[a, y] - w[b, y]) })
        }
    )

/// min over weights c of f.c + c'Gc / 2: exact steps along all pairs, many times round.
let private quadraticMinimum (f: float[]) (g: Matrix<float>) =
    let n = f.Length
    let c = Vector<float>.Build.Dense(n, 1.0 / float n)

    for _ in 1..400 do
        for i in 0 .. n - 1 do
            for j in 0 .. i - 1 do
                let slope = f[j] - f[i] + (g.Row j - g.Row i) * c
                let curvature = g[i, i] + g[j, j] - 2.0 * g[i, j]
                // Moves weight from j to i.
                let wanted =
                    if curvature > 1e-300 then
                        slope / curvature
                    else
                        infinity * slope

                let move = if slope = 0.0 then 0.0 else Math.Clamp(wanted, -c[i], c[j])
                c[i] <- c[i] + move
                c[j] <- c[j] - move

    Seq.sum (Seq.map2 (*) f c) + 0.5 * (c * (g * c))

type private Recomputed =
    {
        Contracted: float
        Curved: float
        Vertices: float
        Spread: float
    }

/// Both bounds of a tangent minus a concavity, around v0 and its output s0.
let private recompute (cell: Vertex[]) (v0: float[]) (s0: float[]) tangent share (matrix: float[][] -> Matrix<float>) =
    let n = v0.Length
    let root = Array.map sqrt v0

    let z =
        cell |> Array.map (fun v -> Array.init n (fun i -> (v.R[i] - v0[i]) / root[i]))

    let tangents = cell |> Array.map (fun v -> dot tangent v.R)

    let contracted =
        Array.map2 (fun t (v: Vertex) -> t - share * Oracles.kl v.S s0) tangents cell
        |> Array.min

    let u = Vector<float>.Build.DenseOfArray root
    let p = Matrix<float>.Build.DenseIdentity n - u.OuterProduct u
    let a = p * matrix z * p
    let evd = (0.5 * (a + a.Transpose())).Evd(Symmetricity.Symmetric)

    let project j k =
        evd.EigenVectors.Column(k) * Vector<float>.Build.DenseOfArray(z[j])

    let eigen k = evd.EigenValues[k].Real

    let curved =
        Array.init n (fun j ->
            tangents[j]
            - 0.5
              * Seq.sum (seq { for k in 0 .. n - 1 -> max (eigen k) 0.0 * project j k ** 2.0 }))

    let gram =
        Matrix<float>
            .Build.Dense(n, n, (fun i j -> Seq.sum (seq { for k in 0 .. n - 1 -> max (-(eigen k)) 0.0 * project i k * project j k })))

    {
        Contracted = contracted
        Curved = quadraticMinimum curved gram
        Vertices = max contracted (Array.min curved)
        Spread = (z |> Array.sumBy (fun v -> dot v v)) / float n
    }

let private agrees tolerance expected lower (values: float[]) spread =
    let bound = max expected.Contracted expected.Curved
    shouldBeAtMost tolerance bound lower
    // The pair steps of the library stop early: what that costs is far below what the concavity costs.
    shouldBeAtMost (tolerance + 0.02 * abs (bound - expected.Vertices)) lower bound
    shouldBeWithin tolerance expected.Vertices (Array.min values)
    shouldBeRelatively 1e-9 expected.Spread spread

let private cellOf (key: RandomKey) count n =
    let centre, size = point (key.Fold "centre") n 1.5, key.Uniform 4UL ** 2.0

    centre,
    [|
        for j in 0 .. count - 1 ->
            Array.map2 (fun c v -> (1.0 - size) * c + size * v) centre (point (key.Fold("corner").Fold(uint64 j)) n 3.0)
    |]

[<Law(Cases = 150)>]
let ``the bound over a cell of inputs is the larger of its two definitions`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 1UL), 2 + key.Below(3, 2UL)
    let w, lambda = channel (key.Fold "w") n m, dual key n
    let beta = 0.01 + 0.99 * key.Uniform 3UL ** 2.0
    let r0, corners = cellOf key n n
    let s0 = output w r0

    let cell =
        corners
        |> Array.map (fun r -> Vertex(r, output w r, Oracles.entropy (output w r)))

    let matrix _ =
        let upper =
            Array.init m (fun y -> growth ((Seq.min (seq { for v in cell -> v.S[y] }) - s0[y]) / s0[y]) / s0[y])

        let lower =
            Array.init n (fun x -> growth ((Seq.max (seq { for v in cell -> v.R[x] }) - r0[x]) / r0[x]))

        Matrix<float>
            .Build.Dense(
                n,
                n,
                fun i j ->
                    sqrt (r0[i] * r0[j])
                    * Seq.sum (seq { for y in 0 .. m - 1 -> w[i, y] * w[j, y] * upper[y] })
                    - (if i = j then beta * lower[i] else 0.0)
            )

    let tangent =
        Array.init n (fun x ->
            beta * log r0[x]
            - lambda[x]
            - Seq.sum (seq { for y in 0 .. m - 1 -> w[x, y] * log s0[y] }))

    let expected =
        recompute cell r0 s0 tangent (max 0.0 (1.0 - beta / dobrushin w)) matrix

    let bound = CellBound(TiltedEntropy(w, beta, lambda))
    let lower = bound.Lower(ReadOnlySpan cell, ReadOnlySpan r0, ReadOnlySpan s0)
    agrees 1e-8 expected lower (bound.VertexValues.ToArray()) bound.Spread

[<Law(Cases = 150)>]
let ``the bound over a cell of outputs is the larger of its two definitions`` (key: RandomKey) =
    let m = 2 + key.Below(2, 1UL)
    let n = m + key.Below(3, 2UL)
    let w, lambda = channel (key.Fold "w") n m, dual key n
    let beta = 0.1 + 0.9 * key.Uniform 3UL
    let function' = TiltedEntropy(w, beta, lambda)
    let _, inputs = cellOf key m n

    let cell =
        inputs
        |> Array.map (fun r -> Vertex(output w r, output w r, Oracles.entropy (output w r)))

    let middle = Array.init m (fun y -> Seq.average (seq { for v in cell -> v.S[y] }))

    let theta =
        middle |> Array.mapi (fun y v -> log v + 0.1 * key.Normal(uint64 (50 + y)))

    let r0 = Array.zeroCreate n
    let conjugate = function'.Conjugate(ReadOnlySpan theta, Span r0)
    let s0 = output w r0
    let tangent = Array.init m (fun y -> theta[y] - conjugate - log s0[y])

    let matrix (z: float[][]) =
        let c =
            Matrix<float>
                .Build.Dense(
                    m,
                    m,
                    fun i j ->
                        Seq.sum (seq { for x in 0 .. n - 1 -> r0[x] * (w[x, i] - s0[i]) * (w[x, j] - s0[j]) })
                        / sqrt (s0[i] * s0[j])
                )

        let evd = c.Evd(Symmetricity.Symmetric)

        let scale =
            evd.EigenValues
            |> Seq.map (fun e -> 1.0 / (max e.Real 0.0 + 1e-9))
            |> Seq.toArray

        let inverse =
            evd.EigenVectors
            * Matrix<float>.Build.DiagonalOfDiagonalArray scale
            * evd.EigenVectors.Transpose()

        let largest =
            Seq.max (
                seq {
                    yield 0.0

                    for v in z do
                        let u = inverse * Vector<float>.Build.DenseOfArray v

                        for x in 0 .. n - 1 -> Seq.sum (seq { for y in 0 .. m - 1 -> (w[x, y] - s0[y]) * u[y] / sqrt s0[y] })
                }
            )

        let least =
            Array.init m (fun y -> growth ((Seq.min (seq { for v in cell -> v.S[y] }) - s0[y]) / s0[y]))

        Matrix<float>.Build.DiagonalOfDiagonalArray least
        - beta * growth largest * inverse

    let expected =
        recompute cell s0 s0 tangent (max 0.0 (1.0 - beta / dobrushin w)) matrix

    let bound = OutputCellBound function'

    let lower =
        bound.Lower(ReadOnlySpan cell, ReadOnlySpan theta, ReadOnlySpan r0, ReadOnlySpan s0, conjugate)

    agrees 1e-5 expected lower (bound.VertexValues.ToArray()) bound.Spread

[<Fact>]
let ``the ends of KL's curvature`` () =
    Assert.Equal(2.0, CellBound.KlCurvature -1.0)
    Assert.Equal(2.0, CellBound.KlCurvature -7.0)
    Assert.Equal(0.0, CellBound.KlCurvature 1e101)
    Assert.Equal(1.0, CellBound.KlCurvature 0.0)
    shouldBeWithin 1e-15 (1.0 - 3e-9) (CellBound.KlCurvature 9e-9)
    shouldBeRelatively 1e-12 (2.0 * (log 1e99 - 1.0) / 1e99) (CellBound.KlCurvature 1e99)

// ---- The function itself

[<Law(Cases = 100)>]
let ``the function, its tangent, its conjugate and its descent are what they say`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 1UL), 2 + key.Below(3, 2UL)

    // One zero in the channel: 0 log 0 = 0 everywhere.
    let w =
        let rows = Array.init n (fun x -> point (key.Fold("w").Fold(uint64 x)) m 1.0)
        rows[0] <- Array.init m (fun y -> if y = 0 then 0.0 else 1.0 / float (m - 1))
        Channel(array2D rows)

    let lambda, beta, r = dual key n, 0.05 + key.Uniform 3UL, point (key.Fold "r") n 1.0
    let s = output w r
    let f = TiltedEntropy(w, beta, lambda)
    let outputs = Array.create m nan
    f.Output(ReadOnlySpan r, Span outputs)
    Array.iter2 (shouldBeWithin 1e-14) s outputs
    shouldBeWithin 1e-13 (value w beta lambda r) (f.Value(ReadOnlySpan r, ReadOnlySpan s))
    shouldBeRelatively 1e-14 (1e-14 * (10.0 + 2.0 * Seq.max (Seq.map abs lambda))) f.RoundingError
    let tangent = Array.create n nan
    f.Tangent(ReadOnlySpan r, ReadOnlySpan s, Span tangent)
    shouldBeWithin 1e-12 (value w beta lambda r) (dot tangent r)
    // The tangent's slope along an edge of the simplex is the function's.
    let along t =
        r
        |> Array.mapi (fun x v ->
            if x = 0 then v + t
            elif x = 1 then v - t
            else v)

    let slope, error =
        Oracles.derivative (fun t -> value w beta lambda (along t)) 0.0 (0.4 * min r[0] r[1])

    shouldBeWithin (1e-7 + 10.0 * error) slope (tangent[0] - tangent[1])
    // Minus the least value of -beta H(r) - lambda.r - theta.W'r, and where.
    let theta, at =
        Array.init m (fun y -> key.Normal(uint64 (70 + y))), Array.create n nan

    let conjugate = f.Conjugate(ReadOnlySpan theta, Span at)

    let tilted q =
        -beta * Oracles.entropy q - dot lambda q - dot theta (output w q)

    shouldBeWithin 1e-12 1.0 (Array.sum at)
    shouldBeWithin 1e-11 -conjugate (tilted at)
    shouldBeAtMost 1e-12 (tilted r) -conjugate
    // One step is the minimiser for theta = log s; descending never rises and keeps the output up to date.
    let stepped, out = Array.copy r, Array.create m nan
    f.Descend(Span stepped, Span out, 1)
    f.Conjugate(ReadOnlySpan(Array.map log s), Span at) |> ignore
    Array.iter2 (shouldBeWithin 1e-13) at stepped
    Array.iter2 (shouldBeWithin 1e-13) (output w stepped) out
    f.Descend(Span stepped, Span out, 20)
    shouldBeAtMost 1e-12 (value w beta lambda at) (value w beta lambda stepped)
    f.Descend(Span at, Span out, 0)
    Array.iter2 (shouldBeWithin 1e-13) (output w at) out
