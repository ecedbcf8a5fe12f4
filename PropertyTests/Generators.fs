/// Random arguments of the laws, with shrinkers that lead to the plainest failing case.
///
/// A law names what it needs by type: `let ``law`` (Scale alpha) (joint: JointDistribution) = ...`.
module IDropTheory.PropertyTests.Generators

open System
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests.NumberGenerators
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.MatrixGenerators

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

/// The Markov chain of a joint distribution of x and y and a channel from y: its three alphabets fit.
type Chain =
    {
        Joint: JointDistribution
        Next: Channel
    }

/// A number uniform in its decimal logarithm, between two exponents.
let logUniform lower upper = NumberGenerators.logUniform lower upper

/// A distribution on a given number of symbols.
let distributionOf = AlphabetGenerators.distributionOf

/// A channel between alphabets of given sizes.
let channelOf = AlphabetGenerators.channelOf

/// A joint distribution of given sizes.
let jointOf = AlphabetGenerators.jointOf

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


let private size = Gen.choose (1, 5)

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
