module IDropTheory.PropertyTests.Theory.GaussianBottleneckTests

open System
open MathNet.Numerics.LinearAlgebra
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Laws

let private matrix (rows: float list list) =
    Matrix<double>.Build.DenseOfRows(rows |> Seq.map Seq.ofList)

let private encoder (solution: GaussianBottleneckSolution) =
    match solution.Encoder with
    | null -> failwith "no encoder"
    | a -> a

/// A covariance of one to four coordinates of x and of y, from nearly independent to nearly deterministic.
let private randomCovariance (key: RandomKey) =
    let n, m = 1 + key.Fold("n").Below(4, 0UL), 1 + key.Fold("m").Below(4, 0UL)
    let mixing = key.Fold "mixing"

    let root =
        Matrix<double>.Build.Dense(n + m, n + m, fun i j -> mixing.Normal(uint64 (i * (n + m) + j)))

    let noise = Math.Pow(10.0, -3.0 * key.Fold("noise").Uniform 0UL)
    root * root.Transpose() + noise * Matrix<double>.Build.DenseIdentity(n + m), n

/// log det through the eigenvalues: a way that the solver does not use.
let private logDet (m: Matrix<double>) =
    m.Evd(Symmetricity.Symmetric).EigenValues
    |> Seq.sumBy (fun e -> Math.Log e.Real)

let private blocks (s: Matrix<double>) n =
    let m = s.RowCount - n

    let x, xy, y =
        s.SubMatrix(0, n, 0, n), s.SubMatrix(0, n, n, m), s.SubMatrix(n, m, n, m)

    x, x - xy * y.Inverse() * xy.Transpose(), y

/// I(x;t) and I(t;y) of t = A x + unit noise, from determinants.
let private evaluate (s: Matrix<double>) n (a: Matrix<double>) =
    let x, xGivenY, _ = blocks s n
    let unit = Matrix<double>.Build.DenseIdentity a.RowCount
    let total = logDet (a * x * a.Transpose() + unit)
    0.5 * total, 0.5 * (total - logDet (a * xGivenY * a.Transpose() + unit))

let private lagrangian beta (ix, iy) = beta * ix - iy

[<Law(Cases = 300)>]
let ``the encoder achieves the informations that are reported`` (key: RandomKey) =
    let s, n = randomCovariance key
    let beta = key.Fold("beta").Uniform 0UL
    let solution = GaussianBottleneck.Solve(s, n, Beta.FromPaper beta)
    let ix, iy = evaluate s n (encoder solution)
    Assert.Equal(ix, solution.InformationX.Value, 1e-10 * (1.0 + ix))
    Assert.Equal(iy, solution.InformationY.Value, 1e-10 * (1.0 + iy))

[<Law(Cases = 300)>]
let ``no other encoder is better, and a scaled one is worse`` (key: RandomKey) =
    let s, n = randomCovariance key
    let beta = key.Fold("beta").Uniform 0UL
    let solution = GaussianBottleneck.Solve(s, n, Beta.FromPaper beta)

    let best =
        lagrangian beta (solution.InformationX.Value, solution.InformationY.Value)

    for trial in 0UL .. 9UL do
        let noise =
            Matrix<double>.Build.Dense(n, n, fun i j -> key.Fold(trial).Normal(uint64 (i * n + j)))

        let step = Math.Pow(10.0, -float trial / 2.0)
        let other = encoder solution + step * noise
        Assert.True(lagrangian beta (evaluate s n other) >= best - 1e-10)
    // Negative control: a five per cent error in the noise level is seen wherever something is encoded.
    if solution.InformationX.Value > 0.1 then
        Assert.True(lagrangian beta (evaluate s n (1.05 * encoder solution)) > best + 1e-6)

[<Law(Cases = 200)>]
let ``a scalar problem agrees with a search over the noise level`` (key: RandomKey) =
    let rho, beta = 2.0 * key.Uniform 0UL - 1.0, key.Uniform 1UL
    let s = matrix [ [ 4.0; 6.0 * rho ]; [ 6.0 * rho; 9.0 ] ]
    let solution = GaussianBottleneck.Solve(s, 1, Beta.FromPaper beta)

    let value logPower =
        lagrangian beta (evaluate s 1 (matrix [ [ Math.Exp(0.5 * logPower) ] ]))
    // The Lagrangian falls and then rises in the log of the power: ternary search.
    let rec search low high steps =
        if steps = 0 then
            min (value low) 0.0
        else
            let a, b = low + (high - low) / 3.0, high - (high - low) / 3.0

            if value a < value b then
                search low b (steps - 1)
            else
                search a high (steps - 1)

    let found = search -30.0 30.0 150
    Assert.Equal(found, lagrangian beta (solution.InformationX.Value, solution.InformationY.Value), 1e-10)

[<Law(Cases = 200)>]
let ``eigenvalues are those of the paper's unsymmetric matrix, and count the components`` (key: RandomKey) =
    let s, n = randomCovariance key
    let x, xGivenY, _ = blocks s n

    let expected =
        (xGivenY * x.Inverse()).Evd(Symmetricity.Asymmetric).EigenValues
        |> Seq.map _.Real
        |> Seq.sort
        |> Seq.toArray

    let beta = key.Fold("beta").Uniform 0UL
    let solution = GaussianBottleneck.Solve(s, n, Beta.FromPaper beta)

    for e, a in Seq.zip expected solution.Eigenvalues do
        Assert.Equal(e, a, 1e-9)

    Assert.Equal(solution.Eigenvalues |> Seq.filter (fun e -> 1.0 - e > beta) |> Seq.length, solution.Components)
    // Chechik et al., theorem 3.1 and equations (18), (20), in Tishby's convention.
    let b = 1.0 / beta

    let active =
        solution.Eigenvalues |> Seq.filter (fun e -> b > 1.0 / (1.0 - e)) |> Seq.toArray

    let ix = active |> Seq.sumBy (fun e -> 0.5 * Math.Log((b - 1.0) * (1.0 - e) / e))
    let iy = ix - (active |> Seq.sumBy (fun e -> 0.5 * Math.Log(b * (1.0 - e))))
    Assert.Equal(ix, solution.InformationX.Value, 1e-10 * (1.0 + ix))
    Assert.Equal(iy, solution.InformationY.Value, 1e-10 * (1.0 + ix))

[<Law(Cases = 100)>]
let ``units do not matter`` (key: RandomKey) =
    let s, n = randomCovariance key
    let beta = Beta.FromPaper(key.Uniform 0UL)

    let units =
        Matrix<double>.Build.DiagonalOfDiagonalArray
            [|
                for i in 1 .. s.RowCount -> Math.Pow(10.0, 100.0 * key.Uniform(uint64 i) - 50.0)
            |]

    let plain, scaled =
        GaussianBottleneck.Solve(s, n, beta), GaussianBottleneck.Solve(units * s * units, n, beta)

    Assert.Equal(plain.InformationX.Value, scaled.InformationX.Value, 1e-10 * (1.0 + plain.InformationX.Value))
    Assert.Equal(plain.InformationY.Value, scaled.InformationY.Value, 1e-10 * (1.0 + plain.InformationY.Value))

[<Fact>]
let ``a tiny excess over the threshold keeps its digits`` () =
    // rho^2 - beta = 1e-13: both informations are 1e-13 / (2 (1 - rho^2)) and that over beta.
    let rho = 0.5

    let solution =
        GaussianBottleneck.Solve(matrix [ [ 1.0; rho ]; [ rho; 1.0 ] ], 1, Beta.FromPaper(0.25 - 1e-13))

    Assert.Equal(1e-13 / 1.5, solution.InformationY.Value, 1e-16)
    Assert.Equal(4e-13 / 1.5, solution.InformationX.Value, 1e-16)

[<Fact>]
let ``beta 0 asks for infinite information, beta 1 and more for none`` () =
    let s = matrix [ [ 2.0; 0.3; 0.9 ]; [ 0.3; 1.0; 0.2 ]; [ 0.9; 0.2; 1.5 ] ]
    let all = GaussianBottleneck.Solve(s, 2, Beta.FromPaper 0.0)
    let x, xGivenY, _ = blocks s 2
    Assert.Equal(Double.PositiveInfinity, all.InformationX.Value)
    Assert.Equal(0.5 * (logDet x - logDet xGivenY), all.InformationY.Value, 1e-12)
    Assert.Equal(1, all.Components)
    Assert.Null all.Encoder

    for beta in [ 1.0; 2.0; Double.PositiveInfinity ] do
        let none = GaussianBottleneck.Solve(s, 2, Beta.FromPaper beta)
        Assert.Equal((0.0, 0.0, 0), (none.InformationX.Value, none.InformationY.Value, none.Components))
        Assert.Equal(0.0, (encoder none).L2Norm())

    let independent =
        GaussianBottleneck.Solve(Matrix<double>.Build.DenseIdentity 4, 2, Beta.FromPaper 0.0)

    Assert.Equal((0.0, 0.0, 0), (independent.InformationX.Value, independent.InformationY.Value, independent.Components))

[<Fact>]
let ``what is no covariance is refused`` () =
    let beta = Beta.FromPaper 0.5

    let refused (s: Matrix<double>) split =
        Assert.ThrowsAny<ArgumentException>(fun () -> GaussianBottleneck.Solve(s, split, beta) |> ignore)

    let fine = matrix [ [ 1.0; 0.5 ]; [ 0.5; 1.0 ] ]
    Assert.Contains("allowed: 1 to 1", (refused fine 0).Message)
    Assert.Contains("allowed: 1 to 1", (refused fine 2).Message)
    Assert.Contains("symmetric", (refused (matrix [ [ 1.0; 0.5 ]; [ 0.4; 1.0 ] ]) 1).Message)
    Assert.Contains("positive definite", (refused (matrix [ [ 1.0; 1.0 ]; [ 1.0; 1.0 ] ]) 1).Message)
    Assert.Contains("positive definite", (refused (matrix [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ]) 1).Message)
    Assert.Contains("square", (refused (matrix [ [ 1.0; 0.5 ] ]) 1).Message)
    Assert.Contains("covariance[0, 1]", (refused (matrix [ [ 1.0; nan ]; [ nan; 1.0 ] ]) 1).Message)
    Assert.Contains("covariance[1, 1]", (refused (matrix [ [ 1.0; 0.0 ]; [ 0.0; 0.0 ] ]) 1).Message)

[<Fact>]
let ``an asymmetry up to 1e-10 of the scales is averaged away, more is refused`` () =
    let nearly gap =
        matrix [ [ 100.0; 5.0 ]; [ 5.0 + 10.0 * gap; 1.0 ] ]

    let solve gap =
        GaussianBottleneck.Solve(nearly gap, 1, Beta.FromPaper 0.1)

    Assert.Equal(1.0 - (0.5 + 0.45e-10) ** 2.0, (solve 0.9e-10).Eigenvalues[0], 1e-12)

    Assert.ThrowsAny<ArgumentException>(fun () -> solve 1.2e-10 |> ignore) |> ignore

[<Law(Cases = 60)>]
let ``at beta 0 rounding is no correlation: a cross-covariance of rank one has one component`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 0UL), 2 + key.Below(3, 1UL)
    // x = a z + noise, y = b z + noise: all that they share is z.
    let a = Array.init (n + m) (fun i -> key.Fold("loading").Normal(uint64 i))

    let s =
        Matrix<double>.Build.Dense(n + m, n + m, (fun i j -> a[i] * a[j] + (if i = j then 1.0 else 0.0)))

    let solution = GaussianBottleneck.Solve(s, n, Beta.FromPaper 0.0)
    Assert.Equal(1, solution.Components)
    Assert.Equal(n, solution.Eigenvalues.Length)
    let power (part: float[]) = Array.sumBy (fun v -> v * v) part
    let px, py = power a[.. n - 1], power a[n..]
    Assert.Equal(1.0 - px * py / ((1.0 + px) * (1.0 + py)), solution.Eigenvalues[0], 1e-12)
    Assert.All(Seq.tail solution.Eigenvalues, fun e -> Assert.Equal(1.0, e))

[<Fact>]
let ``what counts as a correlation of zero: eight rounding errors a coordinate`` () =
    let components rho =
        GaussianBottleneck.Solve(matrix [ [ 1.0; rho ]; [ rho; 1.0 ] ], 1, Beta.FromPaper 0.0).Components

    let epsilon = Math.BitIncrement 1.0 - 1.0
    Assert.Equal(0, components (15.0 * epsilon))
    Assert.Equal(1, components (17.0 * epsilon))
    Assert.Equal(1, components (-17.0 * epsilon))
