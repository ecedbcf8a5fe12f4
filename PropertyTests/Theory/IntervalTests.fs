/// Intervals contain the real result: against rational arithmetic, tables of sixty digits, and the formulas to a hundred digits.
module IDropTheory.PropertyTests.Theory.IntervalTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Theory

/// A double of any size and sign, sometimes tiny, huge, whole or zero.
let private number (key: RandomKey) index =
    let u, v, w =
        key.Fold("kind").Uniform index, key.Uniform index, key.Fold("sign").Uniform index

    let magnitude = 10.0 ** (600.0 * v - 300.0)

    let size =
        if u < 0.05 then
            0.0
        elif u < 0.2 then
            float (key.Below(9, index))
        elif u < 0.6 then
            exp (key.Normal index)
        elif u < 0.65 then
            Double.Epsilon * float (key.Below(9, index))
        else
            magnitude

    if w < 0.5 then -size else size

let private interval (key: RandomKey) index =
    let a, b = number key index, number key (index + 1UL)

    if key.Fold("point").Uniform index < 0.3 then
        Interval.Point a
    else
        Interval.Between(min a b, max a b)

/// A rational number of an interval: an end, or between.
let private inside (key: RandomKey) index (x: Interval) =
    let low, high = Rational.Of x.Lower, Rational.Of x.Upper
    let weight = Rational(bigint (key.Below(5, index)), 4I)
    low + weight * (high - low)

let private contains (x: Interval) (value: Rational) =
    (Double.IsNegativeInfinity x.Lower || Rational.Of x.Lower <= value)
    && (Double.IsPositiveInfinity x.Upper || value <= Rational.Of x.Upper)

let private shouldContain x value what =
    Assert.True(contains x value, $"{what}: {value} is not in {x}")

[<Law(Cases = 2000)>]
let ``sums, products, quotients and squares contain every exact result`` (key: RandomKey) =
    let x, y = interval key 0UL, interval key 10UL
    let a, b = inside key 20UL x, inside key 21UL y
    shouldContain (x + y) (a + b) $"{x} + {y}"
    shouldContain (x - y) (a - b) $"{x} - {y}"
    shouldContain (x * y) (a * b) $"{x} * {y}"
    shouldContain (Interval.Square x) (a * a) $"{x}^2"
    shouldContain -x -a $"-{x}"
    shouldContain (Interval.Hull(x, y)) a "hull"

    if not b.IsZero then
        shouldContain (x / y) (a / b) $"{x} / {y}"

    if y.Contains 0.0 then
        Assert.Equal(Interval.Everything, x / y)

[<Law(Cases = 2000)>]
let ``a result is a point where it is a double, and else has no double inside`` (key: RandomKey) =
    let a, b = number key 0UL, number key 1UL
    let p, q = Interval.Point a, Interval.Point b
    let ra, rb = Rational.Of a, Rational.Of b

    for result, exact in
        [
            p + q, ra + rb
            p - q, ra - rb
            p * q, ra * rb
            if b <> 0.0 then
                p / q, ra / rb
        ] do
        let isFinite = Double.IsFinite result.Lower && Double.IsFinite result.Upper
        // Where the rounding error itself is no double, the neighbour is taken unseen.
        let isClear = abs result.Lower > 1e-270 && abs a > 1e-270

        if isFinite && isClear then
            let isDouble = Rational.Of result.Middle = exact
            Assert.True((result.Lower = result.Upper) = isDouble, $"{a}, {b}: {result}")
            Assert.True(result.Upper <= Math.BitIncrement result.Lower, $"{a}, {b}: {result}")

[<Fact>]
let ``overflow, underflow and infinite bounds stay on the safe side`` () =
    let p = Interval.Point
    Assert.Equal(Interval.Between(Double.MaxValue, infinity), p 1e300 * p 1e300)
    Assert.Equal(Interval.Between(-infinity, -Double.MaxValue), p -1e308 + p -1.7e308)
    Assert.Equal(Interval.Between(0.0, Double.Epsilon), p 1e-300 * p 1e-300)
    Assert.Equal(Interval.Point 0.0, p 0.0 * Interval.Everything)
    Assert.Equal(Interval.Everything, Interval.Everything - Interval.Everything)
    Assert.Equal(Interval.Between(-infinity, 0.0), Interval.Log(Interval.Between(0.0, 1.0)))
    Assert.Equal(infinity, (Interval.Exp(p 1e4)).Upper)
    Assert.True((Interval.Exp(p -1e4)).Upper <= Double.Epsilon)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Interval.Point nan |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Interval.Between(2.0, 1.0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Interval.Log(Interval.Between(-1.0, 1.0)) |> ignore)
    |> ignore

// ---- Sixty digits

let private enclosure (row: ReferenceRow) =
    let x = Interval.Point row["x"]

    match row.Text "function" with
    | "log" -> Interval.Log x
    | "exp" -> Interval.Exp x
    | "expm1" -> Interval.Expm1 x
    | "itakuraSaito" -> Interval.ItakuraSaito(x, Interval.Point row["y"])
    | "standardNormalEntropy" -> Interval.NormalEntropy(Interval.Point 1.0)
    | "logSqrtTwoPi" -> PowerSeries.LogSqrtTwoPi
    | other -> failwith other

/// The table's value is rounded in its sixtieth digit.
let private bracket (row: ReferenceRow) =
    let value = Precise.parse (row.Text "value")
    let error = value * Rational(1I, 10I ** 58)

    if value.Sign < 0 then
        value + error, value - error
    else
        value - error, value + error

let private encloses (x: Interval) (row: ReferenceRow) =
    let low, high = bracket row

    Rational.Of x.Lower <= high
    && (Double.IsPositiveInfinity x.Upper || low <= Rational.Of x.Upper)

let private ulps (x: Interval) =
    x.Width / (Math.BitIncrement(abs x.Lower) - abs x.Lower)

[<Fact>]
let ``logarithm, exponential and Itakura-Saito divergence enclose sixty digits, in a few units of the last place`` () =
    let rows = reference "enclosures"
    Assert.True(rows.Length > 600)

    for row in rows do
        let x = enclosure row
        Assert.True(encloses x row, $"{row}: {x}")

        let allowed =
            match row.Text "function" with
            | "itakuraSaito" -> 48.0
            | "expm1" -> 24.0
            | _ -> 8.0

        Assert.True(ulps x <= allowed, $"{row}: {x} is {ulps x} units wide")

[<Fact>]
let ``an interval one unit too low or too high does not pass the table`` () =
    let refuted =
        reference "enclosures"
        |> Array.filter (fun row ->
            let x = enclosure row
            let above = Interval.Between(Math.BitIncrement x.Upper, infinity)
            let below = Interval.Between(-Double.MaxValue, Math.BitDecrement x.Lower)
            not (encloses above row) && not (encloses below row))

    Assert.Equal((reference "enclosures").Length, refuted.Length)

[<Law(Cases = 300)>]
let ``functions of an interval contain those of its points`` (key: RandomKey) =
    let positive index = exp (3.0 * key.Normal index)
    let span a b = Interval.Between(min a b, max a b)
    let x, y = span (positive 0UL) (positive 1UL), span (positive 2UL) (positive 3UL)

    let pick index (i: Interval) =
        let u = key.Uniform index
        Interval.Point(Math.Clamp(u * i.Lower + (1.0 - u) * i.Upper, i.Lower, i.Upper))

    let within (outer: Interval) (inner: Interval) =
        Assert.True(outer.Lower <= inner.Lower && inner.Upper <= outer.Upper, $"{inner} in {outer}")

    let a, b = pick 4UL x, pick 5UL y
    within (Interval.Log x) (Interval.Log a)
    within (Interval.Exp(x - y)) (Interval.Exp(a - b))
    within (Interval.Expm1(x - y)) (Interval.Expm1(a - b))
    within (Interval.ItakuraSaito(x, y)) (Interval.ItakuraSaito(a, b))

// ---- The formulas

let private exactForm (formula: AlgebraTests.Formula) =
    formula.On [| for name in formula.Arguments -> Polynomial.Variable name |]

/// The formula at doubles, to a hundred digits.
let private precisely (case: AlgebraTests.Case) =
    let at name =
        Rational.Of case.At[List.findIndex ((=) name) case.Formula.Arguments]

    Precise.evaluate at (exactForm case.Formula)

[<Law(Cases = 40)>]
let ``every closed form's interval contains its value to a hundred digits and is narrow`` (key: RandomKey) =
    AlgebraTests.formulas
    |> List.iteri (fun i _ ->
        let case = AlgebraTests.caseOf i (key.Fold(uint64 i))
        let x = case.Formula.On(case.At |> Array.map Interval.Point)
        Assert.True(Precise.isIn x (precisely case), $"{case}: {x}")
        let value = AlgebraTests.onDoubles case.Formula case.At
        shouldBeAtMost 0.0 (1e-13 * (1.0 + abs value)) x.Width
        shouldBeWithin (1e-13 * (1.0 + abs value)) value x.Middle
        // The same interval moved by its own width misses the value.
        let beside =
            Interval.Between(Math.BitIncrement x.Upper, Math.BitIncrement x.Upper + x.Width)

        Assert.False(Precise.isIn beside (precisely case), $"{case}: {x}"))

[<Law(Cases = 100)>]
let ``a formula on wide intervals contains its value at every point of them`` (key: RandomKey) =
    AlgebraTests.formulas
    |> List.iteri (fun i _ ->
        let case = AlgebraTests.caseOf i (key.Fold(uint64 i))

        let wide =
            case.At
            |> Array.mapi (fun j v ->
                let isProbability = case.Formula.Arguments[j].StartsWith "probability"
                let room = if isProbability then min v (1.0 - v) else abs v
                let reach = 0.1 * room * key.Fold("reach").Uniform(uint64 j)
                Interval.Between(v - reach, v + reach))

        let outer = case.Formula.On wide
        let inner = case.Formula.On(case.At |> Array.map Interval.Point)
        Assert.True(outer.Lower <= inner.Lower && inner.Upper <= outer.Upper, $"{case}: {inner} in {outer}"))
