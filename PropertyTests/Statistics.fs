/// Bounds that say how sure a test is, and assertions that print the numbers they compare.
///
/// Every random check here fails by chance with probability at most `falseAlarm`, for any number of samples and without asymptotics.
/// A check of a mean with bound b surely catches an error above 2 b (`smallestDetectable`): the estimate lies within b of the truth, and so
/// farther than b from a reference that is more than 2 b away.
module IDropTheory.PropertyTests.Statistics

open System
open Xunit

/// Probability that one random check fails although the code is right.
let falseAlarm = 1e-9

/// ln(2 / delta): the exponent of a two-sided bound.
let private exponent delta = log (2.0 / delta)

/// The smallest error of the reference that a check with this bound is certain (but for the false-alarm rate) to catch.
let smallestDetectable bound = 2.0 * bound

/// |mean - expectation| for n samples of c2 (Z^2 - 1) + c1 Z + constant, Z standard normal. Log-ratios of normals have this form.
/// Exact sub-gamma bound (Laurent and Massart): sqrt(2 v t / n) + 2 |c2| t / n with v = 2 c2^2 + c1^2.
let normalQuadraticBound c2 c1 (n: int) =
    let t, v = exponent falseAlarm, 2.0 * c2 * c2 + c1 * c1
    sqrt (2.0 * v * t / float n) + 2.0 * abs c2 * t / float n

/// |mean - expectation| for n independent samples in an interval of the given width (Hoeffding).
let hoeffdingBound width (n: int) =
    width * sqrt (exponent falseAlarm / (2.0 * float n))

/// |mean - expectation| for n independent samples of the given variance that lie within `deviation` of their expectation (Bernstein).
let bernsteinBound variance deviation (n: int) =
    let t = exponent falseAlarm
    sqrt (2.0 * variance * t / float n) + 2.0 * deviation * t / (3.0 * float n)

/// sup |F_n - F| for n independent samples of a distribution F (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant).
let dkwBound (n: int) =
    sqrt (exponent falseAlarm / (2.0 * float n))

/// |X - k| for X chi-square with k degrees of freedom (Laurent and Massart).
let chiSquareBound (k: int) =
    let t = exponent falseAlarm
    2.0 * sqrt (float k * t) + 2.0 * t

/// |count / n - p| for every one of `cells` cells of probability p at once: Bernstein and a union bound.
let frequencyBound cells p (n: int) =
    let t = exponent (falseAlarm / float cells)

    sqrt (2.0 * p * (1.0 - p) * t / float n)
    + 2.0 * max p (1.0 - p) * t / (3.0 * float n)

/// sup |F_n - F| of samples (in any order) against a continuous distribution function.
let supDistance (cdf: float -> float) (samples: float[]) =
    let n = float samples.Length

    Array.sort samples
    |> Array.mapi (fun i x ->
        let f = cdf x
        max (abs (f - float i / n)) (abs (float (i + 1) / n - f)))
    |> Array.max

/// How many representable doubles lie between two numbers; 0 when they are equal, huge when a NaN is involved.
let ulpsBetween (x: float) (y: float) =
    // Orders all doubles along the integers, with -0 and +0 at 0.
    let ordinal (v: float) =
        let bits = BitConverter.DoubleToInt64Bits v

        if bits >= 0L then
            decimal bits
        else
            -(decimal (bits &&& Int64.MaxValue))

    if Double.IsNaN x || Double.IsNaN y then
        infinity
    else
        float (abs (ordinal x - ordinal y))

/// As `ulpsBetween`, for floats.
let ulpsBetweenSingle (x: float32) (y: float32) =
    let ordinal (v: float32) =
        let bits = BitConverter.SingleToInt32Bits v

        if bits >= 0 then
            int64 bits
        else
            -(int64 (bits &&& Int32.MaxValue))

    if Single.IsNaN x || Single.IsNaN y then
        infinity
    else
        float (abs (ordinal x - ordinal y))

/// |actual - expected| / |expected|; 0 for equal numbers (infinities included).
let relativeError (expected: float) (actual: float) =
    if actual = expected then 0.0
    elif Double.IsNaN expected || Double.IsNaN actual then nan
    else abs (actual - expected) / abs expected

/// |actual - expected|; 0 for equal numbers (infinities included).
let absoluteError (expected: float) (actual: float) =
    if actual = expected then 0.0 else abs (actual - expected)

// An error that is NaN, as one between infinities, fails: it is not at most the tolerance.
let private demand what (expected: float) (actual: float) (error: float) (tolerance: float) =
    if not (error <= tolerance) then
        Assert.Fail $"expected {expected:R}, was {actual:R}: {what} {error:G6} exceeds {tolerance:G6}"

/// |actual - expected| <= tolerance.
let shouldBeWithin tolerance expected actual =
    demand "absolute error" expected actual (absoluteError expected actual) tolerance

/// |actual - expected| <= tolerance |expected|.
let shouldBeRelatively tolerance expected actual =
    demand "relative error" expected actual (relativeError expected actual) tolerance

/// |actual - expected| <= absolute + relative |expected|: for results that may pass through zero.
let shouldBeClose absolute relative expected actual =
    demand "absolute error" expected actual (absoluteError expected actual) (absolute + relative * abs expected)

/// At most this many representable doubles apart.
let shouldBeWithinUlps ulps expected actual =
    demand "ulps" expected actual (ulpsBetween expected actual) ulps

/// actual <= bound + slack.
let shouldBeAtMost slack (bound: float) (actual: float) =
    if not (actual <= bound + slack) then
        Assert.Fail $"{actual:R} should be at most {bound:R} (slack {slack:G6})"

/// Neither negative nor NaN.
let shouldBeNonNegative (actual: float) =
    if not (actual >= 0.0) then
        Assert.Fail $"{actual:R} should not be negative"

/// A negative control: the same check must refuse a wrong value.
let shouldRefuse (check: unit -> unit) =
    let refused =
        try
            check ()
            false
        with :? Sdk.XunitException ->
            true

    if not refused then
        Assert.Fail "the check accepts a value that is known to be wrong"

/// The mean of samples agrees with its expectation within a stated bound.
let shouldAverageTo expected bound (samples: float[]) =
    shouldBeWithin bound expected (Array.average samples)

/// Samples follow a continuous distribution, by the Dvoretzky-Kiefer-Wolfowitz bound.
let shouldFollow cdf (samples: float[]) =
    demand "sup |F_n - F|" 0.0 (supDistance cdf samples) (supDistance cdf samples) (dkwBound samples.Length)

/// Observed counts follow a finite distribution, each cell by Bernstein's bound.
let shouldHaveFrequencies (probabilities: float[]) (counts: int[]) =
    let n = Array.sum counts
    Assert.Equal(probabilities.Length, counts.Length)

    for cell in 0 .. counts.Length - 1 do
        let p, frequency = probabilities[cell], float counts[cell] / float n
        demand $"cell {cell}: |frequency - p|" p frequency (abs (frequency - p)) (frequencyBound counts.Length p n)
