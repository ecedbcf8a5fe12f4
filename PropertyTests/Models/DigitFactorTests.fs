/// The known factors of generated digits: those of the images, and independent of one another.
module IDropTheory.PropertyTests.Models.DigitFactorTests

open System
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Statistics

[<Theory>]
[<InlineData(0UL, Split.Train)>]
[<InlineData(7UL, Split.Test)>]
let ``the table is what the images were drawn from`` (seed: uint64) (split: Split) =
    use digits = GeneratedDigits.OfSeed(seed, split, 200)
    let table = DigitFactorTable.OfSeed(seed, split, 200)
    Assert.Equal<DigitFactors[]>(Seq.toArray digits.Factors, Seq.toArray table)
    Assert.Equal(table[123], DigitFactorTable.At(seed, split, 123))

    let drawn index factors =
        Seq.toArray (DigitFactorTable.Render(seed, split, index, factors))

    for index, image in bytesOf digits.Images |> Array.chunkBySize 784 |> Array.indexed do
        Assert.Equal<byte[]>(image, drawn index table[index])

    // Negative control: neither the next row's factors nor those of another seed draw the image.
    let first = (bytesOf digits.Images)[..783]
    Assert.NotEqual<byte[]>(first, drawn 0 table[10])
    Assert.NotEqual<byte[]>(first, drawn 0 (DigitFactorTable.At(seed + 1UL, split, 0)))

/// A change of one pixel in x moves every column of ink by one, but for rounding at the pen's edge.
[<Fact>]
let ``one factor can be changed alone`` () =
    let mutable own = DigitFactorTable.At(0UL, Split.Test, 4)
    own <- DigitFactors(own.Label, own.Style, 0.0, 0.0, 8.0, 1.0, own.Rotation, 0.0, own.Thickness)

    let moved =
        DigitFactors(own.Label, own.Style, 1.0, 0.0, 8.0, 1.0, own.Rotation, 0.0, own.Thickness)

    let image factors =
        Seq.toArray (DigitFactorTable.Render(0UL, Split.Test, 4, factors))

    let before, after = image own, image moved

    for p in 0..783 do
        if p % 28 > 0 then
            Assert.InRange(abs (int after[p] - int before[p - 1]), 0, 1)

    Assert.NotEqual<byte[]>(before, after)

    for bad in
        [
            DigitFactors(10, 0, 0.0, 0.0, 8.0, 1.0, 0.0, 0.0, 2.0)
            DigitFactors(0, 3, 0.0, 0.0, 8.0, 1.0, 0.0, 0.0, 2.0)
            DigitFactors(0, 0, nan, 0.0, 8.0, 1.0, 0.0, 0.0, 2.0)
            DigitFactors(0, 0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0)
            DigitFactors(0, 0, 0.0, 0.0, 8.0, 1.0, 0.6, 0.0, 2.0)
            DigitFactors(0, 0, 0.0, 0.0, 8.0, 1.0, 0.0, 0.0, -1.0)
        ] do
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> image bad |> ignore)
        |> ignore

/// Every pair of quarters (tenths of the class) is as frequent as its product, each cell by Bernstein's bound with 28 tables of up to 40.
[<Fact>]
let ``factors are independent in pairs`` () =
    let table = DigitFactorTable.OfSeed(0UL, Split.Train, 60000)
    let factors = DigitFactorTable.Known table

    let names =
        [ "class"; "x"; "y"; "scale"; "aspect"; "rotation"; "shear"; "thickness" ]

    Assert.Equal<string list>(names, [ for f in factors -> f.Name ])
    let symbols = [| for f in factors -> f.Symbols 4 |]

    let check (a: SymbolSequence) (b: SymbolSequence) =
        let counts = Array.zeroCreate (a.Alphabet * b.Alphabet)

        for i in 0 .. a.Count - 1 do
            let cell = a[i] * b.Alphabet + b[i]
            counts[cell] <- counts[cell] + 1

        shouldHaveFrequencies (Array.create counts.Length (1.0 / float counts.Length)) counts

    for k in 0 .. symbols.Length - 1 do
        for j in 0 .. k - 1 do
            check symbols[j] symbols[k]
            // About (cells) / (2 n): far below a hundredth of a nat.
            shouldBeAtMost 0.0 0.003 (symbols[j].MutualInformation symbols[k]).Value

    // Negative control: a factor is not independent of itself.
    shouldRefuse (fun () -> check symbols[1] symbols[1])

/// The factors as a code of themselves: the measures find what is known.
[<Fact>]
let ``the factors of the digits are a disentangled code`` () =
    let table = DigitFactorTable.OfSeed(0UL, Split.Test, 4000)
    let factors = DigitFactorTable.Known table

    let code =
        Array2D.init table.Length 8 (fun i j ->
            let f = table[i]

            [|
                float f.Label
                f.CentreX
                f.CentreY
                f.Scale
                f.Aspect
                f.Rotation
                f.Shear
                f.Thickness
            |][j])

    let gap = MutualInformationGap.Of(code, factors)
    // Each component has 20 bins against 10 of its factor, which they divide: all information is there but the noise of 4000 samples.
    Assert.InRange(gap.Mean, 0.97, 1.0)

    let dci =
        LinearDci.Of(code, factors |> Seq.skip 1 |> Seq.toArray, RandomKey.FromSeed 1UL)

    Assert.InRange(dci.Scores.Completeness, 0.999, 1.0)
    Assert.InRange(dci.Informativeness, 0.999, 1.0)
