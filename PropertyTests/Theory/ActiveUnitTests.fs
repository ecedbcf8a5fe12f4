module IDropTheory.PropertyTests.Theory.ActiveUnitTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics

/// Two points: a component that varies, one that is always the same but narrow, and one that is the prior.
let private means = array2D [ [ 1.0; 0.0; 0.0 ]; [ -1.0; 0.0; 0.0 ] ]
let private scales = array2D [ [ 0.5; 0.1; 1.0 ]; [ 0.5; 0.1; 1.0 ] ]

[<Fact>]
let ``a component that is always the same is active by its divergence alone`` () =
    let variance = ActiveUnits.ByVariance means
    Assert.Equal<float[]>([| 2.0; 0.0; 0.0 |], Seq.toArray variance.Measures)
    Assert.Equal<bool list>([ true; false; false ], [ for j in 0..2 -> variance.IsActive j ])
    Assert.Equal((1, 0.01), (variance.Count, variance.Threshold))
    let kl = ActiveUnits.ByKl(GaussianEncoder(means, scales), 0.0, 1.0)
    shouldBeWithin 1e-14 (0.5 * (1.0 + 0.25 - 1.0) - log 0.5) kl.Measures[0]
    shouldBeWithin 1e-14 (0.5 * (0.01 - 1.0) - log 0.1) kl.Measures[1]
    Assert.Equal(0.0, kl.Measures[2])
    Assert.Equal(2, kl.Count)
    // Another prior is another measure.
    Assert.Equal(3, (ActiveUnits.ByKl(GaussianEncoder(means, scales), 3.0, 1.0)).Count)

[<Fact>]
let ``active means above the threshold, not at it`` () =
    Assert.Equal(1, (ActiveUnits.ByKl(ReadOnlySpan [| 0.0; 0.5; 0.6 |], 0.5)).Count)
    Assert.Equal(0, (ActiveUnits.ByVariance(means, 2.0)).Count)
    Assert.Equal(1, (ActiveUnits.ByVariance(means, 1.9)).Count)
    // A shift changes nothing, a scale does by its square.
    shouldBeWithin 1e-9 18.0 (ActiveUnits.ByVariance(means |> Array2D.map (fun m -> 3.0 * m + 1e6))).Measures[0]

[<Fact>]
let ``measures that make no sense are refused`` () =
    let refused (text: string) (action: unit -> ActiveUnits) =
        Assert.Contains(text, Assert.Throws<ArgumentOutOfRangeException>(fun () -> action () |> ignore).Message)

    refused "the number of points" (fun () -> ActiveUnits.ByVariance(Array2D.zeroCreate 1 2))
    refused "the number of components is 0" (fun () -> ActiveUnits.ByVariance(Array2D.zeroCreate 2 0))
    refused "means[1, 0] is NaN" (fun () -> ActiveUnits.ByVariance(array2D [ [ 0.0 ]; [ nan ] ]))
    refused "threshold is -1" (fun () -> ActiveUnits.ByVariance(means, -1.0))
    refused "meanKl[0] is -1" (fun () -> ActiveUnits.ByKl(ReadOnlySpan [| -1.0 |]))
    refused "priorScale is 0" (fun () -> ActiveUnits.ByKl(GaussianEncoder(means, scales), 0.0, 0.0))
