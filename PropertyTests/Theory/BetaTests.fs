/// The two conventions of the trade-off, and beta divided by N.
module IDropTheory.PropertyTests.Theory.BetaTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

[<Law>]
let ``Tishby's trade-off is the inverse of the paper's`` (ModerateScale beta) =
    shouldBeRelatively 1e-15 (1.0 / beta) (Beta.FromPaper beta).Tishby
    shouldBeRelatively 1e-15 (1.0 / beta) (Beta.FromTishby beta).Paper

[<Fact>]
let ``the ends of one convention are those of the other`` () =
    Assert.Equal(infinity, (Beta.FromPaper 0.0).Tishby)
    Assert.Equal(infinity, (Beta.FromTishby 0.0).Paper)
    Assert.Equal(0.0, (Beta.FromTishby infinity).Paper)

[<Law>]
let ``the factor of a training loss is beta over the number of samples`` (ModerateScale beta) =
    Assert.Equal(beta / 60000.0, (Beta.FromPaper beta).PerSample(60000).Value)

let private refused (value: float) (f: unit -> unit) =
    let e = Assert.Throws<ArgumentOutOfRangeException>(Action f)
    Assert.Equal(value, unbox e.ActualValue)
    Assert.Contains("allowed: ", e.Message)

[<Fact>]
let ``a trade-off that is no number from zero up is refused with its value`` () =
    for beta in [ -1.0; nan ] do
        refused beta (fun () -> Beta.FromPaper beta |> ignore)
        refused beta (fun () -> Beta.FromTishby beta |> ignore)
        refused beta (fun () -> EffectiveBeta beta |> ignore)

[<Fact>]
let ``an infinite factor of a loss and no samples are refused`` () =
    refused infinity (fun () -> EffectiveBeta infinity |> ignore)

    Assert.Throws<ArgumentOutOfRangeException>(Action(fun () -> (Beta.FromPaper 1.0).PerSample 0 |> ignore))
    |> ignore
