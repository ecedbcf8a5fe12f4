/// DCI: the scores of importances against their definition, the lasso against its optimality conditions, and codes whose scores are known.
module IDropTheory.PropertyTests.Theory.ImportanceTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private concentration (values: float[]) =
    let total = Array.sum values

    1.0
    - Oracles.entropy (values |> Array.map (fun v -> v / total))
      / log (float values.Length)

[<Law(Cases = 100)>]
let ``scores follow their definition; neither units nor the order of components matter`` (key: RandomKey) =
    let d, factors = 2 + key.Below(5, 0UL), 2 + key.Below(5, 1UL)

    let r =
        Array2D.init d factors (fun j k -> (key.Fold "r").Uniform(uint64 (j * factors + k)))

    let scores = ImportanceScores r
    let total = r |> Seq.cast<float> |> Seq.sum

    let disentanglement =
        Seq.init d (fun j -> Array.sum r[j, *] / total * concentration r[j, *])
        |> Seq.sum

    let completeness = Seq.init factors (fun k -> concentration r[*, k]) |> Seq.average

    shouldBeWithin 1e-13 disentanglement scores.Disentanglement
    shouldBeWithin 1e-13 completeness scores.Completeness
    let order = (key.Fold "order").Permutation d

    let moved =
        ImportanceScores(Array2D.init d factors (fun j k -> 1e300 / 1e3 * r[order[j], k]))

    shouldBeWithin 1e-13 completeness moved.Completeness
    // Components without importance change nothing of the disentanglement.
    let padded =
        ImportanceScores(Array2D.init (d + 2) factors (fun j k -> if j < d then r[j, k] else 0.0))

    shouldBeWithin 1e-13 disentanglement padded.Disentanglement

[<Fact>]
let ``scores of diagonal, uniform and empty importances`` () =
    let scores (r: float list list) =
        let s = ImportanceScores(array2D r)
        s.Disentanglement, s.Completeness

    Assert.Equal((1.0, 1.0), scores [ [ 0.0; 2.0; 0.0 ]; [ 5.0; 0.0; 0.0 ]; [ 0.0; 0.0; 0.1 ] ])
    let d, c = scores [ [ 1.0; 1.0 ]; [ 1.0; 1.0 ] ]
    shouldBeWithin 1e-15 0.0 d
    shouldBeWithin 1e-15 0.0 c
    Assert.Equal((0.0, 0.0), scores [ [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ])
    // Two components for one factor: disentangled, but not complete.
    let d, c = scores [ [ 1.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ]
    Assert.Equal(1.0, d)
    shouldBeWithin 1e-15 ((1.0 - log 2.0 / log 3.0 + 1.0) / 2.0) c

    for bad, text in
        [
            [ [ 1.0; -1.0 ]; [ 0.0; 0.0 ] ], "importance[0, 1] is -1"
            [ [ 1.0; nan ]; [ 0.0; 0.0 ] ], "importance[0, 1] is NaN"
            [ [ 1.0; 1.0 ] ], "the number of components is 1"
            [ [ 1.0 ]; [ 1.0 ] ], "the number of factors is 1"
        ] do
        Assert.Contains(text, Assert.Throws<ArgumentOutOfRangeException>(fun () -> ImportanceScores(array2D bad) |> ignore).Message)

/// Optimal if and only if the gradient r - G w is lambda sign(w_j) where w_j is not zero, and at most lambda elsewhere.
[<Law(Cases = 60)>]
let ``the lasso meets its optimality conditions along a path`` (key: RandomKey) =
    let d = 1 + key.Below(6, 0UL)
    let a = Array2D.init d d (fun i j -> (key.Fold "a").Normal(uint64 (i * d + j)))

    let g =
        Array2D.init d d (fun i j -> Array.fold2 (fun s x y -> s + x * y) (if i = j then 0.1 else 0.0) a[i, *] a[j, *])

    let r = Array.init d (fun j -> (key.Fold "r").Normal(uint64 j))
    let lasso = Lasso(Array.init (d * d) (fun i -> g[i / d, i % d]), r)
    let largest = lasso.LargestPenalty
    Assert.True(lasso.Solve largest)
    Assert.All(lasso.Weights, fun w -> Assert.Equal(0.0, w))

    for fraction in [ 0.7; 0.3; 0.1; 0.01 ] do
        let penalty = fraction * largest
        // Steps below 1e-12 leave a gradient below 1e-9 at these curvatures.
        if lasso.Solve(penalty, 1e-12) then
            for j in 0 .. d - 1 do
                let gradient = r[j] - (Seq.init d (fun k -> g[j, k] * lasso.Weights[k]) |> Seq.sum)

                if lasso.Weights[j] = 0.0 then
                    shouldBeAtMost 1e-9 penalty (abs gradient)
                else
                    shouldBeWithin 1e-9 (float (sign lasso.Weights[j]) * penalty) gradient

[<Fact>]
let ``without correlations the lasso is the soft threshold`` () =
    let lasso =
        Lasso([| 1.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 0.0 |], [| 0.5; -0.2; 0.4 |])

    Assert.True(lasso.Solve 0.3)
    // The third predictor does not vary.
    Assert.Equal<float[]>([| 0.2; 0.0; 0.0 |], lasso.Weights |> Array.map (fun w -> Math.Round(w, 12)))

let private normal (label: string) n =
    Array.init n (fun i -> (testKey label).Normal(uint64 i))

let private matrix (columns: float[][]) =
    Array2D.init columns[0].Length columns.Length (fun i j -> columns[j][i])

let private size = 1000

let private values = [| for k in 0..3 -> normal $"factor {k}" size |]

let private factors =
    values |> Array.mapi (fun k v -> KnownFactor.Continuous($"v{k}", v))

let private dci (columns: float[][]) =
    LinearDci.Of(matrix columns, factors, testKey "folds")

let private permuted =
    [|
        values[2] |> Array.map (fun v -> -0.25 * v)
        values[0] |> Array.map (fun v -> 1000.0 + v)
        values[3]
        values[1] |> Array.map (fun v -> 8.0 * v)
    |]

[<Fact>]
let ``a permutation and scaling of the factors has D = C = 1`` () =
    let measured = dci permuted
    Assert.Equal((1.0, 1.0), (measured.Scores.Disentanglement, measured.Scores.Completeness))
    Assert.True(measured.Converged)
    // The path ends at a thousandth of the largest penalty, which leaves an error of a millionth.
    Assert.All(measured.FactorInformativeness, fun i -> Assert.InRange(i, 0.999, 1.0))
    Assert.True(measured.Importance(0, 2) > 0.9 && measured.Importance(0, 1) = 0.0)

/// Noise of a tenth of the variance: the rule of one standard error keeps the factors apart nevertheless.
[<Fact>]
let ``noise lowers the informativeness by its share`` () =
    let noisy =
        permuted
        |> Array.mapi (fun j column ->
            let scale = [| 0.25; 1.0; 1.0; 8.0 |][j] / 3.0
            Array.map2 (fun v e -> v + scale * e) column (normal $"noise {j}" size))

    let measured = dci noisy
    Assert.InRange(measured.Scores.Disentanglement, 0.7, 1.0)
    // R^2 = 1 / (1 + 1/9) = 0.9 less the shrinkage; of 200 held-out samples it has a deviation of 0.014.
    Assert.InRange(measured.Informativeness, 0.8, 0.95)

[<Fact>]
let ``a rotated code is as informative and not disentangled`` () =
    let turn a b =
        [|
            Array.map2 (fun x y -> (x + y) / sqrt 2.0) a b
            Array.map2 (fun x y -> (x - y) / sqrt 2.0) a b
        |]

    let measured =
        dci (Array.append (turn values[0] values[1]) (turn values[2] values[3]))

    // Two of four factors in every component: 1 - log 2 / log 4.
    shouldBeWithin 0.02 0.5 measured.Scores.Disentanglement
    shouldBeWithin 0.02 0.5 measured.Scores.Completeness
    shouldRefuse (fun () -> shouldBeWithin 0.02 1.0 measured.Scores.Disentanglement)
    Assert.True(measured.Informativeness > 0.999)

[<Fact>]
let ``units and the order of components do not matter; maps that are not linear do`` () =
    let before = dci permuted
    let code = Array.append permuted [| Array.map2 (+) values[0] values[1] |]

    let after =
        Array.permute (fun j -> (j + 2) % 5) code |> Array.map (Array.map ((*) -4.0))

    let left, right = dci code, dci after
    shouldBeWithin 1e-4 left.Scores.Disentanglement right.Scores.Disentanglement
    shouldBeWithin 1e-4 left.Informativeness right.Informativeness

    let exponentials = dci (values |> Array.map (Array.map (fun v -> exp (2.0 * v))))

    Assert.True(exponentials.Informativeness < before.Informativeness - 0.2)

[<Fact>]
let ``constants and noise say nothing`` () =
    let constant = dci (Array.init 3 (fun _ -> Array.create size 2.5))
    Assert.Equal((0.0, 0.0), (constant.Scores.Disentanglement, constant.Scores.Completeness))
    Assert.Equal(0.0, constant.Informativeness)
    Assert.All(constant.RelativePenalties, fun p -> Assert.Equal(0.0, p))
    // Five predictors fit 0.5% of the variance of 1000 samples by chance; on 200 others the gain deviates by 0.014 at most.
    let noise = dci (Array.init 5 (fun j -> normal $"nothing {j}" size))
    Assert.All(noise.FactorInformativeness, fun i -> Assert.InRange(i, -0.1, 0.1))
    // At the largest penalty nothing is left, by its definition.
    let none = LinearDci.Of(matrix permuted, factors, testKey "folds", Nullable 1.0)

    Assert.True(none.Importance(0, 2) < 1e-12)
    Assert.All(none.FactorInformativeness, fun i -> shouldBeWithin 1e-12 0.0 i)

/// Three indicators share a class equally (completeness 1 - log 3 / log 4), each being about it alone.
[<Fact>]
let ``a categorical factor is all its indicators`` () =
    let labels = Array.init 900 (fun i -> i % 3)
    let x = normal "x" 900

    let code =
        [|
            for c in 0..2 do
                labels |> Array.map (fun l -> if l = c then 1.0 else 0.0)
            x
        |]

    let measured =
        LinearDci.Of(matrix code, [| KnownFactor.Categorical("class", labels); KnownFactor.Continuous("x", x) |], testKey "categories")

    Assert.InRange(measured.Scores.Disentanglement, 0.99, 1.0)
    Assert.InRange(measured.Scores.FactorCompleteness[1], 0.99, 1.0)
    shouldBeWithin 0.02 (1.0 - log 3.0 / log 4.0) measured.Scores.FactorCompleteness[0]
    Assert.True(measured.FactorInformativeness[0] > 0.99)

[<Fact>]
let ``what has no scores is refused, saying why`` () =
    let refused (text: string) (codes: float[,]) (given: KnownFactor[]) (penalty: float) =
        let action () =
            LinearDci.Of(codes, given, testKey "refused", Nullable penalty) |> ignore

        Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(action).Message)

    refused "relativePenalty is 0" (matrix permuted) factors 0.0
    refused "relativePenalty is NaN" (matrix permuted) factors nan
    refused "the number of components is 1" (matrix [| values[0] |]) factors 0.1
    refused "the number of samples is 49" (Array2D.zeroCreate 49 2) factors 0.1
    refused "the number of factors is 1" (matrix permuted) factors[..0] 0.1
    refused "the factor v0 has 1000" (Array2D.zeroCreate 60 2) factors 0.1
