/// Real numbers to about a hundred digits, and exact expressions evaluated with them: the reference for intervals and polynomials.
module IDropTheory.PropertyTests.Theory.Precise

open System
open System.Globalization
open System.Numerics
open IDropTheory

/// A number is an integer times 10^-110; the last digits are not reliable.
let private one = BigInteger.Pow(10I, 110)

/// Below this nothing is compared: the constants have sixty digits.
let private negligible = BigInteger.Pow(10I, 52)

let ofRational (r: Rational) = r.Numerator * one / r.Denominator

let private multiply a b = a * b / one

let private divide (a: bigint) b = a * one / b

/// 2 artanh t by its series.
let private twiceArtanh t =
    let square = multiply t t

    let rec terms power (k: int) sum =
        if BigInteger.Abs power <= 1I then
            2I * sum
        else
            terms (multiply power square) (k + 2) (sum + power / bigint k)

    terms t 1 0I

let private ln2 = twiceArtanh (one / 3I)

/// The logarithm of a positive number.
let log x =
    let rec reduce x (k: int) =
        if x >= 2I * one then reduce (x / 2I) (k + 1)
        elif x < one then reduce (2I * x) (k - 1)
        else x, k

    let m, k = reduce x 0
    twiceArtanh (divide (m - one) (m + one)) + bigint k * ln2

/// e^x for moderate x: the series of e^(x / 2^12), squared twelve times.
let exp x =
    let small = x / 4096I

    let rec terms term (k: int) sum =
        if BigInteger.Abs term <= 1I then
            sum
        else
            terms (multiply term small / bigint k) (k + 1) (sum + term)

    Seq.fold (fun e _ -> multiply e e) (terms one 1 0I) (seq { 1..12 })

/// A decimal number of any length.
let parse (text: string) =
    let mantissa, exponent =
        match text.ToLowerInvariant().Split 'e' with
        | [| m; e |] -> m, Int32.Parse(e, CultureInfo.InvariantCulture)
        | parts -> parts[0], 0

    let digits = mantissa.Replace(".", "")

    let scale =
        exponent
        - (if mantissa.Contains '.' then
               mantissa.Length - mantissa.IndexOf '.' - 1
           else
               0)

    let integer = BigInteger.Parse(digits, CultureInfo.InvariantCulture)

    if scale >= 0 then
        Rational(integer * BigInteger.Pow(10I, scale), 1I)
    else
        Rational(integer, BigInteger.Pow(10I, -scale))

let private logTwoPi =
    ofRational (parse "1.83787706640934548356065947281123527972279494727556682563430")

/// The value of an expression at a point.
let rec evaluate (at: string -> Rational) (expression: Polynomial) : bigint =
    expression.Terms
    |> Seq.sumBy (fun (KeyValue(monomial, coefficient)) -> ofMonomial at monomial * coefficient.Numerator / coefficient.Denominator)

and private ofMonomial at (monomial: Monomial) =
    monomial.Factors
    |> Seq.fold (fun product (struct (atom, exponent)) -> multiply product (power (ofAtom at atom) exponent)) one

and private ofAtom at (atom: Atom) =
    match atom with
    | :? Atom.Variable as v -> ofRational (at v.Name)
    | :? Atom.Logarithm as l when l.Name = "log(2pi)" -> logTwoPi
    | :? Atom.Logarithm as l -> log (evaluate at l.Argument)
    | :? Atom.Exponential as e -> exp (ofMonomial at e.Exponent)
    | _ -> failwith $"{atom}"

and private power x (exponent: Rational) =
    if exponent.IsInteger && exponent.Sign >= 0 then
        Seq.fold (fun product _ -> multiply product x) one (seq { 1 .. int exponent.Numerator })
    elif exponent.IsInteger then
        divide one (power x -exponent)
    else
        exp (log x * exponent.Numerator / exponent.Denominator)

/// Is the number within an interval, but for what is negligible?
let isIn (interval: Interval) (value: bigint) =
    (Double.IsNegativeInfinity interval.Lower
     || ofRational (Rational.Of interval.Lower) <= value + negligible)
    && (Double.IsPositiveInfinity interval.Upper
        || value - negligible <= ofRational (Rational.Of interval.Upper))
