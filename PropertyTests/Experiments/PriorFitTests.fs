/// How far activations are from a family of priors: nothing where they are drawn from it, and the known distance where from another.
module IDropTheory.PropertyTests.Experiments.PriorFitTests

open System
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.Experiments.Collections
open IDropTheory.Experiments.Reproduction.Figures
open IDropTheory.Experiments.Runs.Measurements
open IDropTheory.PropertyTests.Laws

let private from, step, bins = -14.0, 0.02, 1000

/// The histogram of logarithms of activations.
let private histogram (logs: float[]) =
    let counts = Array.zeroCreate<int64> bins

    for u in logs do
        let bin = Math.Clamp(int (floor ((u - from) / step)), 0, bins - 1)
        counts[bin] <- counts[bin] + 1L

    let mean = Array.average logs
    let deviation = sqrt (logs |> Array.averageBy (fun u -> (u - mean) * (u - mean)))
    ActivationHistogram.Outcome(5L, int64 logs.Length, mean, deviation, from, step, EquatableArray(ImmutableArray.Create<int64> counts))

let private count = 40_000

// Dvoretzky, Kiefer, Wolfowitz: an empirical distribution function is farther away than this with probability 1e-9.
let private noise = sqrt (log (2.0 / 1e-9) / (2.0 * float count))

let private normal (label: string) (mean: float) (deviation: float) =
    let values = Array.zeroCreate<float> count
    (testKey label).FillNormal(values.AsSpan())
    values |> Array.map (fun z -> mean + deviation * z)

let private uniform (label: string) (low: float) (high: float) =
    normal label 0.0 1.0
    |> Array.map (fun z -> low + (high - low) * MathNet.Numerics.Distributions.Normal.CDF(0.0, 1.0, z))

[<Fact>]
let ``log-normal activations are near a log-normal, and as far from a log-uniform as the two are`` () =
    let found = histogram (normal "log-normal activations" -2.0 0.7)
    let fit = PriorFit.LogNormal found
    Assert.InRange(fit.Distance, 0.0, noise)
    Assert.Equal("log-normal, mu = -2.00, sigma = 0.70", fit.Name)
    Assert.InRange(fit.Density.Invoke(-2.0), 0.56, 0.58)
    // The largest of Phi(x) - (x + q) / 2q with q = 2.3263, the 99% quantile: at x = 1.1122.
    Assert.InRange((PriorFit.LogUniform found).Distance, 0.128 - noise - 0.01, 0.128 + noise + 0.01)

[<Fact>]
let ``log-uniform activations are near a log-uniform, and as far from a log-normal as the two are`` () =
    let found = histogram (uniform "log-uniform activations" -5.0 1.0)
    let fit = PriorFit.LogUniform found
    // The central 98% of the interval: one per cent is missing at each end.
    Assert.InRange(fit.Distance, 0.0, 0.01 + noise + 0.005)
    Assert.InRange(fit.Density.Invoke(-2.0), 1.0 / 5.88 - 0.003, 1.0 / 5.88 + 0.003)
    Assert.Equal(0.0, fit.Density.Invoke(-5.2))
    Assert.Equal(0.0, fit.Density.Invoke(1.2))
    // The largest of Phi(x) - (x + sqrt(3)) / (2 sqrt(3)): at x = 0.8043.
    Assert.InRange((PriorFit.LogNormal found).Distance, 0.0572 - noise - 0.003, 0.0572 + noise + 0.003)

[<Law(Cases = 20)>]
let ``a distance depends neither on the scale of the activations nor on their spread`` (shift: uint8) (stretch: uint8) =
    let logs = normal "activations" 0.0 0.5
    let a, b = -6.0 + float shift / 128.0, 1.0 + float stretch / 256.0
    let one, other = histogram logs, histogram (logs |> Array.map (fun u -> a + b * u))

    for fit in [ PriorFit.LogNormal; PriorFit.LogUniform ] do
        // Only the edges of the bins fall elsewhere: a bin holds less than 2% of the activations.
        Assert.Equal((fit one).Distance, (fit other).Distance, 2e-2)
