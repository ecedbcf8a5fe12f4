/// The small dense solvers inside the bottleneck's searches: elimination, Jacobi's eigenvectors, Anderson's mixture.
module IDropTheory.PropertyTests.Theory.SmallSolverTests

open System
open MathNet.Numerics.LinearAlgebra
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private normals (key: RandomKey) count =
    Array.init count (fun i -> key.Normal(uint64 i))

// ---- Elimination

let private solve (matrix: float[]) (right: float[]) n stride =
    SmallSystem.Solve(Span matrix, Span right, n, stride)

[<Law(Cases = 100)>]
let ``elimination solves positive definite systems as MathNet does, and reads nothing beside them`` (key: RandomKey) =
    let n = 1 + key.Below(6, 0UL)
    let stride = n + key.Below(3, 1UL)
    let root = Matrix<float>.Build.Dense(n, n, normals (key.Fold "root") (n * n))
    let matrix = root * root.Transpose() + 0.1 * Matrix<float>.Build.DenseIdentity n
    let right = normals (key.Fold "right") n
    let expected = matrix.Solve(Vector<float>.Build.DenseOfArray right)

    let flat =
        Array.init (n * stride) (fun i ->
            if i % stride < n then
                matrix[i / stride, i % stride]
            else
                nan)

    let beyond = Array.append right [| nan |]
    Assert.True(solve flat beyond n stride)

    for i in 0 .. n - 1 do
        shouldBeClose 1e-9 1e-9 expected[i] beyond[i]

    Assert.True(Double.IsNaN beyond[n])

[<Fact>]
let ``what is not positive definite, or overflows, is refused`` () =
    let refused (matrix: float[]) (right: float[]) =
        Assert.False(solve matrix right right.Length right.Length)

    refused [| 0.0 |] [| 1.0 |]
    refused [| -1.0 |] [| 1.0 |]
    refused [| nan |] [| 1.0 |]
    refused [| 1.0; 2.0; 2.0; 1.0 |] [| 1.0; 1.0 |]
    refused [| 1.0; 0.0; 0.0; -1.0 |] [| 1.0; 1.0 |]
    refused [| 1e-300; 0.0; 0.0; 1.0 |] [| 1e300; 1.0 |]

// ---- Eigenvectors

[<Law(Cases = 100)>]
let ``Jacobi's eigenvalues are MathNet's, whatever the buffer held`` (key: RandomKey) =
    let n = 1 + key.Below(6, 0UL)
    let draw = Matrix<float>.Build.Dense(n, n, normals (key.Fold "matrix") (n * n))
    // Of full rank, of rank one, or diagonal with repeated entries.
    let symmetric =
        match key.Below(3, 1UL) with
        | 0 -> draw + draw.Transpose()
        | 1 -> Matrix<float>.Build.Dense(n, n, (fun i j -> draw[i, 0] * draw[j, 0]))
        | _ -> Matrix<float>.Build.Diagonal(n, n, (fun i -> float (i / 2)))

    let matrix, vectors = symmetric.ToRowMajorArray(), Array.create (n * n + 1) nan
    SymmetricEigen.Decompose(Span matrix, Span vectors, n)

    let expected =
        symmetric.Evd(Symmetricity.Symmetric).EigenValues
        |> Seq.map _.Real
        |> Seq.sort
        |> Array.ofSeq

    let actual = Array.init n (fun k -> matrix[k * n + k])

    for e, a in Seq.zip expected (Array.sort actual) do
        shouldBeWithin 1e-12 e a

    for k in 0 .. n - 1 do
        let v = Vector<float>.Build.Dense(n, (fun i -> vectors[k * n + i]))
        shouldBeWithin 1e-12 1.0 (v.L2Norm())
        shouldBeWithin 1e-12 0.0 ((symmetric * v - actual[k] * v).L2Norm())

// ---- Anderson's mixture

[<Law(Cases = 60)>]
let ``the mixture is the least-squares one over the last steps`` (key: RandomKey) =
    let size, memory = 4 + key.Below(3, 0UL), 1 + key.Below(3, 1UL)
    let steps = 2 + key.Below(6, 2UL)
    let mixing = AndersonMixing(size, memory)

    let draws label k =
        normals (key.Fold(label: string).Fold(uint64 k)) size

    let points, images =
        Array.init steps (draws "point"), Array.init steps (draws "image")

    let vector (v: float[]) = Vector<float>.Build.DenseOfArray v

    for k in 0 .. steps - 1 do
        let result = Array.create size nan
        let mixed = mixing.Mix(ReadOnlySpan points[k], ReadOnlySpan images[k], Span result)
        Assert.Equal(k > 0, mixed)

        if mixed then
            let residual j = vector images[j] - vector points[j]
            let kept = [ max 1 (k - memory + 1) .. k ]

            let columns f =
                Matrix<float>.Build.DenseOfColumnVectors [ for j in kept -> f j - f (j - 1): Vector<float> ]

            let weights = (columns residual).QR().Solve(residual k)
            let expected = vector images[k] - columns (fun j -> vector images[j]) * weights

            for i in 0 .. size - 1 do
                shouldBeClose 1e-6 1e-6 expected[i] result[i]

    mixing.Clear()
    Assert.False(mixing.Mix(ReadOnlySpan points[0], ReadOnlySpan images[0], Span(Array.zeroCreate size)))

/// The steps that a linear contraction, slowest factor 0.99, takes to a residual of 1e-9.
let private steps memory =
    let size = 6
    let factors = [| 0.99; 0.9; 0.7; 0.5; 0.2; 0.0 |]
    let mixing = AndersonMixing(size, max memory 1)

    let rec run (x: float[]) count =
        let image = Array.mapi (fun i v -> factors[i] * v + 1.0) x

        if count = 5_000 || Seq.max (Seq.map2 (fun a b -> abs (a - b)) x image) < 1e-9 then
            count
        else
            let next = Array.zeroCreate size

            if memory > 0 && mixing.Mix(ReadOnlySpan x, ReadOnlySpan image, Span next) then
                run next (count + 1)
            else
                run image (count + 1)

    run (Array.zeroCreate size) 0

[<Fact>]
let ``mixing ends a linear iteration after about as many steps as it has dimensions`` () =
    Assert.True(steps 0 > 1_500)
    Assert.InRange(steps 8, 1, 12)
    Assert.InRange(steps 3, 1, 240)
