module IDropTheory.PropertyTests.Theory.AlgebraTests

open System
open Xunit
open IDropTheory
open IDropTheory.Verification
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

/// A closed form on any carrier, with the names of its arguments; names that start with `log` or `location` or are `mu` may be
/// negative, those that start with `probability` lie between 0 and 1.
[<AbstractClass>]
type Formula(name: string, arguments: string list) =
    member _.Name = name
    member _.Arguments = arguments
    abstract On<'T when 'T :> IReal<'T>> : 'T[] -> 'T

let formulas =
    [
        { new Formula("Normal", [ "location"; "scale"; "locationOfPrior"; "scaleOfPrior" ]) with
            member _.On a =
                KlFormulas.Normal(a[0], a[1], a[2], a[3])
        }
        { new Formula("LogNormal", [ "logActivation"; "alpha"; "mu"; "sigma" ]) with
            member _.On a =
                KlFormulas.LogNormal(a[0], a[1], a[2], a[3])
        }
        { new Formula("LogUniform", [ "alpha"; "logDensity" ]) with
            member _.On a = KlFormulas.LogUniform(a[0], a[1])
        }
        { new Formula("LogUniformRelative", [ "alpha"; "alphaMax" ]) with
            member _.On a =
                KlFormulas.LogUniformRelative(a[0], a[1])
        }
        { new Formula("Spike", [ "spike" ]) with
            member _.On a = KlFormulas.Spike(a[0])
        }
        { new Formula("UnitMeanLocation", [ "alpha" ]) with
            member _.On a = NoiseFormulas.UnitMeanLocation(a[0])
        }
        { new Formula("Mean", [ "location"; "alpha" ]) with
            member _.On a = NoiseFormulas.Mean(a[0], a[1])
        }
        { new Formula("Variance", [ "location"; "alpha" ]) with
            member _.On a = NoiseFormulas.Variance(a[0], a[1])
        }
        { new Formula("TruncatedLogUniform", [ "length"; "locationEntropy" ]) with
            member _.On a =
                KlFormulas.TruncatedLogUniform(a[0], a[1])
        }
        { new Formula("Slab", [ "locationSlab"; "probabilitySpike" ]) with
            member _.On a = KlFormulas.Slab(a[0], a[1])
        }
        { new Formula("SpikeCost", [ "probabilityZero"; "probabilitySpike" ]) with
            member _.On a = KlFormulas.SpikeCost(a[0], a[1])
        }
    ]

let private isLocation (name: string) =
    name.StartsWith "log" || name.StartsWith "location" || name = "mu"

let private isProbability (name: string) = name.StartsWith "probability"

/// A formula with arguments of its domain, scales within three decades so that neither e^(alpha^2) nor a float overflows.
type Case =
    {
        Formula: Formula
        At: float[]
    }

    override case.ToString() = $"%s{case.Formula.Name} at %A{case.At}"

/// The case that two random numbers and one random key choose. FsCheck shrinks the key; the formula is chosen by index.
let caseOf index (key: RandomKey) =
    let formula = formulas[index % formulas.Length]

    let argument i name =
        let u = key.Uniform(uint64 i)

        if isLocation name then 6.0 * u - 3.0
        elif isProbability name then 0.02 + 0.96 * u
        else 10.0 ** (1.7 * u - 1.5)

    {
        Formula = formula
        At = formula.Arguments |> List.mapi argument |> Array.ofList
    }

let onDoubles (formula: Formula) (at: float[]) =
    formula.On(at |> Array.map Scalar<float>).Value

let private symbolOf (formula: Formula) =
    formula.On [| for name in formula.Arguments -> Symbol.Variable name :> Symbol |]

let private evaluateSymbol (symbol: Symbol) case =
    let value name =
        Scalar case.At[List.findIndex ((=) name) case.Formula.Arguments]

    symbol.Evaluate<Scalar<float>>(Func<_, _> value, Func<_, _> Scalar<float>).Value

let private dualAlong i case =
    case.At
    |> Array.mapi (fun j x -> if i = j then Dual.Variable x else Dual.Constant x)
    |> case.Formula.On

let private shouldBeIdentical (expected: float) (actual: float) =
    Assert.Equal(BitConverter.DoubleToInt64Bits expected, BitConverter.DoubleToInt64Bits actual)

/// Every formula at several random points, so that no formula is left to chance.
let private forEvery (key: RandomKey) check =
    formulas |> List.iteri (fun i _ -> check (caseOf i (key.Fold(uint64 i))))

[<Law>]
let ``a formula's symbol evaluates to the formula's very bits`` (key: RandomKey) =
    forEvery key (fun case -> shouldBeIdentical (onDoubles case.Formula case.At) (evaluateSymbol (symbolOf case.Formula) case))

[<Law>]
let ``a dual number carries the formula's very bits`` (key: RandomKey) =
    forEvery key (fun case ->
        for i in 0 .. case.At.Length - 1 do
            shouldBeIdentical (onDoubles case.Formula case.At) (dualAlong i case).Value)

[<Law>]
let ``the dual derivative is the symbolic derivative`` (key: RandomKey) =
    forEvery key (fun case ->
        List.iteri
            (fun i name ->
                let symbolic = evaluateSymbol ((symbolOf case.Formula).Derivative name) case
                shouldBeClose 1e-14 1e-13 symbolic (dualAlong i case).Derivative)
            case.Formula.Arguments)

[<Law>]
let ``the dual derivative is the extrapolated difference`` (key: RandomKey) =
    forEvery key (fun case ->
        List.iteri
            (fun i name ->
                let along x =
                    onDoubles case.Formula (Array.updateAt i x case.At)

                let step =
                    if isLocation name then
                        0.1
                    elif isProbability name then
                        0.2 * min case.At[i] (1.0 - case.At[i])
                    else
                        0.2 * case.At[i]

                let numeric, error = derivative along case.At[i] step
                let exact = (dualAlong i case).Derivative
                // The estimate of the error may be lucky: ten times it, plus rounding amplified by the smallest step that matters.
                let rounding = 1e-12 * (abs (along case.At[i]) + 1.0) / step
                shouldBeWithin (10.0 * error + rounding) numeric exact)
            case.Formula.Arguments)

/// A float is off by its rounding of the arguments (through the condition of the formula) and of the steps between.
[<Law>]
let ``floats agree with doubles to float precision`` (key: RandomKey) =
    forEvery key (fun case ->
        let case =
            { case with
                At = Array.map (float32 >> float) case.At
            }

        let exact = onDoubles case.Formula case.At

        let condition =
            Seq.init case.At.Length (fun i -> abs (case.At[i] * (dualAlong i case).Derivative))
            |> Seq.sum

        let single =
            case.Formula.On(case.At |> Array.map (float32 >> Scalar<float32>)).Value

        shouldBeWithin (8.0 * 1.2e-7 * (1.0 + abs exact + condition)) exact (float single))

/// E[eps] and Var[eps] by quadrature: the moments' formulas are those of the log-normal noise.
[<Law(Cases = 100)>]
let ``moments of the noise agree with quadrature`` (key: RandomKey) =
    let location, alpha = 2.0 * key.Uniform 0UL - 1.0, 0.01 + key.Uniform 1UL
    let mean = expectNormal 60 location alpha exp
    let variance = expectNormal 60 location alpha (fun u -> (exp u - mean) ** 2.0)
    shouldBeRelatively 1e-13 mean (NoiseFormulas.Mean(Scalar location, Scalar alpha).Value)
    shouldBeRelatively 1e-11 variance (NoiseFormulas.Variance(Scalar location, Scalar alpha).Value)
    let centred = NoiseFormulas.UnitMeanLocation(Scalar alpha)
    shouldBeWithin 1e-14 1.0 (NoiseFormulas.Mean(centred, Scalar alpha).Value)

/// The log-ratio of two normals is quadratic, so that two Gauss-Hermite nodes integrate it exactly.
[<Law>]
let ``the divergence of normals agrees with quadrature`` (key: RandomKey) =
    let at = (caseOf 0 key).At

    let definition =
        expectNormal 2 at[0] at[1] (fun u -> logNormalDensity at[0] at[1] u - logNormalDensity at[2] at[3] u)

    shouldBeClose 1e-13 1e-12 definition (onDoubles formulas[0] at)

[<Law(Cases = 2000)>]
let ``the divergence of normals is never negative, and zero only at equality`` pair (Location x) (Location y) =
    let kl location prior =
        KlFormulas.Normal(Scalar location, Scalar pair.Alpha, Scalar prior, Scalar pair.Sigma).Value

    shouldBeNonNegative (kl x y)
    shouldBeNonNegative (kl x x)
    Assert.Equal((pair.Alpha = pair.Sigma), (kl x x = 0.0))

// ---- 50-digit tables

let private logNormalRows name =
    reference "kl-log-normal" |> Array.filter (fun row -> row.Text "case" = name)

/// The rounding of log f and of alpha^2 / 2 reaches the result through the location: half a unit of each, times the slope.
let private shouldMatchLogNormal (row: ReferenceRow) logActivation actual =
    let slope = abs (logActivation - row["mu"]) / row["sigma"] / row["sigma"]
    let rounding = 4e-16 * slope * (abs (log row["activation"]) + abs logActivation)
    shouldBeClose (if Double.IsFinite rounding then rounding else 0.0) 4e-15 row["value"] actual

let private logNormal logActivation (row: ReferenceRow) =
    KlFormulas.LogNormal(Scalar logActivation, Scalar row["alpha"], Scalar row["mu"], Scalar row["sigma"]).Value

[<Fact>]
let ``proposition 3 agrees with 50-digit references`` () =
    for row in logNormalRows "logNormal" do
        let logActivation = log row["activation"]
        shouldMatchLogNormal row logActivation (logNormal logActivation row)

[<Fact>]
let ``proposition 3 with unit-mean noise agrees with 50-digit references`` () =
    for row in logNormalRows "logNormalUnitMean" do
        let location = NoiseFormulas.UnitMeanLocation(Scalar row["alpha"]).Value
        let logActivation = log row["activation"] + location
        shouldMatchLogNormal row logActivation (logNormal logActivation row)

[<Fact>]
let ``near-equal scales keep fifteen digits`` () =
    for row in logNormalRows "nearEqual" do
        shouldBeRelatively 2e-15 row["value"] (logNormal 0.0 row)

[<Fact>]
let ``the printed equation (6) is refused by the same table`` () =
    shouldRefuse (fun () ->
        for row in logNormalRows "logNormal" do
            PrintedForms.LogNormalKl(row["alpha"], row["mu"], row["sigma"])
            |> shouldMatchLogNormal row (log row["activation"]))

[<Fact>]
let ``proposition 2 agrees with 50-digit references`` () =
    let rows = reference "kl-log-uniform"

    let formula (row: ReferenceRow) =
        KlFormulas.LogUniform(Scalar row["alpha"], Scalar(log row["c"])).Value

    // The three terms have either sign; the error is that of the largest.
    let tolerance (row: ReferenceRow) =
        4e-16 * (abs (log row["alpha"]) + abs (log row["c"]) + 1.5)

    for row in rows do
        shouldBeWithin (tolerance row) row["value"] (formula row)

    // Erratum E1: the printed sign of log c.
    shouldRefuse (fun () ->
        for row in rows do
            shouldBeWithin (tolerance row) row["value"] (PrintedForms.LogUniformKl(row["alpha"], log row["c"])))

[<Fact>]
let ``moments of the noise agree with 50-digit references`` () =
    for row in reference "noise" do
        let alpha = Scalar row["alpha"]
        // exp multiplies a relative rounding of alpha^2 by alpha^2 itself.
        let tolerance = 1e-15 * (1.0 + row["alpha"] * row["alpha"])
        shouldBeRelatively tolerance row["mean"] (NoiseFormulas.Mean(Scalar 0.0, alpha).Value)
        shouldBeRelatively tolerance row["variance"] (NoiseFormulas.Variance(Scalar 0.0, alpha).Value)

        shouldBeRelatively tolerance row["varianceUnitMean"] (NoiseFormulas.Variance(NoiseFormulas.UnitMeanLocation alpha, alpha).Value)

[<Fact>]
let ``worked examples of the errata`` () =
    // E1: f = 2, alpha = 0.5, c = 0.1. E2: f = 2, alpha = 0.5, mu = 0.3, sigma = 0.8.
    shouldBeWithin 5e-5 1.5768 (KlFormulas.LogUniform(Scalar 0.5, Scalar(log 0.1)).Value)
    shouldBeWithin 5e-6 0.28607 (KlFormulas.LogNormal(Scalar(log 2.0), Scalar 0.5, Scalar 0.3, Scalar 0.8).Value)
    shouldBeWithin 5e-5 1.2776 (NoiseFormulas.Mean(Scalar 0.0, Scalar 0.7).Value)
    shouldBeWithin 5e-5 1.0321 (NoiseFormulas.Variance(Scalar 0.0, Scalar 0.7).Value)
    Assert.Equal(0.5 * log (2.0 * Math.PI * Math.E), KlFormulas.StandardNormalEntropy, 15)
    Assert.Equal(0.0, KlFormulas.LogUniformRelative(Scalar 0.7, Scalar 0.7).Value)
    shouldBeWithinUlps 1.0 (log 2.0) (KlFormulas.LogUniformRelative(Scalar 0.35, Scalar 0.7).Value)
    shouldBeWithinUlps 1.0 (log 10.0) (KlFormulas.Spike(Scalar 0.1).Value)
    Assert.Equal(0.0, KlFormulas.Spike(Scalar 1.0).Value)


[<Fact>]
let ``formulas print as they are written`` () =
    let printed =
        Map [ for formula in formulas -> formula.Name, string (symbolOf formula) ]

    let golden =
        [
            "Normal",
            "0.5 ((scale - scaleOfPrior) / scaleOfPrior)^2 + (scale / scaleOfPrior - log(scale / scaleOfPrior) - 1)"
            + " + 0.5 ((location - locationOfPrior) / scaleOfPrior)^2"
            "LogNormal", "0.5 ((alpha - sigma) / sigma)^2 + (alpha / sigma - log(alpha / sigma) - 1) + 0.5 ((logActivation - mu) / sigma)^2"
            "LogUniform", "-(log(alpha) + log(2 pi e) / 2) - logDensity"
            "LogUniformRelative", "-log(alpha / alphaMax)"
            "Spike", "-log(spike)"
            "UnitMeanLocation", "-0.5 alpha^2"
            "Mean", "exp(location + 0.5 alpha^2)"
            "Variance", "-(exp(-alpha^2) - 1) exp(2 (location + alpha^2))"
            "TruncatedLogUniform", "log(length) - locationEntropy"
            "Slab", "locationSlab - log(-(probabilitySpike - 1))"
            "SpikeCost", "-probabilityZero log(probabilitySpike) + (probabilityZero - 1) log(-(probabilitySpike - 1))"
        ]

    Assert.Equal<Map<string, string>>(Map golden, printed)
