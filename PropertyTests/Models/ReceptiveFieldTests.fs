/// What the units of an All-CNN see of the image, against what a changed pixel changes.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.ReceptiveFieldTests

open Xunit
open TorchSharp
open IDropTheory.Models

/// Positive weights and a Softplus: whatever a unit sees changes it, and changes do not cancel.
let private representation (options: AllCnnOptions) =
    let network =
        new AllCnn(AllCnnArchitecture.AllCnn32.WithChannels(1).WithFilters 3.2, Activation.Softplus, DropoutMethod.None(), options)
        |> FixedWeights.forTraining 5UL

    use _ = torch.no_grad ()

    for parameter in network.parameters () do
        parameter.abs_ () |> ignore

    network.eval ()
    // A path through the edge of every convolution weighs little beside all others.
    network.``to`` torch.float64

[<Fact>]
let ``a pixel changes exactly the positions whose receptive field contains it`` () =
    for options in [ AllCnnOptions.Paper; AllCnnOptions.Authors ] do
        use _ = torch.NewDisposeScope()
        use network = representation options
        let field = Seq.last (AllCnnArchitecture.AllCnn32.DropoutFields options)

        let maps (image: torch.Tensor) =
            network.FrozenRepresentation(image, NoisePass.Median()).select(1, 0L).flatten().data<float>().ToArray()

        let dark = torch.zeros ([| 1L; 1L; 32L; 32L |], torch.float64)
        let before = maps dark

        for row, column in [ 0, 0; 31, 31; 9, 22; 14, 3; 17, 16 ] do
            let lit = dark.clone ()
            lit[0, 0, int64 row, int64 column] <- torch.tensor 100.0
            let changed = Array.map2 (<>) before (maps lit)

            let reaches position pixel =
                abs (field.Centre position - pixel) <= field.Size / 2

            Assert.Equal<bool[]>(
                [|
                    for y in 0..7 do
                        for x in 0..7 -> reaches y row && reaches x column
                |],
                changed
            )

[<Fact>]
let ``the fields of Table 2`` () =
    let fields (architecture: AllCnnArchitecture) =
        [
            for field in architecture.DropoutFields AllCnnOptions.Paper -> field.Stride, field.FirstCentre, field.Size
        ]

    Assert.Equal<(int * int * int) list>([ 2, 0, 7; 4, 0, 19 ], fields AllCnnArchitecture.AllCnn32)
    Assert.Equal<(int * int * int) list>([ 2, 0, 7; 4, 0, 19; 8, 0, 43; 16, 0, 91 ], fields AllCnnArchitecture.AllCnn96)
