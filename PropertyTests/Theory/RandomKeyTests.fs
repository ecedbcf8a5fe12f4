module IDropTheory.PropertyTests.Theory.RandomKeyTests

open System
open System.Collections.Generic
open System.Numerics
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

/// Numbers of the reference Philox-4x64-10 for key 0, as NumPy's Philox produces them (its first block is that of counter 1).
[<Fact>]
let ``draws are those of the reference Philox-4x64-10`` () =
    let key = RandomKey(0UL, 0UL)

    let expected =
        [
            0x02f4ba6408e4d89bUL
            0x3dd62b0b9ca8c5b2UL
            0x1c8667a55d902e79UL
            0x907d7a052fd5b4dcUL
            0x809bf322883987c3UL
            0x471128b9e807f7ddUL
            0xf250ba0dbec065b7UL
            0xfc6ed66767a457bcUL
        ]

    Assert.Equal<uint64 list>(expected, [ for i in 4UL .. 11UL -> key.Bits64 i ])

/// Philox-4x64-10 from its definition, on unbounded integers.
let private philox (key: RandomKey) (counter: bigint list) =
    let word = BigInteger.One <<< 64
    let low x = x % word
    let high x = x / word

    let round (c0, c1, c2, c3) (k0, k1) =
        let p0, p1 = bigint 0xD2E7470EE14C6C93UL * c0, bigint 0xCA5A826395121157UL * c2
        (high p1 ^^^ c1 ^^^ k0, low p1, high p0 ^^^ c3 ^^^ k1, low p0)

    let keys =
        [
            for i in 0..9 ->
                low (bigint key.Low + bigint i * bigint 0x9E3779B97F4A7C15UL),
                low (bigint key.High + bigint i * bigint 0xBB67AE8584CAA73BUL)
        ]

    let a, b, c, d =
        List.fold round (counter[0], counter[1], counter[2], counter[3]) keys

    [ for x in [ a; b; c; d ] -> uint64 x ]

[<Law>]
let ``draws are the blocks of counter (index / 4, 0, 0, 0)`` (key: RandomKey) (index: uint64) =
    let block = philox key [ bigint (index / 4UL); 0I; 0I; 0I ]
    Assert.Equal(block[int (index % 4UL)], key.Bits64 index)

[<Law>]
let ``children are the blocks of counter (index, 0, 0, 1)`` (key: RandomKey) (index: uint64) =
    let block = philox key [ bigint index; 0I; 0I; 1I ]
    Assert.Equal(RandomKey(block[0], block[1]), key.Fold index)

/// Results that are stored with a seed stay reproducible: these numbers must not change.
[<Fact>]
let ``seeds and labels give the same numbers for ever`` () =
    let key = RandomKey.FromSeed 42UL
    Assert.Equal(key, RandomKey(0UL, 42UL).Fold "seed")
    Assert.Equal("(6523749786488874643, 8176420862852537859)", $"({key.High}, {key.Low})")
    Assert.Equal(key.Fold "noise", RandomKey.FromSeed(42UL).Fold "noise")
    Assert.Equal(key.Bits64 0UL, key.ToSeed())

[<Fact>]
let ``a label is folded by length, then by words of its UTF-8 text`` () =
    let key = RandomKey(3UL, 5UL)

    let ofLength (bytes: int) =
        let block = philox key [ bigint bytes; 0I; 0I; 2I ]
        RandomKey(block[0], block[1])

    Assert.Equal(ofLength 0, key.Fold "")
    Assert.Equal((ofLength 1).Fold 0x61UL, key.Fold "a")
    Assert.Equal((ofLength 2).Fold 0xA4C3UL, key.Fold "ä")
    Assert.Equal((ofLength 8).Fold 0x6867666564636261UL, key.Fold "abcdefgh")
    Assert.Equal((ofLength 9).Fold(0x6867666564636261UL).Fold(0x69UL), key.Fold "abcdefghi")
    Assert.Throws<ArgumentNullException>(fun () -> key.Fold(Unchecked.defaultof<string>) |> ignore)

[<Law>]
let ``split gives the children 0 and 1`` (key: RandomKey) =
    let struct (left, right) = key.Split()
    Assert.Equal(key.Fold 0UL, left)
    Assert.Equal(key.Fold 1UL, right)
    Assert.NotEqual(left, right)

[<Fact>]
let ``derived keys and drawn numbers never collide`` () =
    let key = testKey "collisions"
    let seen = HashSet<RandomKey>()

    let fresh derived =
        Assert.True(seen.Add derived, $"{derived} appears twice")

    fresh key

    for i in 0UL .. 49_999UL do
        fresh (key.Fold i)

    for label in [ ""; "a"; "b"; "ab"; "ba"; "a\000"; "abcdefgh"; "abcdefghi"; "fig5"; "fig6" ] do
        fresh (key.Fold label)
        fresh (key.Fold(0UL).Fold label)

    // Grandchildren too: folding is neither commutative nor additive, and a short label is not its length and then its letters.
    for i in 0UL .. 99UL do
        for j in 0UL .. 130UL do
            fresh (key.Fold(i).Fold(j))

    for i in 0UL .. 9_999UL do
        fresh (RandomKey(key.Bits64(2UL * i), key.Bits64(2UL * i + 1UL)))

[<Law>]
let ``filling a span is drawing each index`` (key: RandomKey) =
    for length in 0..9 do
        let uniforms, normals = Array.zeroCreate length, Array.zeroCreate length
        key.FillUniform(Span uniforms)
        key.FillNormal(Span normals)
        Assert.Equal<float[]>(Array.init length (fun i -> key.Uniform(uint64 i)), uniforms)
        Assert.Equal<float[]>(Array.init length (fun i -> key.Normal(uint64 i)), normals)

[<Law(Cases = 1000)>]
let ``uniform numbers are odd multiples of 2^-53 inside (0, 1)`` (key: RandomKey) (index: uint64) =
    let u = key.Uniform index
    let multiple = u * 9007199254740992.0
    Assert.True(u > 0.0 && u < 1.0)
    Assert.Equal(Math.Floor multiple, multiple)
    Assert.Equal(1L, int64 multiple % 2L)
    Assert.Equal(key.Bits64 index >>> 12, uint64 multiple / 2UL)

[<Law(Cases = 1000)>]
let ``normal numbers come in pairs from a radius and an angle`` (key: RandomKey) (pair: uint64) =
    let even = pair / 2UL * 2UL
    let radius = sqrt (-2.0 * log (key.Uniform even))
    let angle = 2.0 * Math.PI * key.Uniform(even + 1UL)
    shouldBeWithin 1e-14 (radius * cos angle) (key.Normal even)
    shouldBeWithin 1e-14 (radius * sin angle) (key.Normal(even + 1UL))

let private count = 400_000

let private uniforms (key: RandomKey) =
    let samples = Array.zeroCreate count
    key.FillUniform(Span samples)
    samples

let private normals (key: RandomKey) =
    let samples = Array.zeroCreate count
    key.FillNormal(Span samples)
    samples

/// With 400,000 samples the Dvoretzky-Kiefer-Wolfowitz bound is 0.0052: an error above 0.0104 anywhere in F is caught.
[<Fact>]
let ``uniform numbers are uniform`` () =
    uniforms (testKey "uniform") |> shouldFollow id

[<Fact>]
let ``normal numbers are standard normal`` () =
    let samples = normals (testKey "normal")
    shouldFollow normalCdf samples
    shouldAverageTo 0.0 (normalQuadraticBound 0.0 1.0 count) samples
    shouldAverageTo 1.0 (normalQuadraticBound 1.0 0.0 count) (samples |> Array.map (fun z -> z * z))

/// Negative controls: a scale or a location that is 2% off is caught by the same checks.
[<Fact>]
let ``the checks of the samplers catch two percent`` () =
    let samples = normals (testKey "normal")
    shouldRefuse (fun () -> shouldFollow normalCdf (samples |> Array.map (fun z -> z + 0.03)))
    shouldRefuse (fun () -> shouldAverageTo 1.0 (normalQuadraticBound 1.0 0.0 count) (samples |> Array.map (fun z -> 1.0404 * z * z)))
    Assert.True(smallestDetectable (normalQuadraticBound 1.0 0.0 count) < 0.0404)
    shouldRefuse (fun () -> uniforms (testKey "uniform") |> Array.map (fun u -> u * u) |> shouldFollow id)

/// A child's stream against its parent's and its sibling's, and neighbouring indices: the mean of the centred product is 0 within
/// Hoeffding's bound (width 1/2), which 400,000 pairs put at 0.0026.
[<Fact>]
let ``streams of different keys and indices are uncorrelated`` () =
    let key = testKey "streams"

    let parent, child, sibling =
        uniforms key, uniforms (key.Fold 0UL), uniforms (key.Fold 1UL)

    let uncorrelated (a: float[]) (b: float[]) =
        Array.map2 (fun u v -> (u - 0.5) * (v - 0.5)) a b
        |> shouldAverageTo 0.0 (hoeffdingBound 0.5 a.Length)

    uncorrelated parent child
    uncorrelated parent sibling
    uncorrelated child sibling
    uncorrelated (uniforms (RandomKey.FromSeed 1UL)) (uniforms (RandomKey.FromSeed 2UL))

    for lag in 1..5 do
        // Products of disjoint pairs are independent, overlapping ones are not: take every other block of `lag`.
        let first, second =
            Array.indexed parent |> Array.partition (fun (i, _) -> i / lag % 2 = 0)

        let length = min first.Length second.Length
        uncorrelated (Array.map snd first[.. length - 1]) (Array.map snd second[.. length - 1])

/// Cosine and sine of one pair are independent: E[Z1 Z2] = 0, and Z1 Z2 = (U^2 - V^2) / 2 for normal U, V, so the quadratic bound of
/// c2 = sqrt 1/2 covers it.
[<Fact>]
let ``the two normals of a pair are uncorrelated, and so are their squares' order`` () =
    let samples = normals (testKey "pairs")
    let pairs = Array.chunkBySize 2 samples

    pairs
    |> Array.map (fun pair -> pair[0] * pair[1])
    |> shouldAverageTo 0.0 (normalQuadraticBound (sqrt 0.5) 0.0 pairs.Length)

    pairs
    |> Array.map (fun pair -> if abs pair[0] > abs pair[1] then 1.0 else 0.0)
    |> shouldAverageTo 0.5 (hoeffdingBound 1.0 pairs.Length)

[<Fact>]
let ``every bit is balanced`` () =
    let key = testKey "bits"
    let n = 100_000
    let ones = Array.zeroCreate 64

    for i in 0UL .. uint64 n - 1UL do
        let bits = key.Bits64 i

        for b in 0..63 do
            ones[b] <- ones[b] + int ((bits >>> b) &&& 1UL)

    for b in 0..63 do
        shouldBeWithin (frequencyBound 64 0.5 n) 0.5 (float ones[b] / float n)

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(7)>]
[<InlineData(100)>]
let ``integers below a bound are uniform`` (bound: int) =
    let key = (testKey "below").Fold(uint64 bound)
    let counts = Array.zeroCreate bound

    for i in 0UL .. 199_999UL do
        let k = key.Below(bound, i)
        counts[k] <- counts[k] + 1

    shouldHaveFrequencies (Array.create bound (1.0 / float bound)) counts

[<Law>]
let ``integers below a bound use the high bits, up to the largest bound`` (key: RandomKey) (index: uint64) =
    for bound in [ 1; 2; 3; 1000; Int32.MaxValue ] do
        let expected = bigint (key.Bits64 index) * bigint bound / (BigInteger.One <<< 64)
        Assert.Equal(int expected, key.Below(bound, index))

[<Fact>]
let ``bounds and counts out of range are refused by name`` () =
    let key = RandomKey.FromSeed 1UL

    for bound in [ 0; -1 ] do
        let error =
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> key.Below(bound, 0UL) |> ignore)

        Assert.Contains($"bound is {bound}; allowed: 1 or more.", error.Message)

    let error =
        Assert.Throws<ArgumentOutOfRangeException>(fun () -> key.Permutation -1 |> ignore)

    Assert.Contains("count is -1; allowed: 0 or more.", error.Message)

[<Law>]
let ``a permutation holds every index once`` (key: RandomKey) =
    for size in 0..30 do
        Assert.Equal<int[]>([| 0 .. size - 1 |], Array.sort (key.Permutation size))

[<Fact>]
let ``permutations are uniform`` () =
    let key = testKey "permutations"
    let counts = Array.zeroCreate 256
    let draws = 60_000

    for i in 0UL .. uint64 draws - 1UL do
        let code = key.Fold(i).Permutation 4 |> Array.fold (fun code d -> 4 * code + d) 0
        counts[code] <- counts[code] + 1

    let seen = Array.filter ((<>) 0) counts
    Assert.Equal(24, seen.Length)
    shouldHaveFrequencies (Array.create 24 (1.0 / 24.0)) seen
