/// Random numbers by their distribution, and their shrinkers.
module IDropTheory.PropertyTests.NumberGenerators

open System
open FsCheck
open FsCheck.FSharp

/// A uniform number in (0, 1).
let unit: Gen<float> =
    Gen.map2
        (fun high low -> (float high + (float low + 0.5) / 134217728.0) / 67108864.0)
        (Gen.choose (0, 67108863))
        (Gen.choose (0, 134217727))

/// A number uniform in an interval.
let between lower upper =
    unit |> Gen.map (fun u -> lower + u * (upper - lower))

/// A number uniform in its decimal logarithm.
let logUniform lowerExponent upperExponent =
    between lowerExponent upperExponent |> Gen.map (fun e -> 10.0 ** e)

/// Exponential(1) numbers, whose normalised vectors are uniform on the simplex.
let exponential = unit |> Gen.map (fun u -> -log u)

/// A standard normal number.
let normal =
    Gen.map2 (fun u v -> sqrt (-2.0 * log u) * cos (2.0 * Math.PI * v)) unit unit


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

/// Towards 0, by whole numbers.
let shrinkNumber (x: float) =
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

/// Scales from 1e-300 to 1e300, with extremes and with ordinary ones.
let scales =
    Gen.frequency
        [
            18, logUniform -300.0 300.0
            1, Gen.elements [ 1e-300; 1e300; 1.0; Double.Epsilon * 2.0 ** 52.0 ]
            6, logUniform -3.0 3.0
        ]
