/// The statistics that the verdicts of figures are made of.
module IDropTheory.PropertyTests.Experiments.FigureTests

open System
open FsCheck.Xunit
open Xunit
open IDropTheory.Experiments
open IDropTheory.PropertyTests

[<Fact>]
let ``the rank correlation of a monotone sequence is one, with the exact probability of the two monotone orders`` () =
    let x = [| 1.0; 2.0; 3.0; 4.0; 5.0 |]
    let rising = RankCorrelation.Of(x, Array.map exp x)
    Assert.Equal(1.0, rising.Tau, 12)
    Assert.Equal(2.0 / 120.0, rising.PValue, 12)
    Assert.Equal(-1.0, RankCorrelation.Of(x, Array.map (fun v -> -v) x).Tau, 12)

[<Fact>]
let ``a constant has no rank correlation`` () =
    let none = RankCorrelation.Of([| 1.0; 2.0; 3.0 |], [| 5.0; 5.0; 5.0 |])
    Assert.Equal(0.0, none.Tau)
    Assert.Equal(1.0, none.PValue)

[<Property>]
let ``rank correlation ignores the scale and the order of the pairs, and its exact and approximate probabilities agree roughly``
    (seed: int)
    =
    let random = Random seed
    let x = Array.init 8 (fun _ -> float (random.Next 20))
    let y = Array.init 8 (fun _ -> float (random.Next 20))
    let tau = RankCorrelation.Of(x, y)
    let order = Array.init 8 id
    random.Shuffle order

    let moved =
        RankCorrelation.Of(order |> Array.map (fun i -> exp (x[i] / 7.0)), order |> Array.map (fun i -> y[i] ** 3.0))

    abs (tau.Tau - moved.Tau) < 1e-12
    && abs (tau.PValue - moved.PValue) < 1e-12
    && abs tau.Tau <= 1.0 + 1e-12
    && tau.PValue > 0.0
    && tau.PValue <= 1.0

[<Fact>]
let ``beyond eight pairs the approximation calls a trend a trend and noise noise`` () =
    let x = Array.init 30 float
    Assert.True(RankCorrelation.Of(x, Array.map (fun v -> v * v) x).PValue < 1e-10)
    Assert.True(RankCorrelation.Of(x, Array.map (fun v -> sin (12.9898 * v)) x).PValue > 0.05)
