/// Random arguments of the laws, with shrinkers that lead to the plainest failing case.
///
/// A law names what it needs by type: `let ``law`` (Scale alpha) (joint: JointDistribution) = ...`.
module IDropTheory.PropertyTests.Generators

open System
open FsCheck
open FsCheck.FSharp
open IDropTheory

/// A scale anywhere between 1e-300 and 1e300, uniform in its logarithm, extremes included.
type Scale = Scale of float

/// A scale between 1e-3 and 1e3, uniform in its logarithm: where no reference overflows.
type ModerateScale = ModerateScale of float

/// A scale between 1e-30 and 1e30 that is exactly representable as a float.
type SingleScale = SingleScale of float32

/// A location between -1000 and 1000; 0 and numbers near it are common.
type Location = Location of float

/// A noiseless activation f(x) >= 0: 0 and subnormals are common, else uniform in its logarithm between 1e-300 and 1e300.
type Activation = Activation of float

/// Two scales from zero ulps to a relative 1e-3 apart.
type NearEqualPair = { Alpha: float; Sigma: float }

/// As `NearEqualPair`, for floats.
type NearEqualSingles =
    {
        AlphaSingle: float32
        SigmaSingle: float32
    }

/// A probability in [0, 1]; both ends are common.
type Probability = Probability of float

/// A symmetric positive definite matrix of 1 to 6 dimensions, moderately conditioned.
type Covariance = Covariance of float[,]

/// A positive definite correlation matrix of 1 to 6 dimensions.
type Correlation = Correlation of float[,]

/// A uniform number in (0, 1).
let unit: Gen<float> =
    Gen.map2
        (fun high low -> (float high + (float low + 0.5) / 134217728.0) / 67108864.0)
        (Gen.choose (0, 67108863))
        (Gen.choose (0, 134217727))

let private between lower upper =
    unit |> Gen.map (fun u -> lower + u * (upper - lower))

/// A number uniform in its decimal logarithm.
let logUniform lowerExponent upperExponent =
    between lowerExponent upperExponent |> Gen.map (fun e -> 10.0 ** e)

/// Exponential(1) numbers, whose normalised vectors are uniform on the simplex.
let private exponential = unit |> Gen.map (fun u -> -log u)

/// A standard normal number.
let private normal =
    Gen.map2 (fun u v -> sqrt (-2.0 * log u) * cos (2.0 * Math.PI * v)) unit unit

// ---- Numbers

/// Towards 1, by round powers of ten: each candidate is plainer than the number, so that shrinking ends.
let shrinkScale (x: float) =
    if x = 1.0 || not (x > 0.0) then
        Seq.empty
    else
        let exponent = log10 x
        let round = 10.0 ** Math.Round exponent

        seq {
            1.0

            if round <> x then
                round
            elif abs exponent >= 1.5 then
                10.0 ** Math.Truncate(exponent / 2.0)
        }
        |> Seq.filter (fun y -> y <> x)

let private shrinkNumber (x: float) =
    seq {
        if x <> 0.0 then
            0.0
            let whole = Math.Truncate x

            if whole <> x then
                whole
            elif abs x >= 2.0 then
                Math.Truncate(x / 2.0)
    }
    |> Seq.distinct

let private scales =
    Gen.frequency
        [
            18, logUniform -300.0 300.0
            1, Gen.elements [ 1e-300; 1e300; 1.0; Double.Epsilon * 2.0 ** 52.0 ]
            6, logUniform -3.0 3.0
        ]

let private nearEqual =
    gen {
        let! sigma =
            Gen.frequency [ 1, logUniform -300.0 300.0; 2, logUniform -3.0 3.0; 1, Gen.constant 1.0 ]

        let ulps =
            gen {
                let! steps = Gen.choose (-8, 8)
                let next = if steps < 0 then Math.BitDecrement else Math.BitIncrement
                return Seq.fold (fun x _ -> next x) sigma (seq { 1 .. abs steps })
            }

        let apart =
            gen {
                let! gap = logUniform -16.0 -3.0
                let! sign = Gen.elements [ 1.0; -1.0 ]
                return sigma * (1.0 + sign * gap)
            }

        let! alpha = Gen.oneof [ ulps; apart ]
        return { Alpha = alpha; Sigma = sigma }
    }

let private shrinkNearEqual pair =
    seq {
        if pair.Sigma <> 1.0 then
            {
                Alpha = pair.Alpha / pair.Sigma
                Sigma = 1.0
            }
        elif pair.Alpha <> 1.0 then
            { pair with Alpha = 1.0 }
            let nearer = 1.0 + (pair.Alpha - 1.0) / 2.0

            if nearer <> pair.Alpha && nearer <> 1.0 then
                { pair with Alpha = nearer }
    }

let private nearEqualSingles =
    gen {
        let! sigma =
            Gen.oneof [ logUniform -30.0 30.0; logUniform -3.0 3.0; Gen.constant 1.0 ]
            |> Gen.map float32

        let! steps = Gen.choose (-8, 8)
        let next = if steps < 0 then MathF.BitDecrement else MathF.BitIncrement
        let! gap = logUniform -7.5 -3.0
        let! sign = Gen.elements [ 1.0; -1.0 ]

        let! alpha =
            Gen.elements
                [
                    Seq.fold (fun x _ -> next x) sigma (seq { 1 .. abs steps })
                    float32 (float sigma * (1.0 + sign * gap))
                ]

        return
            {
                AlphaSingle = alpha
                SigmaSingle = sigma
            }
    }

// ---- Finite alphabets

/// Non-negative weights that are not all zero: spread out, sparse, concentrated, or a point mass.
let private weights count =
    let dirichlet = Gen.arrayOfLength count exponential

    let sparse =
        Gen.map2 (Array.map2 (fun keep w -> if keep then w else 0.0)) (Gen.arrayOfLength count (Gen.elements [ true; false ])) dirichlet

    let concentrated = Gen.arrayOfLength count (logUniform -12.0 0.0)
    let uniform = Gen.constant (Array.create count 1.0)

    let point =
        Gen.choose (0, count - 1)
        |> Gen.map (fun at -> Array.init count (fun i -> if i = at then 1.0 else 0.0))

    Gen.frequency [ 6, dirichlet; 2, sparse; 1, concentrated; 1, uniform; 1, point ]
    |> Gen.map (fun w ->
        if Array.forall ((=) 0.0) w then
            Array.create count 1.0
        else
            w)

let private normalise (w: float[]) =
    let sum = Array.sum w
    Array.map (fun v -> v / sum) w

/// Is a normalised vector as plain as it can be without losing a symbol?
let private isUniform (p: float[]) =
    Array.forall (fun v -> abs (v - p[0]) < 1e-12) p

let private without index (values: 'a[]) = Array.removeAt index values

let private shrinkWeights (p: float[]) =
    seq {
        if p.Length > 1 then
            for i in 0 .. p.Length - 1 do
                let rest = without i p

                if Array.sum rest > 0.0 then
                    normalise rest

        if not (isUniform p) then
            Array.create p.Length (1.0 / float p.Length)
            // Only zeros and one other value: keeps the support, loses the digits.
            let support = p |> Array.map (fun v -> if v > 0.0 then 1.0 else 0.0) |> normalise

            if Array.exists2 (fun a b -> abs (a - b) > 1e-12) support p then
                support
    }

/// A distribution on a given number of symbols.
let distributionOf count =
    weights count
    |> Gen.map (fun w -> FiniteDistribution(ReadOnlySpan(normalise w)))

let private rowsOf (channel: Channel) =
    [| for x in 0 .. channel.Inputs - 1 -> channel.Row(x).ToArray() |]

let private channelOfRows (rows: float[][]) = Channel(array2D rows)

/// A channel between alphabets of given sizes: noisy, with deterministic rows, or with repeated rows.
let channelOf inputs outputs =
    gen {
        let! rows = Gen.arrayOfLength inputs (weights outputs |> Gen.map normalise)
        let! targets = Gen.arrayOfLength inputs (Gen.choose (0, outputs - 1))
        let! sources = Gen.arrayOfLength inputs (Gen.choose (0, inputs - 1))

        let deterministic x =
            Array.init outputs (fun y -> if y = targets[x] then 1.0 else 0.0)

        let! kind =
            Gen.frequency
                [
                    6, Gen.constant rows
                    1, Gen.constant (Array.init inputs deterministic)
                    1,
                    Gen.constant (
                        rows
                        |> Array.mapi (fun x row -> if targets[x] = 0 then deterministic x else row)
                    )
                    2, Gen.constant (sources |> Array.map (fun s -> rows[s]))
                ]

        return channelOfRows kind
    }

let private shrinkRows (rows: float[][]) =
    seq {
        if rows.Length > 1 then
            for x in 0 .. rows.Length - 1 do
                without x rows

        // Joins the last two outputs.
        let outputs = rows[0].Length

        if outputs > 1 then
            rows
            |> Array.map (fun row -> Array.append row[.. outputs - 3] [| row[outputs - 2] + row[outputs - 1] |])

        for x in 0 .. rows.Length - 1 do
            if Array.forall (fun v -> v <> 1.0) rows[x] then
                let likeliest = Array.findIndex ((=) (Array.max rows[x])) rows[x]

                rows
                |> Array.updateAt x (Array.init outputs (fun y -> if y = likeliest then 1.0 else 0.0))
    }

let private tableOf (joint: JointDistribution) =
    Array2D.init joint.CountX joint.CountY (fun x y -> joint[x, y])

/// A joint distribution of given sizes, symbols of probability zero, deterministic and repeated rows included.
let jointOf countX countY =
    let free =
        weights (countX * countY)
        |> Gen.map (fun w ->
            let p = normalise w
            JointDistribution(Array2D.init countX countY (fun x y -> p[x * countY + y])))

    let byChannel =
        Gen.map2 (fun x channel -> JointDistribution.Of(x, channel)) (distributionOf countX) (channelOf countX countY)

    Gen.frequency [ 2, free; 3, byChannel ]

let private shrinkTable (table: float[,]) =
    let rows, columns = Array2D.length1 table, Array2D.length2 table
    let flat = table |> Seq.cast<float> |> Seq.toArray

    let build keptRows keptColumns =
        let kept = array2D [ for x in keptRows -> [ for y in keptColumns -> table[x, y] ] ]
        let total = Seq.sum (Seq.cast<float> kept)

        if total > 0.0 then
            Some(Array2D.map (fun v -> v / total) kept)
        else
            None

    let all count = [ 0 .. count - 1 ]
    let except i count = all count |> List.filter ((<>) i)

    seq {
        if rows > 1 then
            yield! all rows |> Seq.choose (fun x -> build (except x rows) (all columns))

        if columns > 1 then
            yield! all columns |> Seq.choose (fun y -> build (all rows) (except y columns))

        for plainer in shrinkWeights flat do
            if plainer.Length = flat.Length then
                Array2D.init rows columns (fun x y -> plainer[x * columns + y])
    }

/// The Markov chain of a joint distribution of x and y and a channel from y: its three alphabets fit.
type Chain =
    {
        Joint: JointDistribution
        Next: Channel
    }

let private size = Gen.choose (1, 5)

// ---- Matrices

/// B B' / k + ridge: the ridge keeps the condition number moderate, few columns make strong correlation.
let private covarianceOf dimension =
    gen {
        let! columns = Gen.choose (1, dimension + 2)
        let! b = Gen.arrayOfLength (dimension * columns) normal
        let! scale = logUniform -2.0 2.0
        let! ridge = logUniform -3.0 0.0
        let entry i k = b[i * columns + k]

        return
            Array2D.init dimension dimension (fun i j ->
                let product = Seq.sum (seq { for k in 0 .. columns - 1 -> entry i k * entry j k })
                scale * (product / float columns + (if i = j then ridge else 0.0)))
    }

let private toCorrelation (m: float[,]) =
    Array2D.init (Array2D.length1 m) (Array2D.length2 m) (fun i j -> if i = j then 1.0 else m[i, j] / sqrt (m[i, i] * m[j, j]))

let private shrinkMatrix (m: float[,]) =
    let n = Array2D.length1 m

    seq {
        if n > 1 then
            for dropped in 0 .. n - 1 do
                let kept =
                    [|
                        for i in 0 .. n - 1 do
                            if i <> dropped then
                                i
                    |]

                Array2D.init (n - 1) (n - 1) (fun i j -> m[kept[i], kept[j]])

            if Seq.exists (fun (i, j) -> i <> j && m[i, j] <> 0.0) (Seq.allPairs [ 0 .. n - 1 ] [ 0 .. n - 1 ]) then
                Array2D.init n n (fun i j -> if i = j then m[i, j] else 0.0)
    }

/// Everything a law may ask for by type.
type Arbitraries =
    static member Scale() =
        Arb.fromGenShrink (Gen.map Scale scales, (fun (Scale x) -> Seq.map Scale (shrinkScale x)))

    static member ModerateScale() =
        Arb.fromGenShrink (Gen.map ModerateScale (logUniform -3.0 3.0), (fun (ModerateScale x) -> Seq.map ModerateScale (shrinkScale x)))

    static member SingleScale() =
        Arb.fromGenShrink (
            Gen.map (float32 >> SingleScale) (logUniform -30.0 30.0),
            fun (SingleScale x) ->
                shrinkScale (float x)
                |> Seq.map (float32 >> SingleScale)
                |> Seq.filter ((<>) (SingleScale x))
        )

    static member Location() =
        let signed = Gen.map2 (*) (Gen.elements [ 1.0; -1.0 ]) (logUniform -12.0 3.0)

        Arb.fromGenShrink (
            Gen.frequency [ 1, Gen.constant 0.0; 4, between -5.0 5.0; 3, signed ]
            |> Gen.map Location,
            fun (Location x) -> Seq.map Location (shrinkNumber x)
        )

    static member Activation() =
        Arb.fromGenShrink (
            Gen.frequency
                [
                    2, Gen.constant 0.0
                    1, Gen.elements [ Double.Epsilon; 1e-310; 1e-300; 1e300 ]
                    4, logUniform -3.0 3.0
                    3, logUniform -300.0 300.0
                ]
            |> Gen.map Activation,
            fun (Activation x) ->
                seq {
                    if x <> 0.0 then
                        0.0
                        yield! shrinkScale x
                }
                |> Seq.map Activation
        )

    static member NearEqualPair() =
        Arb.fromGenShrink (nearEqual, shrinkNearEqual)

    static member NearEqualSingles() = Arb.fromGen nearEqualSingles

    static member Probability() =
        Arb.fromGenShrink (
            Gen.frequency [ 1, Gen.elements [ 0.0; 1.0; 0.5 ]; 6, unit; 1, logUniform -15.0 0.0 ]
            |> Gen.map Probability,
            fun (Probability p) -> [ 0.0; 1.0; 0.5 ] |> Seq.takeWhile ((<>) p) |> Seq.map Probability
        )

    static member FiniteDistribution() =
        Arb.fromGenShrink (
            Gen.bind distributionOf size,
            fun (p: FiniteDistribution) ->
                shrinkWeights (p.Probabilities.ToArray())
                |> Seq.map (fun w -> FiniteDistribution(ReadOnlySpan w))
        )

    static member Channel() =
        Arb.fromGenShrink (
            Gen.bind (fun (inputs, outputs) -> channelOf inputs outputs) (Gen.zip size size),
            fun channel -> shrinkRows (rowsOf channel) |> Seq.map channelOfRows
        )

    static member JointDistribution() =
        Arb.fromGenShrink (
            Gen.bind (fun (countX, countY) -> jointOf countX countY) (Gen.zip size size),
            fun joint -> shrinkTable (tableOf joint) |> Seq.map JointDistribution
        )

    static member Chain() =
        Arb.fromGen (
            gen {
                let! countX, countY, countZ = Gen.zip3 size size size
                let! joint = jointOf countX countY
                let! next = channelOf countY countZ
                return { Joint = joint; Next = next }
            }
        )

    static member Covariance() =
        Arb.fromGenShrink (
            Gen.bind covarianceOf (Gen.choose (1, 6)) |> Gen.map Covariance,
            fun (Covariance m) -> Seq.map Covariance (shrinkMatrix m)
        )

    static member Correlation() =
        Arb.fromGenShrink (
            Gen.bind covarianceOf (Gen.choose (1, 6))
            |> Gen.map (toCorrelation >> Correlation),
            fun (Correlation m) -> Seq.map Correlation (shrinkMatrix m)
        )

    static member RandomKey() =
        let word =
            Gen.map2
                (fun (a: int) (b: int) -> (uint64 (uint32 a) <<< 32) ||| uint64 (uint32 b))
                (Gen.choose (Int32.MinValue, Int32.MaxValue))
                (Gen.choose (Int32.MinValue, Int32.MaxValue))

        Arb.fromGenShrink (
            Gen.map2 (fun high low -> RandomKey(high, low)) word word,
            fun key ->
                seq {
                    if key.High <> 0UL then
                        RandomKey(0UL, key.Low)

                    if key.Low <> 0UL then
                        RandomKey(key.High, 0UL)
                }
        )

    static member Beta() =
        Arb.fromGenShrink (
            Gen.frequency
                [
                    1, Gen.elements [ 0.0; 1.0; 2.0 ]
                    6, between 0.0 2.0
                    1, logUniform -9.0 0.0
                ]
            |> Gen.map Beta.FromPaper,
            fun beta -> [ 0.0; 1.0; 0.5 ] |> Seq.takeWhile ((<>) beta.Paper) |> Seq.map Beta.FromPaper
        )
