/// The bounds on which a proof rests hold for every cell, reference point and set of points b, good or bad.
module IDropTheory.PropertyTests.Theory.EnclosedCellTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private table (rows: seq<seq<float>>) =
    ImmutableArray.CreateRange(rows |> Seq.map ImmutableArray.CreateRange)

/// A system of given masses in which every symbol is its own class, or all of `shared` have one.
let private system (masses: float[][]) (classes: int[]) beta (lambda: float[]) =
    BottleneckProof(
        table [ for row in masses -> Seq.ofArray row ],
        beta,
        table [ for _ in masses -> Seq.singleton 1.0 ],
        ImmutableArray.CreateRange classes,
        ImmutableArray.CreateRange lambda,
        ImmutableArray.Empty,
        Nats.Zero,
        Nats.Zero
    )

let private masses (key: RandomKey) n m =
    [|
        for x in 0 .. n - 1 ->
            [|
                for y in 0 .. m - 1 ->
                    if key.Fold("zero").Uniform(uint64 (x * m + y)) < 0.15 && y > 0 then
                        0.0
                    else
                        key.Exponential(uint64 (x * m + y)) ** 2.0
            |]
    |]

/// A cell by some random halvings.
let private cell (key: RandomKey) n =
    let rec divide (cell: float[][]) k =
        if k = 0 then
            cell
        else
            let i = key.Below(n, uint64 k)
            let j = (i + 1 + key.Below(n - 1, uint64 (100 + k))) % n
            let halves = BottleneckProofChecker.Halves(cell, i, j)
            let struct (first, second) = halves.Value

            divide
                (if key.Uniform(uint64 (200 + k)) < 0.5 then
                     first
                 else
                     second)
                (k - 1)

    divide (BottleneckProofChecker.Simplex n) (key.Below(9, 300UL))

/// A random point of a cell, now and then a vertex.
let private inside (key: RandomKey) (cell: float[][]) =
    let weights =
        cell
        |> Array.mapi (fun j _ ->
            if key.Fold("on").Uniform(uint64 j) < 0.3 then
                0.0
            else
                key.Exponential(uint64 j))

    let total = Array.sum weights

    if total = 0.0 then
        cell[0]
    else
        Array.init cell.Length (fun x -> Seq.sum (Seq.map2 (fun w (v: float[]) -> w / total * v[x]) weights cell))

/// H(W'r) - beta H(r) - lambda.r with every symbol's own row.
let private value (masses: float[][]) beta (lambda: float[]) (r: float[]) =
    let s =
        Array.init masses[0].Length (fun y -> Seq.sum (Seq.map2 (fun p (row: float[]) -> p * row[y] / Array.sum row) r masses))

    Oracles.entropy s - beta * Oracles.entropy r - Seq.sum (Seq.map2 (*) lambda r)

let private bothBounds (key: RandomKey) (bounds: EnclosedCell) (cell: float[][]) =
    let n = cell.Length

    let reference =
        Array.init n (fun x -> key.Fold("r0").Exponential(uint64 x) ** (1.0 + 3.0 * key.Uniform 7UL))

    let size = 0.3 * key.Uniform 8UL

    let points =
        ResizeArray
            [
                for j in 0 .. n - 1 ->
                    ResizeArray [ for k in 0..1 -> size * key.Fold("b").Normal(uint64 (j * 2 + k)) ] :> IReadOnlyList<float>
            ]

    [ bounds.Contracted(cell, reference); bounds.Curved(cell, reference, points) ]

[<Law(Cases = 150)>]
let ``no bound of a cell is above the function, whatever the proof supplies`` (key: RandomKey) =
    let n, m = 2 + key.Below(4, 0UL), 1 + key.Below(4, 1UL)
    let masses = masses (key.Fold "p") n m
    let beta = key.Uniform 2UL ** 2.0
    let lambda = Array.init n (fun x -> key.Fold("dual").Normal(uint64 x))
    let proof = system masses [| 0 .. n - 1 |] beta lambda
    let bounds = EnclosedCell(EnclosedSystem proof, beta, lambda)
    let cell = cell (key.Fold "cell") n

    for trial in 0..3 do
        let lower = bothBounds (key.Fold(uint64 trial)) bounds cell

        for at in 0..9 do
            let r = inside (key.Fold("in").Fold(uint64 (10 * trial + at))) cell

            for bound in lower do
                shouldBeAtMost 1e-13 (value masses beta lambda r) bound

/// Symbols that share a class: the class's posterior is bounded for every mixture of its symbols.
[<Law(Cases = 100)>]
let ``classes of symbols with different rows are bounded for all their mixtures`` (key: RandomKey) =
    let masses = masses (key.Fold "p") 4 3
    let classes = [| 0; 1; 1; 2 |]
    let beta = 0.5 * key.Uniform 2UL
    let lambda = Array.init 3 (fun x -> key.Fold("dual").Normal(uint64 x))

    let bounds =
        EnclosedCell(EnclosedSystem(system masses classes beta lambda), beta, lambda)

    let cell = cell (key.Fold "cell") 3

    for bound in bothBounds key bounds cell do
        for at in 0..9 do
            let r = inside (key.Fold("in").Fold(uint64 at)) cell
            let share = key.Fold("share").Uniform(uint64 at)
            let symbols = [| r[0]; share * r[1]; (1.0 - share) * r[1]; r[2] |]

            let s =
                Array.init 3 (fun y -> Seq.sum (Seq.map2 (fun p (row: float[]) -> p * row[y] / Array.sum row) symbols masses))

            shouldBeAtMost 1e-13 (Oracles.entropy s - beta * Oracles.entropy r - Seq.sum (Seq.map2 (*) lambda r)) bound

[<Law(Cases = 100)>]
let ``small cells are bounded tightly from a reference point inside`` (key: RandomKey) =
    let n = 2 + key.Below(3, 0UL)
    let masses = masses (key.Fold "p") n 3
    let lambda = Array.zeroCreate<float> n

    let bounds =
        EnclosedCell(EnclosedSystem(system masses [| 0 .. n - 1 |] 0.2 lambda), 0.2, lambda)

    // A small simplex around the centre, of dyadic vertices that sum to one.
    let tiny = 2.0 ** -14.0

    let centre =
        Array.init n (fun x -> if x = 0 then 1.0 - float (n - 1) / 8.0 else 0.125)

    let cell =
        Array.init n (fun j ->
            Array.mapi
                (fun x v ->
                    if x = j && j > 0 then v + tiny
                    elif x = 0 && j > 0 then v - tiny
                    else v)
                centre)

    let origin =
        ResizeArray [ for _ in 1..n -> ResizeArray [ 0.0 ] :> IReadOnlyList<float> ]

    let middle = Array.init n (fun x -> Seq.averageBy (fun (v: float[]) -> v[x]) cell)

    let best =
        max (bounds.Contracted(cell, middle)) (bounds.Curved(cell, middle, origin))

    let least = cell |> Array.map (value masses 0.2 lambda) |> Array.min
    shouldBeAtMost 1e-6 best least

/// With one output and no points b nothing makes up for the convexity of -beta H(r): between n vertices it takes
/// 1/4 (1 - 1/n) of the edges' form from the value at the middle, and the bound has to leave room for it.
[<Theory>]
[<InlineData 2>]
[<InlineData 4>]
[<InlineData 8>]
let ``a convex function's minimum inside of a small cell is not missed`` (n: int) =
    let masses = Array.init n (fun _ -> [| 1.0 |])
    let step = 2.0 ** -8.0
    let centre = Array.create n (1.0 / float n)
    // With this slope the function is KL(r || centre).
    let lambda = Array.map log centre

    let bounds =
        EnclosedCell(EnclosedSystem(system masses [| 0 .. n - 1 |] 1.0 lambda), 1.0, lambda)

    // Vertices at equal distances from a point inside.
    let cell =
        Array.init n (fun j ->
            centre
            |> Array.mapi (fun x v -> v + step * (if x = j then float (n - 1) else -1.0)))

    let origin =
        ResizeArray [ for _ in 1..n -> ResizeArray [ 0.0 ] :> IReadOnlyList<float> ]

    let bound = bounds.Curved(cell, centre, origin)
    let middle = value masses 1.0 lambda centre
    let vertices = cell |> Array.map (value masses 1.0 lambda)
    Assert.True(Array.min vertices > middle)
    shouldBeAtMost 1e-15 middle bound
    Assert.True(bound > middle - 2.0 * (Array.max vertices - middle))

[<Law(Cases = 200)>]
let ``the contraction is the largest total variation of two rows, rounded up`` (key: RandomKey) =
    let n, m = 2 + key.Below(4, 0UL), 1 + key.Below(4, 1UL)
    let masses = masses (key.Fold "p") n m
    let system = EnclosedSystem(system masses [| 0 .. n - 1 |] 0.5 (Array.zeroCreate n))

    let rows =
        masses
        |> Array.map (fun row ->
            let exact = Array.map Rational.Of row
            let total = Array.fold (fun s v -> s + v) Rational.Zero exact
            exact |> Array.map (fun v -> v / total))

    let distance (a: Rational[]) (b: Rational[]) =
        Seq.map2 (fun (u: Rational) v -> if u > v then u - v else v - u) a b
        |> Seq.fold (fun s v -> s + v) Rational.Zero
        |> fun sum -> sum / Rational(2I, 1I)

    let largest =
        Seq.max (
            seq {
                for a in rows do
                    for b in rows -> distance a b
            }
        )

    let contraction = system.Dobrushin()
    Assert.True(Rational.Of contraction >= largest)
    Assert.True(Rational.Of(contraction - 1e-14) <= largest)

[<Law(Cases = 20)>]
let ``halves of a cell have exact middles, and an edge that has none is refused`` (key: RandomKey) =
    let n = 2 + key.Below(4, 0UL)
    let corners = BottleneckProofChecker.Simplex n
    let mutable present = corners

    for k in 0..200 do
        let i = key.Below(n, uint64 (3 * k + 1))
        let j = key.Below(n, uint64 (3 * k + 2))

        let halves = BottleneckProofChecker.Halves(present, i, j)

        if halves.HasValue then
            let struct (first, second) = halves.Value
            Assert.NotEqual(i, j)
            let middle = first[j]
            Assert.Same(middle, second[i])

            for x in 0 .. n - 1 do
                let sum = Rational.Of(present[i][x]) + Rational.Of(present[j][x])
                Assert.Equal(sum, Rational.Of middle[x] * Rational(2I, 1I))

            let total = middle |> Seq.fold (fun s v -> s + Rational.Of v) Rational.Zero
            Assert.Equal(Rational.One, total)
            present <- if key.Uniform(uint64 k) < 0.5 then first else second
        elif i <> j then
            // Refused only beyond the digits of a double.
            let isExact x =
                let sum = Rational.Of(present[i][x]) + Rational.Of(present[j][x])
                Rational.Of(0.5 * (present[i][x] + present[j][x])) * Rational(2I, 1I) = sum

            Assert.False(Seq.forall isExact [ 0 .. n - 1 ])

    Assert.False(BottleneckProofChecker.Halves(corners, 0, n).HasValue)
    Assert.False(BottleneckProofChecker.Halves(corners, -1, 0).HasValue)
