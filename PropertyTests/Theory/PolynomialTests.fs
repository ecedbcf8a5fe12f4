/// Rational numbers and exact expressions: their arithmetic, their logarithms and exponentials, and what they refuse.
module IDropTheory.PropertyTests.Theory.PolynomialTests

open System
open System.Numerics
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Theory

let private rational (key: RandomKey) index =
    Rational(bigint (key.Below(41, index) - 20), bigint (1 + key.Below(12, index + 1000UL)))

[<Law(Cases = 500)>]
let ``rational numbers are a field in lowest terms, and order as numbers do`` (key: RandomKey) =
    let a, b, c = rational key 0UL, rational key 1UL, rational key 2UL
    Assert.Equal(a * (b + c), a * b + a * c)
    Assert.Equal(Rational.Zero, a - a)
    Assert.Equal(1I, BigInteger.GreatestCommonDivisor(a.Numerator, a.Denominator))
    Assert.True(a.Denominator.Sign > 0)
    Assert.Equal(float a.Numerator / float a.Denominator < float b.Numerator / float b.Denominator, (a < b))

    if not b.IsZero then
        Assert.Equal(a, a / b * b)

    Assert.Throws<DivideByZeroException>(fun () -> a / Rational.Zero |> ignore)
    |> ignore

[<Law(Cases = 500)>]
let ``a double is a rational number and comes back as a point`` (x: FsCheck.NormalFloat) =
    let x = x.Get
    Assert.Equal(Interval.Point x, (Rational.Of x).Enclose())
    let third = Rational.Of x / Rational(3I, 1I)
    let enclosure = third.Enclose()
    Assert.True(Rational.Of enclosure.Lower <= third && third <= Rational.Of enclosure.Upper)
    Assert.True(enclosure.Upper <= Math.BitIncrement enclosure.Lower)

[<Fact>]
let ``the ends of the range of doubles are enclosed too`` () =
    for x in [ Double.Epsilon; 1e-310; Double.MaxValue; -Double.Epsilon ] do
        let enclosure = (Rational.Of x).Enclose()
        Assert.True(enclosure.Contains x && enclosure.Width <= 2.0 * Double.Epsilon, $"{x}: {enclosure}")

    let huge = (Rational.Of Double.MaxValue * Rational.Of 3.0).Enclose()
    Assert.Equal(Interval.Between(Double.MaxValue, infinity), huge)

// ---- Expressions

let private a, b, z =
    Polynomial.Variable "a", Polynomial.Variable "b", Polynomial.Variable "Z"

/// A random expression of products, quotients by variables, logarithms and exponentials.
let rec private expression (key: RandomKey) depth : Polynomial =
    let part label =
        expression (key.Fold(label: string)) (depth - 1)

    if depth = 0 then
        match key.Below(4, 0UL) with
        | 0 -> a
        | 1 -> b
        | 2 -> Polynomial.Constant(rational key 1UL)
        | _ -> Polynomial.Log a
    else
        match key.Below(6, 0UL) with
        | 0 -> part "l" + part "r"
        | 1 -> part "l" - part "r"
        | 2 -> part "l" * part "r"
        | 3 -> part "l" / a
        | 4 -> Polynomial.Square(part "l")
        | _ -> 0.5 * part "l" + 1.5

let private point (key: RandomKey) name =
    Rational(bigint (1 + key.Fold(name: string).Below(30, 5UL)), 13I)

[<Law(Cases = 200)>]
let ``expressions are a ring, and their value is that of their parts`` (key: RandomKey) =
    let x, y, w =
        expression (key.Fold "x") 3, expression (key.Fold "y") 3, expression (key.Fold "w") 2

    Assert.True((x * (y + w) - x * y - x * w).IsZero)
    Assert.True((x * y).Equals(y * x))
    Assert.Equal(x * y, y * x)
    let at = point key
    let valueOf p = Precise.evaluate at p

    let interval (p: Polynomial) =
        p.Enclose(fun name -> (at name).Enclose())

    Assert.True(Precise.isIn (interval x) (valueOf x), $"{x}")
    Assert.True(Precise.isIn (interval x * interval y) (valueOf (x * y)), $"{x * y}")
    Assert.True(Precise.isIn (interval x - interval y) (valueOf (x - y)), $"{x - y}")

[<Fact>]
let ``logarithms of products are sums, exponentials of sums are products, and the two are inverse`` () =
    let log = Polynomial.Log
    let twelve = Polynomial.Constant(Rational(12I, 1I))
    Assert.Equal(log a + log b, log (a * b))
    Assert.Equal(log a - 2.0 * log b, log (a / Polynomial.Square b))
    Assert.Equal("2 log(2) + log(3)", string (log twelve))
    Assert.Equal(log (a + b) + log a + log twelve, log (12.0 * (a * a) + 12.0 * (a * b)))
    Assert.Equal(a * a - 2.0 * b, log (Polynomial.Exp(a * a - 2.0 * b)))
    Assert.Equal(Polynomial.Exp a * Polynomial.Exp b, Polynomial.Exp(a + b))
    Assert.Equal("1", string (Polynomial.Exp(a - a)))
    Assert.NotEqual(log (a + b), log (a + 2.0 * b))

[<Fact>]
let ``expectations over a standard normal are its moments`` () =
    let moments =
        [
            for k in 0..8 -> (Seq.fold (fun p _ -> p * z) (Polynomial.Constant Rational.One) (seq { 1..k })).MeanOverStandardNormal "Z"
        ]

    Assert.Equal<string list>([ "1"; "0"; "1"; "0"; "3"; "0"; "15"; "0"; "105" ], List.map string moments)
    Assert.Equal(a * a + b * b, (Polynomial.Square(a + b * z)).MeanOverStandardNormal "Z")
    Assert.Equal(Polynomial.Log a, (Polynomial.Log a).MeanOverStandardNormal "Z")

    for wrong in [ Polynomial.Log z; Polynomial.Exp(a * z); a / z; Polynomial.Log(a + z) ] do
        Assert.Throws<ArgumentException>(fun () -> wrong.MeanOverStandardNormal "Z" |> ignore)
        |> ignore

/// The derivative in dual numbers is another implementation.
[<Law(Cases = 50)>]
let ``the derivative of every closed form is that of dual numbers`` (key: RandomKey) =
    AlgebraTests.formulas
    |> List.iteri (fun i _ ->
        let case = AlgebraTests.caseOf i (key.Fold(uint64 i))
        let names = case.Formula.Arguments
        let exact = case.Formula.On [| for name in names -> Polynomial.Variable name |]

        // A logarithm of several terms has no derivative here.
        if not ((string exact).Contains "log(1 -") then
            for j in 0 .. names.Length - 1 do
                let dual =
                    case.At
                    |> Array.mapi (fun k x -> if j = k then Dual.Variable x else Dual.Constant x)
                    |> case.Formula.On

                let slope =
                    (exact.Derivative names[j]).Enclose(fun name -> Interval.Point case.At[List.findIndex ((=) name) names])

                IDropTheory.PropertyTests.Statistics.shouldBeClose 1e-12 1e-12 slope.Middle dual.Derivative)

[<Fact>]
let ``what has no exact form is refused`` () =
    let refused (act: unit -> Polynomial) =
        Assert.ThrowsAny<ArgumentException>(fun () -> act () |> ignore) |> ignore

    refused (fun () -> a / (a + b))
    refused (fun () -> a / (a - a))
    refused (fun () -> Polynomial.Log(a - a))
    refused (fun () -> Polynomial.Log -a)
    refused (fun () -> Polynomial.Variable "log(a)")
    refused (fun () -> Polynomial.Variable "")
    refused (fun () -> Polynomial.Variable "a b")
