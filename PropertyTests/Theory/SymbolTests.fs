/// Symbol prints what it means: every text reads back as the same expression.
module IDropTheory.PropertyTests.Theory.SymbolTests

open System
open System.Globalization
open Xunit
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// Reads what Symbol prints. Juxtaposition binds closer than a quotient, so that "a / b c" would read a / (b c).
type private Reader(text: string) =
    let mutable at = 0

    let peek () =
        if at < text.Length then text[at] else '\000'

    let looking (s: string) =
        String.CompareOrdinal(text, at, s, 0, s.Length) = 0

    let take (s: string) =
        if not (looking s) then
            failwith $"'{s}' expected at {at} of '{text}'"

        at <- at + s.Length

    let word (accept: char -> bool) =
        let start = at

        while at < text.Length && accept text[at] do
            at <- at + 1

        text[start .. at - 1]

    member private this.Sum() : Symbol =
        let mutable left = this.Quotient()

        while looking " + " || looking " - " do
            let plus = looking " + "
            take (if plus then " + " else " - ")
            let right = this.Quotient()
            left <- if plus then left + right else left - right

        left

    member private this.Quotient() : Symbol =
        let mutable left = this.Product()

        while looking " / " do
            take " / "
            left <- left / this.Product()

        left

    member private this.Product() : Symbol =
        let mutable left = this.Signed()

        while peek () = ' ' && not (looking " + " || looking " - " || looking " / ") do
            take " "
            left <- left * this.Signed()

        left

    member private this.Signed() : Symbol =
        if peek () = '-' then
            take "-"
            -this.Product()
        else
            this.Power()

    member private this.Power() : Symbol =
        let inner = this.Atom()

        if peek () = '^' then
            take "^2"
            Symbol.Square inner
        else
            inner

    member private this.Atom() : Symbol =
        let enclosed () =
            take "("
            let inner = this.Sum()
            take ")"
            inner

        if peek () = '(' then
            enclosed ()
        elif Char.IsDigit(peek ()) then
            let mantissa = word (fun c -> Char.IsDigit c || c = '.')

            let exponent =
                if peek () = 'E' then
                    take "E"
                    let sign = word (fun c -> c = '-' || c = '+')
                    "E" + sign + word Char.IsDigit
                else
                    ""

            Symbol.Constant(Double.Parse(mantissa + exponent, CultureInfo.InvariantCulture))
        else
            match word Char.IsLetterOrDigit with
            | "log" -> Symbol.Log(enclosed ())
            | "exp" -> Symbol.Exp(enclosed ())
            | name -> Symbol.Variable name

    member this.Whole() =
        let symbol = this.Sum()

        if at < text.Length then
            failwith $"'{text[at..]}' is left over of '{text}'"

        symbol

/// Any expression of a few levels. Its numbers are dyadic, so that re-associated sums of them are the same to the last bit.
let rec private expression depth : FsCheck.Gen<Symbol> =
    let leaf =
        Gen.oneof
            [
                Gen.elements [ Symbol.Variable "a" :> Symbol; Symbol.Variable "b" ]
                Gen.elements [ 0.5; 2.0; -3.0; 0.00000095367431640625 ]
                |> Gen.map (fun c -> Symbol.Constant c)
            ]

    if depth = 0 then
        leaf
    else
        let inner = expression (depth - 1)
        let positive = inner |> Gen.map Symbol.Square

        Gen.oneof
            [
                leaf
                Gen.map2 (fun (l: Symbol) (r: Symbol) -> l + r) inner inner
                Gen.map2 (fun (l: Symbol) (r: Symbol) -> l - r) inner inner
                Gen.map2 (fun (l: Symbol) (r: Symbol) -> l * r) inner inner
                Gen.map2 (fun (l: Symbol) (r: Symbol) -> l / r) inner inner
                Gen.map (fun (s: Symbol) -> -s) inner
                Gen.map Symbol.Square inner
                Gen.map Symbol.Log positive
                Gen.map Symbol.Exp inner
                Gen.map Symbol.Expm1 inner
                Gen.map2 (fun x y -> Symbol.ItakuraSaito(x, y)) positive positive
                Gen.map (fun (s: Symbol) -> s + 0.25) inner
                Gen.map (fun (s: Symbol) -> s - 0.25) inner
                Gen.map (fun (s: Symbol) -> 0.25 * s) inner
            ]

type Expressions =
    static member Symbol() = Arb.fromGen (expression 3)

let private at a b (symbol: Symbol) =
    symbol.Evaluate<Scalar<float>>((fun name -> Scalar(if name = "a" then a else b)), (fun c -> Scalar c)).Value

/// Reading back what was printed gives an expression of the same text and value: printing is unambiguous and loses nothing.
/// Functions that are printed as differences, e^x - 1 and x/y - log(x/y) - 1, are read as such: then the second text is the fixed one.
[<Law(Cases = 2000, Arbitrary = [| typeof<Expressions> |])>]
let ``printing an expression and reading it back gives the same text and value`` (symbol: Symbol) =
    let text = string symbol
    let back = Reader(text).Whole()

    if text.Contains " - 1)" then
        let again = string back
        Assert.Equal(again, string (Reader(again).Whole()))
    else
        Assert.Equal(text, string back)
        let expected, actual = at 0.75 1.25 symbol, at 0.75 1.25 back

        if Double.IsFinite expected && abs expected < 1e9 then
            shouldBeClose 1e-9 1e-9 expected actual

/// The derivative of any expression, by its own rule and by dual numbers.
[<Law(Cases = 2000, Arbitrary = [| typeof<Expressions> |])>]
let ``the derivative of any expression is that of dual numbers`` (symbol: Symbol) =
    let dual =
        symbol.Evaluate<Dual>(
            (fun name ->
                if name = "a" then
                    Dual.Variable 0.75
                else
                    Dual.Constant 1.25),
            (fun c -> Dual.Constant c)
        )

    let symbolic = at 0.75 1.25 (symbol.Derivative "a")

    // Huge intermediate values (e^(e^x)) may overflow in one form and cancel in the other.
    if
        Double.IsFinite symbolic
        && Double.IsFinite dual.Derivative
        && abs symbolic < 1e100
    then
        shouldBeClose 1e-9 1e-9 symbolic dual.Derivative

[<Fact>]
let ``an expression of one's own prints without ambiguity`` () =
    let a, b, c =
        Symbol.Variable "a" :> Symbol, Symbol.Variable "b" :> Symbol, Symbol.Variable "c" :> Symbol

    let cases =
        [
            a / b * c, "(a / b) c"
            a / (b * c), "a / (b c)"
            a / b / c, "a / b / c"
            a / (b / c), "a / (b / c)"
            a * b / c, "a b / c"
            a * (b / c), "a (b / c)"
            a - (b - c), "a - (b - c)"
            a - b - c, "a - b - c"
            a - (b + c), "a - (b + c)"
            a + (b + c), "a + b + c"
            -(a + b), "-(a + b)"
            -(a * b), "-a b"
            -(a / b), "-(a / b)"
            a * -b, "a (-b)"
            Symbol.Square(-a), "(-a)^2"
            Symbol.Square(Symbol.Square a), "(a^2)^2"
            Symbol.Square(Symbol.Constant -0.5), "(-0.5)^2"
            Symbol.Square(Symbol.Log a), "log(a)^2"
            -Symbol.Square a, "-a^2"
            Symbol.Expm1(a) * b, "(exp(a) - 1) b"
            Symbol.ItakuraSaito(a + b, b * c), "((a + b) / (b c) - log((a + b) / (b c)) - 1)"
            a - 0.25, "a - 0.25"
            1e-5 * a, "1E-05 a"
        ]

    for symbol, text in cases do
        Assert.Equal(text, string symbol)
