/// Distributions on finite alphabets, channels and joint distributions of given sizes, and their shrinkers.
module IDropTheory.PropertyTests.AlphabetGenerators

open System
open FsCheck
open FsCheck.FSharp
open IDropTheory
open IDropTheory.PropertyTests.NumberGenerators

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

/// Fewer symbols first, then the uniform distribution on all of them or on the support.
let shrinkWeights (p: float[]) =
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

/// The rows of a channel.
let rowsOf (channel: Channel) =
    [| for x in 0 .. channel.Inputs - 1 -> channel.Row(x).ToArray() |]

/// The channel of rows.
let channelOfRows (rows: float[][]) = Channel(array2D rows)

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

/// Fewer inputs, fewer outputs, more deterministic rows.
let shrinkRows (rows: float[][]) =
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

/// The table of a joint distribution.
let tableOf (joint: JointDistribution) =
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

/// Fewer rows, fewer columns, plainer weights.
let shrinkTable (table: float[,]) =
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
