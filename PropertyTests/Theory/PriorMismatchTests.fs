/// The fit of priors to single units: distributions with known answers, and the definition computed again.
module IDropTheory.PropertyTests.PriorMismatchTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics

let private units (n: int) (d: int) (draw: uint64 -> float) =
    Array2D.init n d (fun i j -> draw (uint64 (i * d + j)))

let private contains (what: string) (expected: float) (found: PriorMismatch) =
    let struct (low, high) = found.Interval
    // Twice the interval of 95%: the seed is fixed.
    let half = 0.5 * (high.Value - low.Value)
    shouldBeWithin (2.0 * half + 0.02) expected found.Value.Value
    Assert.True(half < 0.2, $"{what}: the interval is wider than it can be")

[<Fact>]
let ``the KL of units from fitted priors has its known values`` () =
    let key = RandomKey.FromSeed 3UL
    let n, d = 4000, 3
    // Log-normal units with their own mu: nothing from their own priors, and from a common one 1/2 log of the ratio of variances.
    let own = units n d (fun i -> exp (2.0 * float (i % uint64 d) + key.Normal i))
    contains "log-normal" 0.0 (PriorMismatch.LogNormalPerUnit own)
    contains "common" (1.5 * log (1.0 + 8.0 / 3.0)) (PriorMismatch.LogNormalPerLayer own)
    // Exponential units: -log z is Gumbel, of entropy 1 + gamma and variance pi^2 / 6.
    let exponential = units n d (fun i -> -log(key.Uniform i))

    let gumbel =
        0.5 * log (2.0 * Math.PI * Math.E * Math.PI * Math.PI / 6.0)
        - 1.0
        - 0.57721566490153286

    contains "exponential" (3.0 * gumbel) (PriorMismatch.LogNormalPerUnit exponential)
    // Uniform log z: nothing from the log-uniform prior, and log-normal misses 1/2 log(2 pi e / 12).
    let uniform = units n d (fun i -> exp (5.0 * key.Uniform i))
    contains "log-uniform" 0.0 (PriorMismatch.LogUniform uniform)
    contains "uniform" (1.5 * log (2.0 * Math.PI * Math.E / 12.0)) (PriorMismatch.LogNormalPerUnit uniform)
    // A third of zeros: they cost nothing, the rest its share; a unit that is always zero is not measured.
    let withZeros =
        Array2D.init n (d + 1) (fun i j -> if j = d || (i + j) % 3 = 0 then 0.0 else exponential[i, j])

    let found = PriorMismatch.LogNormalPerUnit withZeros
    contains "zeros" (2.0 * gumbel) found
    Assert.Equal((d, 1), (found.Units, found.Skipped))

/// The KL of units from the log-uniform prior, and its interval, by their definitions: for entropies all distances, sorted.
[<Fact>]
let ``the fit to a prior and its interval are what their definition gives`` () =
    let n, d = 403, 2
    let key = RandomKey.FromSeed 5UL

    let z =
        units n d (fun i ->
            if key.Fold("zero").Below(5, i) = 0 then
                0.0
            else
                exp (key.Normal i))

    let width =
        let logs = z |> Seq.cast<float> |> Seq.filter (fun v -> v > 0.0) |> Seq.map log
        Seq.max logs - Seq.min logs

    let psi (m: int) =
        MathNet.Numerics.SpecialFunctions.DiGamma(float m)

    let entropy (u: float[]) =
        let third i =
            let distances =
                Array.init u.Length (fun j -> if j = i then infinity else abs (u[i] - u[j]))

            (Array.sort distances)[2]

        psi u.Length - psi 3
        + (Seq.init u.Length (fun i -> log (2.0 * third i)) |> Seq.average)

    let measure (rows: int[]) =
        Seq.sum (
            seq {
                for j in 0 .. d - 1 do
                    let u =
                        [|
                            for i in rows do
                                if z[i, j] > 0.0 then
                                    log z[i, j]
                        |]

                    float u.Length / float rows.Length * (log width - entropy u)
            }
        )

    let whole = measure [| 0 .. n - 1 |]
    let groups = Array.init 10 (fun g -> measure [| g..10 .. n - 1 |])
    let mean = Array.average groups

    let error = sqrt ((groups |> Array.sumBy (fun v -> (v - mean) ** 2.0)) / 9.0 / 10.0)

    let value = whole - (mean - whole) / 9.0

    let reach =
        MathNet.Numerics.Distributions.StudentT.InvCDF(0.0, 1.0, 9.0, 0.95)
        * error
        * 10.0
        / 9.0

    let found = PriorMismatch.LogUniform(z, 0.9)
    let struct (low, high) = found.Interval
    shouldBeWithin 1e-10 value found.Value.Value
    shouldBeWithin 1e-8 (value - reach) low.Value
    shouldBeWithin 1e-8 (value + reach) high.Value

[<Fact>]
let ``units that are never positive, or all constant, are refused`` () =
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> PriorMismatch.LogUniform(Array2D.create 200 1 -1.0) |> ignore)
    |> ignore

    Assert.ThrowsAny<ArgumentException>(fun () -> PriorMismatch.LogUniform(Array2D.create 200 1 1.0) |> ignore)
    |> ignore
