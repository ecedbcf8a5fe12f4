module IDropTheory.PropertyTests.Theory.NumericsTests

open System
open System.Reflection
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private evaluate (row: ReferenceRow) =
    match row.Text "function" with
    | "log1p" -> Accurate.Log1p row["x"]
    | "expm1" -> Accurate.Expm1 row["x"]
    | "xMinusLog1p" -> Accurate.XMinusLog1p row["x"]
    | "itakuraSaito" -> Accurate.ItakuraSaito(row["x"], row["y"])
    | other -> failwith $"the table names an unknown function {other}"

let private evaluateSingle (row: ReferenceRow) =
    match row.Text "function" with
    | "log1p" -> Accurate.Log1p(float32 row["x"])
    | "expm1" -> Accurate.Expm1(float32 row["x"])
    | "xMinusLog1p" -> Accurate.XMinusLog1p(float32 row["x"])
    | "itakuraSaito" -> Accurate.ItakuraSaito(float32 row["x"], float32 row["y"])
    | other -> failwith $"the table names an unknown function {other}"

/// Units in the last place that each function may be off the correctly rounded value, over the whole table
/// (measured: 1, 1, 2 and 3 in double, 2, 2, 4 and 3 in float).
let private allowedUlps =
    Map [ "log1p", 3.0; "expm1", 3.0; "xMinusLog1p", 5.0; "itakuraSaito", 5.0 ]

let private atMostUlps ulps (row: ReferenceRow) error =
    Assert.True(error <= ulps, $"{error} ulps, {ulps} allowed: {row}")

[<Theory>]
[<InlineData("log1p")>]
[<InlineData("expm1")>]
[<InlineData("xMinusLog1p")>]
[<InlineData("itakuraSaito")>]
let ``doubles are within a few ulps of 50-digit references`` (name: string) =
    let rows =
        reference "accurate" |> Array.filter (fun row -> row.Text "function" = name)

    Assert.True(rows.Length > 100)

    for row in rows do
        atMostUlps allowedUlps[name] row (ulpsBetween row["value"] (evaluate row))

[<Theory>]
[<InlineData("log1p")>]
[<InlineData("expm1")>]
[<InlineData("xMinusLog1p")>]
[<InlineData("itakuraSaito")>]
let ``floats are within a few ulps of 50-digit references`` (name: string) =
    let rows =
        reference "accurate-single"
        |> Array.filter (fun row -> row.Text "function" = name)

    Assert.True(rows.Length > 80)

    for row in rows do
        atMostUlps allowedUlps[name] row (ulpsBetweenSingle (float32 row["value"]) (evaluateSingle row))

/// Negative control: the textbook forms fail the same tables.
[<Fact>]
let ``the textbook forms are refused`` () =
    let refuse name (naive: ReferenceRow -> float) =
        let rows =
            reference "accurate" |> Array.filter (fun row -> row.Text "function" = name)

        shouldRefuse (fun () ->
            for row in rows do
                atMostUlps allowedUlps[name] row (ulpsBetween row["value"] (naive row)))

    refuse "log1p" (fun row -> log (1.0 + row["x"]))
    refuse "expm1" (fun row -> exp row["x"] - 1.0)
    refuse "xMinusLog1p" (fun row -> row["x"] - Accurate.Log1p row["x"])
    refuse "itakuraSaito" (fun row -> row["x"] / row["y"] - log (row["x"] / row["y"]) - 1.0)

[<Fact>]
let ``log1p at its ends`` () =
    Assert.Equal(-infinity, Accurate.Log1p -1.0)
    Assert.Equal(infinity, Accurate.Log1p infinity)
    Assert.True(Double.IsNaN(Accurate.Log1p -1.5))
    Assert.True(Double.IsNaN(Accurate.Log1p nan))
    Assert.Equal(0.0, Accurate.Log1p 0.0)
    Assert.True(Double.IsNegative(Accurate.Log1p -0.0), "the sign of zero is kept")

[<Fact>]
let ``expm1 at its ends`` () =
    Assert.Equal(-1.0, Accurate.Expm1 -infinity)
    Assert.Equal(infinity, Accurate.Expm1 infinity)
    Assert.Equal(infinity, Accurate.Expm1 710.0)
    Assert.True(Double.IsNaN(Accurate.Expm1 nan))
    Assert.True(Double.IsNegative(Accurate.Expm1 -0.0), "the sign of zero is kept")

[<Fact>]
let ``x - log1p x at its ends`` () =
    Assert.Equal(infinity, Accurate.XMinusLog1p -1.0)
    Assert.Equal(infinity, Accurate.XMinusLog1p infinity)
    Assert.Equal(0.0, Accurate.XMinusLog1p 0.0)
    Assert.True(Double.IsNaN(Accurate.XMinusLog1p -1.5))
    Assert.True(Double.IsNaN(Accurate.XMinusLog1p nan))

[<Fact>]
let ``Itakura-Saito at its ends`` () =
    Assert.Equal(infinity, Accurate.ItakuraSaito(0.0, 1.0))
    Assert.Equal(infinity, Accurate.ItakuraSaito(1e300, 1e-300))
    Assert.True(Double.IsNaN(Accurate.ItakuraSaito(nan, 1.0)))
    Assert.True(Double.IsNaN(Accurate.ItakuraSaito(1.0, nan)))

[<Law(Cases = 2000)>]
let ``expm1 undoes log1p`` (Location x) =
    // log1p is flat to the right: the condition number of expm1 at y is y e^y / (e^y - 1), at most 1 + |y|.
    let x = abs x * 0.99 - 0.5
    let y = Accurate.Log1p x
    shouldBeClose 0.0 (1e-15 * (1.0 + abs y)) x (Accurate.Expm1 y)

[<Law(Cases = 2000)>]
let ``x - log1p x is never negative and zero only where it underflows`` (Location x) =
    let x = max x -0.999
    let value = Accurate.XMinusLog1p x
    shouldBeNonNegative value
    Assert.Equal(abs x > 1e-161, value > 0.0)

[<Law(Cases = 5000)>]
let ``Itakura-Saito is never negative and zero only at equality`` pair =
    let value = Accurate.ItakuraSaito(pair.Alpha, pair.Sigma)
    shouldBeNonNegative value
    Assert.Equal((pair.Alpha = pair.Sigma), (value = 0.0))

[<Law(Cases = 5000)>]
let ``Itakura-Saito of floats is never negative and zero only at equality`` pair =
    let value = Accurate.ItakuraSaito(pair.AlphaSingle, pair.SigmaSingle)
    Assert.True(value >= 0.0f, $"{value} is negative")
    Assert.Equal((pair.AlphaSingle = pair.SigmaSingle), (value = 0.0f))

[<Law(Cases = 5000)>]
let ``Itakura-Saito holds between any two scales`` (Scale x) (Scale y) =
    let value = Accurate.ItakuraSaito(x, y)
    shouldBeNonNegative value
    // The two orders together are (x - y)^2 / (x y), in which no logarithm is left.
    let both = value + Accurate.ItakuraSaito(y, x)
    let direct = (x / y - 1.0) + (y / x - 1.0)

    if abs (x / y - 1.0) > 0.1 then
        shouldBeRelatively 1e-12 direct both

/// A million pairs, in double and in float: the textbook form is negative for about one in seven of them.
[<Fact>]
let ``no near-equal pair of a million gives a negative divergence`` () =
    let key = testKey "near-equal pairs"
    let uniforms: float[] = Array.zeroCreate 200_000
    let mutable negative, negativeSingle, textbook = 0, 0, 0

    let blocks = scaled 10

    for block in 1UL .. uint64 blocks do
        key.Fold(block).FillUniform(Span uniforms)

        for i in 0..2 .. uniforms.Length - 1 do
            let sigma = 0.001 + uniforms[i]
            let alpha = sigma * (1.0 + (uniforms[i + 1] - 0.5) * 2e-8)

            if not (Accurate.ItakuraSaito(alpha, sigma) >= 0.0) then
                negative <- negative + 1

            if alpha * alpha / (2.0 * sigma * sigma) - log (alpha / sigma) - 0.5 < 0.0 then
                textbook <- textbook + 1

            let sigma = float32 sigma
            let alpha = sigma * (1.0f + (float32 uniforms[i + 1] - 0.5f) * 1e-3f)

            if not (Accurate.ItakuraSaito(alpha, sigma) >= 0.0f) then
                negativeSingle <- negativeSingle + 1

    Assert.Equal(0, negative)
    Assert.Equal(0, negativeSingle)
    Assert.True(textbook > blocks * 10_000, $"the negative control fails: only {textbook} negative textbook values")

// ---- Sums

[<Fact>]
let ``log-sum-exp agrees with 50-digit references`` () =
    for row in reference "log-sum-exp" do
        let values = (row.Text "values").Split ' ' |> Array.map float
        // Where the sum passes near 1 its logarithm passes near 0, so the error is absolute there.
        shouldBeClose 2e-15 2e-15 row["value"] (Accurate.LogSumExp(ReadOnlySpan values))

[<Fact>]
let ``log-sum-exp at its ends`` () =
    let lse (values: float list) =
        Accurate.LogSumExp(ReadOnlySpan(Array.ofList values))

    Assert.Equal(-infinity, lse [])
    Assert.Equal(-infinity, lse [ -infinity; -infinity ])
    Assert.Equal(infinity, lse [ 0.0; infinity ])
    Assert.Equal(3.0, lse [ 3.0; -infinity ])
    Assert.True(Double.IsNaN(lse [ 0.0; nan ]))
    Assert.True(Double.IsNaN(lse [ infinity; nan ]))

[<Law>]
let ``log-sum-exp moves with a shift`` (Location shift) (p: FiniteDistribution) =
    let logs = p.Probabilities.ToArray() |> Array.map (fun v -> log v + shift)
    shouldBeWithin (1e-14 * (1.0 + abs shift)) shift (Accurate.LogSumExp(ReadOnlySpan logs))

[<Fact>]
let ``x log x is continued by zero`` () =
    Assert.Equal(0.0, Accurate.XLogX 0.0)
    Assert.Equal(0.0, Accurate.XLogX 1.0)
    Assert.Equal(Math.E, Accurate.XLogX Math.E)
    Assert.Equal(infinity, Accurate.XLogX infinity)
    Assert.True(Double.IsNaN(Accurate.XLogX nan))

// ---- Units

let private operators (unit: Type) =
    unit.GetMethods(BindingFlags.Static ||| BindingFlags.Public)
    |> Array.filter (fun m -> m.IsSpecialName && m.Name.StartsWith "op_")

/// Nats.Zero + Bits.Zero does not compile: no operator of either takes or gives the other, and nothing converts silently.
[<Fact>]
let ``nats and bits do not mix`` () =
    for own, other in [ typeof<Nats>, typeof<Bits>; typeof<Bits>, typeof<Nats> ] do
        Assert.NotEmpty(operators own)

        for op in operators own do
            let types = op.ReturnType :: [ for p in op.GetParameters() -> p.ParameterType ]
            Assert.DoesNotContain(other, types)
            Assert.DoesNotContain(op.Name, [ "op_Implicit"; "op_Explicit" ])

        // A plain number is neither: it may scale an amount, never be added to one.
        for op in operators own do
            if
                List.contains
                    op.Name
                    [
                        "op_Addition"
                        "op_Subtraction"
                        "op_LessThan"
                        "op_GreaterThan"
                        "op_Equality"
                    ]
            then
                for p in op.GetParameters() do
                    Assert.Equal(own, p.ParameterType)

[<Fact>]
let ``an amount is never NaN`` () =
    let refused (make: unit -> unit) =
        let error = Assert.Throws<ArgumentOutOfRangeException> make
        Assert.Contains("value is NaN; allowed: any number but NaN.", error.Message)

    refused (fun () -> Nats nan |> ignore)
    refused (fun () -> Bits nan |> ignore)
    refused (fun () -> Nats infinity - Nats infinity |> ignore)
    refused (fun () -> Bits infinity - Bits infinity |> ignore)
    refused (fun () -> 0.0 * Nats infinity |> ignore)
    refused (fun () -> 0.0 * Bits infinity |> ignore)
    refused (fun () -> Nats.Zero / 0.0 |> ignore)
    refused (fun () -> Bits.Zero / 0.0 |> ignore)

[<Fact>]
let ``infinity is an amount`` () =
    Assert.Equal(infinity, (Nats infinity).Value)
    Assert.Equal(infinity, (Nats infinity).ToBits().Value)
    Assert.Equal(-infinity, (Bits -infinity).ToNats().Value)

[<Fact>]
let ``one bit is log 2 nats`` () =
    Assert.Equal(0.6931471805599453, (Bits 1.0).ToNats().Value)
    Assert.Equal(1.4426950408889634, (Nats 1.0).ToBits().Value)

[<Law>]
let ``conversion to the other unit and back`` (Location amount) =
    shouldBeWithinUlps 2.0 amount ((Nats amount).ToBits().ToNats().Value)
    shouldBeWithinUlps 2.0 amount ((Bits amount).ToNats().ToBits().Value)

[<Law>]
let ``amounts calculate and compare as their numbers`` (Location a) (Location b) =
    let x, y = Nats a, Nats b
    Assert.Equal(a + b, (x + y).Value)
    Assert.Equal(a - b, (x - y).Value)
    Assert.Equal(-a, (-x).Value)
    Assert.Equal(3.0 * a, (3.0 * x).Value)
    Assert.Equal(a / 3.0, (x / 3.0).Value)
    Assert.Equal(a / b, x / y)

    Assert.Equal(
        (a < b, a > b, a <= b, a >= b),
        (Nats.op_LessThan (x, y), Nats.op_GreaterThan (x, y), Nats.op_LessThanOrEqual (x, y), Nats.op_GreaterThanOrEqual (x, y))
    )

    Assert.Equal(
        (false, false, true, true),
        (Nats.op_LessThan (x, x), Nats.op_GreaterThan (x, x), Nats.op_LessThanOrEqual (x, x), Nats.op_GreaterThanOrEqual (x, x))
    )

    Assert.Equal(sign (compare a b), sign (x.CompareTo y))
    Assert.Equal((a = b), (x = y))
    let x, y = Bits a, Bits b
    Assert.Equal(a + b, (x + y).Value)
    Assert.Equal(a - b, (x - y).Value)
    Assert.Equal(-a, (-x).Value)
    Assert.Equal(3.0 * a, (3.0 * x).Value)
    Assert.Equal(a / 3.0, (x / 3.0).Value)
    Assert.Equal(a / b, x / y)

    Assert.Equal(
        (a < b, a > b, a <= b, a >= b),
        (Bits.op_LessThan (x, y), Bits.op_GreaterThan (x, y), Bits.op_LessThanOrEqual (x, y), Bits.op_GreaterThanOrEqual (x, y))
    )

    Assert.Equal(
        (false, false, true, true),
        (Bits.op_LessThan (x, x), Bits.op_GreaterThan (x, x), Bits.op_LessThanOrEqual (x, x), Bits.op_GreaterThanOrEqual (x, x))
    )

    Assert.Equal(sign (compare a b), sign (x.CompareTo y))
    Assert.Equal((a = b), (x = y))

[<Fact>]
let ``amounts print their unit and all digits`` () =
    Assert.Equal("0.1 nats", string (Nats 0.1))
    Assert.Equal("0.30000000000000004 bits", string (Bits(0.1 + 0.2)))
    Assert.Equal("0 nats", string Nats.Zero)
    Assert.Equal("0 bits", string Bits.Zero)
    Assert.Equal("Infinity nats", string (Nats infinity))
