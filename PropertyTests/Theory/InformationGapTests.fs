/// The mutual information gap: exact on grids of factors, invariant where it should be, and near zero for noise by a proved bound.
module IDropTheory.PropertyTests.Theory.InformationGapTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private symbols (values: int[]) = SymbolSequence.Of values

let private bins (sequence: SymbolSequence) =
    [ for i in 0 .. sequence.Count - 1 -> sequence[i] ]

let private equalMass count (values: float[]) =
    SymbolSequence.Bin(values, count, Binning.EqualMass)

let private matrix (columns: float[][]) =
    Array2D.init columns[0].Length columns.Length (fun i j -> columns[j][i])

let private continuous name (values: float[]) = KnownFactor.Continuous(name, values)

let private categorical name (labels: int[]) = KnownFactor.Categorical(name, labels)

/// Every combination of 3 x 4 x 5 values, three times each: factors that are independent exactly.
let private grid = Array.init 180 (fun i -> [| i % 3; i / 3 % 4; i / 12 % 5 |])

let private gridFactors =
    [|
        for k in 0..2 -> categorical $"v{k}" (grid |> Array.map (fun row -> row[k]))
    |]

let private gridColumn k =
    grid |> Array.map (fun row -> float row[k])

[<Law(Cases = 100)>]
let ``information is that of the joint frequencies, and its correction that of three entropies`` (key: RandomKey) =
    let n, a, b = 1 + key.Below(60, 0UL), 1 + key.Below(6, 1UL), 1 + key.Below(6, 2UL)
    let x = Array.init n (fun i -> (key.Fold "x").Below(a, uint64 i))

    let y =
        Array.init n (fun i ->
            if key.Below(2, uint64 (i + 3)) = 0 then
                x[i]
            else
                (key.Fold "y").Below(b, uint64 i))

    let joint =
        let count u v =
            Seq.zip x y |> Seq.filter ((=) (u, v)) |> Seq.length

        Array2D.init 6 6 (fun u v -> float (count u v) / float n)

    let information (estimator: EntropyEstimator) =
        (symbols x).MutualInformation(symbols y, estimator).Value

    let entropy (labels: int[]) =
        (symbols labels).Entropy(EntropyEstimator.MillerMadow).Value

    shouldBeWithin 1e-13 (Oracles.mutualInformation joint) (information EntropyEstimator.PlugIn)
    let pairs = Array.map2 (fun u v -> 10 * u + v) x y
    shouldBeWithin 1e-13 (entropy x + entropy y - entropy pairs) (information EntropyEstimator.MillerMadow)
    // What is added: (occupied cells - 1) / (2 n).
    let cells = float (Array.length (Array.distinct x))
    shouldBeWithin 1e-14 ((symbols x).Entropy().Value + (cells - 1.0) / (2.0 * float n)) (entropy x)

[<Fact>]
let ``bins are where they are said to be`` () =
    Assert.Equal<int list>([ 2; 0; 1; 0; 1; 2 ], bins (equalMass 3 [| 9.0; -1.0; 3.0; 0.5; 2.0; 1e9 |]))
    // Equal numbers stay together: four zeros of mean rank 1.5 are one bin, and bins that stay empty are no symbols.
    Assert.Equal<int list>([ 0; 0; 0; 0; 1; 2 ], bins (equalMass 6 [| 0.0; 0.0; 0.0; 0.0; 1.0; 2.0 |]))

    let width (values: float[]) count =
        bins (SymbolSequence.Bin(values, count, Binning.EqualWidth))

    Assert.Equal<int list>([ 0; 0; 1; 2; 3; 3 ], width [| 0.0; 0.9; 1.0; 2.5; 3.0; 4.0 |] 4)
    // Just below an edge.
    Assert.Equal<int list>([ 0; 0; 1; 1; 2; 2; 3; 3 ], width [| 0.0; 0.995; 1.0; 1.995; 2.0; 2.995; 3.0; 4.0 |] 4)
    Assert.Equal<int list>([ 0; 1 ], width [| -Double.MaxValue; Double.MaxValue |] 20)
    Assert.Equal(1, List.length (List.distinct (width [| 7.0; 7.0; 7.0 |] 20)))
    Assert.Equal(1, (equalMass 20 [| 7.0; 7.0; 7.0 |]).Alphabet)

[<Law(Cases = 50)>]
let ``bins of equal mass hold equally many, whatever increasing map is applied`` (key: RandomKey) =
    let values = Array.init 120 (fun i -> key.Normal(uint64 i))
    let before = bins (equalMass 20 values)
    Assert.Equal<int list>(List.replicate 20 6, before |> List.countBy id |> List.map snd)

    for map in [ exp; (fun x -> x * x * x); atan ] do
        Assert.Equal<int list>(before, bins (equalMass 20 (Array.map map values)))

    Assert.Equal<int list>(before |> List.map (fun b -> 19 - b), bins (equalMass 20 (values |> Array.map (~-))))

[<Fact>]
let ``a permutation and scaling of independent factors has gap one`` () =
    let code =
        matrix
            [|
                gridColumn 2 |> Array.map ((*) -3.0)
                gridColumn 0
                gridColumn 1 |> Array.map exp
            |]

    let gap = MutualInformationGap.Of(code, gridFactors)
    shouldBeWithin 1e-13 1.0 gap.Mean
    Assert.Equal<int list>([ 1; 2; 0 ], [ for k in 0..2 -> gap.BestComponent k ])
    shouldBeWithin 1e-13 (log 4.0) (gap.FactorEntropy 1).Value
    shouldBeWithin 1e-13 0.0 (gap.Information(0, 0)).Value
    Assert.Equal((180, 3, EntropyEstimator.PlugIn), (gap.Samples, gap.Components, gap.Estimator))
    // Every cell of 5 x 3 is occupied: the information of exactly equal frequencies is corrected by -(5 - 1)(3 - 1) / (2 n).
    let corrected =
        MutualInformationGap.Of(code, gridFactors, estimator = EntropyEstimator.MillerMadow)

    shouldBeWithin 1e-13 (-(4.0 * 2.0) / 360.0) (corrected.Information(0, 0)).Value
    shouldBeWithin 1e-13 (log 3.0 + 2.0 / 360.0) (corrected.FactorEntropy 0).Value

/// The sum and the difference of two bits know equally much of both: half of each.
[<Fact>]
let ``a rotated code has no gap although it determines the factors`` () =
    let a, b = Array.init 80 (fun i -> i % 2), Array.init 80 (fun i -> i / 2 % 2)
    let factors = [| categorical "a" a; categorical "b" b |]

    let rotated =
        matrix
            [|
                Array.map2 (fun u v -> float (u + v)) a b
                Array.map2 (fun u v -> float (u - v)) a b
            |]

    let gap = MutualInformationGap.Of(rotated, factors)
    shouldBeWithin 1e-13 0.0 gap.Mean
    // H(a) - H(a | a + b): the sum leaves a open in half of the cases.
    shouldBeWithin 1e-13 (0.5 * log 2.0) (gap.Information(0, 0)).Value
    let straight = matrix [| Array.map float a; Array.map float b |]
    shouldBeWithin 1e-13 1.0 (MutualInformationGap.Of(straight, factors)).Mean

[<Fact>]
let ``the gap of a symmetric channel and of a constant code are known`` () =
    let factor = Array.init 100 (fun i -> i % 2)
    // Five of each fifty are flipped.
    let code = factor |> Array.mapi (fun i v -> float (if i < 10 then 1 - v else v))
    let constant = Array.create 100 4.0
    let h = Oracles.entropy [ 0.1; 0.9 ]

    let gap =
        MutualInformationGap.Of(matrix [| constant; code |], [| categorical "v" factor |])

    shouldBeWithin 1e-13 (1.0 - h / log 2.0) gap.Mean
    shouldRefuse (fun () -> shouldBeWithin 1e-13 (log 2.0 - h) gap.Mean)
    Assert.Equal(0.0, (MutualInformationGap.Of(matrix [| constant; constant |], [| categorical "v" factor |])).Mean)

[<Law(Cases = 20)>]
let ``components may be permuted and mapped increasingly; bins of equal width would notice`` (key: RandomKey) =
    let column j =
        Array.init 300 (fun i -> (key.Fold(uint64 j)).Normal(uint64 i))

    let factor =
        continuous "v" (Array.map2 (fun u e -> u + 0.5 * e) (column 0) (column 9))

    let gap (binning: Binning) columns =
        (MutualInformationGap.Of(matrix columns, [| factor |], binning = binning)).Mean

    let columns = [| column 0; column 1; column 2 |]

    let mapped =
        [|
            Array.map exp columns[2]
            Array.map atan columns[0]
            columns[1] |> Array.map (fun x -> x ** 3.0)
        |]

    let before = gap Binning.EqualMass columns
    shouldBeWithin 1e-13 before (gap Binning.EqualMass mapped)

    shouldRefuse (fun () ->
        shouldBeWithin 1e-13 (gap Binning.EqualWidth columns) (gap Binning.EqualWidth [| mapped[1]; mapped[2]; mapped[0] |]))

/// Plug-in information is at most KL(joint frequencies || true joint), of which Agrawal (2020) proves for k cells and e > (k - 1) / n
/// P(KL >= e) <= exp(-n e) (e_ n e / (k - 1))^(k - 1), e_ being Euler's number. The least such e for a probability, by bisection.
let private independenceBound cells probability n =
    let k = float (cells - 1)
    let exponent x = k * (x - 1.0 - log x)
    let target = -log probability

    let rec bisect low high =
        let middle = 0.5 * (low + high)

        if high - low < 1e-9 then high
        elif exponent middle < target then bisect middle high
        else bisect low middle

    bisect 1.0 100.0 * k / float n

[<Fact>]
let ``noise has nearly no gap, and the correction takes the bias of its information away`` () =
    let n, d = 10000, 100

    let uniform (label: string) bound =
        Array.init n (fun i -> (testKey label).Below(bound, uint64 i))

    let code =
        matrix [| for j in 1..d -> Array.map float (uniform $"component {j}" 20) |]

    let factor = categorical "v" (uniform "factor" 10)

    let measure (estimator: EntropyEstimator) =
        MutualInformationGap.Of(code, [| factor |], binning = Binning.EqualWidth, estimator = estimator)

    let plugIn = measure EntropyEstimator.PlugIn
    let bound = independenceBound 200 (falseAlarm / float d) n

    for j in 0 .. d - 1 do
        shouldBeAtMost 0.0 bound (plugIn.Information(j, 0)).Value

    shouldBeAtMost 0.0 (bound / (plugIn.FactorEntropy 0).Value) plugIn.Mean
    Assert.True(bound / log 10.0 < 0.02, $"{bound}")

    let average (gap: MutualInformationGap) =
        Seq.init d (fun j -> (gap.Information(j, 0)).Value) |> Seq.average

    // 2 n I is nearly chi-square of 171 degrees, so that its mean over 100 has deviation 9e-5: 8 of them are 7e-4.
    let bias = 19.0 * 9.0 / (2.0 * float n)
    shouldBeWithin 7e-4 bias (average plugIn)
    shouldBeWithin 7e-4 0.0 (average (measure EntropyEstimator.MillerMadow))

[<Fact>]
let ``shuffling tells a code that knows something from one that does not`` () =
    let key = testKey "shuffles"

    let column (label: string) =
        Array.init 500 (fun i -> (key.Fold label).Normal(uint64 i))

    let code = matrix [| column "a"; column "b" |]

    let factor =
        continuous "v" (Array.map2 (fun a e -> a + e) (column "a") (column "noise"))

    let test = MutualInformationGapNull.Of(code, [| factor |], key, 50)

    Assert.Equal(test.Value.Mean, (MutualInformationGap.Of(code, [| factor |])).Mean)
    shouldBeWithin 1e-15 (1.0 / 51.0) test.PValue
    Assert.True(test.NullMean > 0.0 && test.NullMean < 0.2 * test.Value.Mean, $"{test}")
    Assert.Equal(test.NullMean, test.NullGaps[0], 12)
    Assert.Equal(test.NullMean, (MutualInformationGapNull.Of(code, [| factor |], key, 50)).NullMean)

    // The gaps of the factor in the orders that the key draws.
    let values = Array.map2 (+) (column "a") (column "noise")

    let nulls =
        Array.init 50 (fun s ->
            let order = (key.Fold(uint64 s)).Permutation 500
            (MutualInformationGap.Of(code, [| continuous "v" [| for i in order -> values[i] |] |])).Mean)

    let mean = Array.average nulls
    shouldBeWithin 1e-12 mean test.NullMean

    shouldBeRelatively 1e-12 (sqrt ((nulls |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / 49.0)) test.NullStandardDeviation

/// Ranks among exchangeable values: P(p <= m / (S + 1)) <= m / (S + 1) exactly, ties included. One-sided by Hoeffding's bound.
[<Fact>]
let ``p-values of independent codes are valid`` () =
    let p =
        Array.init 200 (fun i ->
            let key = (testKey "p-values").Fold(uint64 i)
            let code = Array2D.init 40 2 (fun r c -> key.Normal(uint64 (2 * r + c)))
            let factor = categorical "v" (Array.init 40 (fun r -> r % 2))
            (MutualInformationGapNull.Of(code, [| factor |], key.Fold "shuffles", 19, 4)).PValue)

    for level in [ 0.1; 0.25; 0.5 ] do
        let reached =
            p |> Array.averageBy (fun v -> if v <= level + 1e-12 then 1.0 else 0.0)

        shouldBeAtMost (hoeffdingBound 1.0 200) level reached

[<Fact>]
let ``what cannot be measured is refused, saying why`` () =
    let refused (text: string) (action: unit -> unit) =
        Assert.Contains(text, Assert.ThrowsAny<ArgumentException>(action).Message)

    let gap (codes: float[,]) (factors: KnownFactor[]) =
        MutualInformationGap.Of(codes, factors) |> ignore

    let v = categorical "v" [| 0; 1; 0; 1 |]
    refused "number of components (a gap is between two) is 1" (fun () -> gap (Array2D.zeroCreate 4 1) [| v |])
    refused "the factor v has 4" (fun () -> gap (Array2D.zeroCreate 3 2) [| v |])
    refused "number of factors is 0" (fun () -> gap (Array2D.zeroCreate 4 2) [||])
    refused "codes[0, 1] is NaN" (fun () -> gap (array2D [ [ 0.0; nan ] ]) [| v |])
    refused "v does not vary" (fun () -> categorical "v" [| 3; 3 |] |> ignore)
    refused "v does not vary" (fun () -> continuous "v" [| 3.0; 3.0 |] |> ignore)
    refused "v[1] is Infinity" (fun () -> continuous "v" [| 3.0; infinity |] |> ignore)
    refused "bins is 1" (fun () -> MutualInformationGap.Of(Array2D.zeroCreate 4 2, [| v |], 1) |> ignore)
    refused "the number of samples is 0" (fun () -> symbols [||] |> ignore)
    refused "bins is 0" (fun () -> equalMass 0 [| 1.0 |] |> ignore)
