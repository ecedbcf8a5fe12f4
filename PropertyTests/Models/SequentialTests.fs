/// The layer inside a Sequential: the same numbers, KL and gradients as by hand.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.SequentialTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Models.DataHelpers

[<Fact>]
let ``a Sequential gives the bits of the layers called by hand`` () =
    use _ = torch.NewDisposeScope()
    let context = NoiseContext()
    let prior = new LogUniformPrior(0.7)
    let first, second = torch.nn.Linear(20L, 12L), torch.nn.Linear(12L, 6L)

    let dropouts =
        [
            InformationDropout.Dense("one", 20, 12, prior)
            InformationDropout.Dense("two", 12, 6, prior)
        ]

    let noisy (linear: Modules.Linear) (dropout: DropoutLayer) =
        let features =
            torch.nn.Sequential([| linear :> torch.nn.Module<torch.Tensor, torch.Tensor>; torch.nn.ReLU() |])

        dropout.After(features, context)

    let network =
        torch.nn.Sequential(struct ("0", noisy first dropouts[0]), struct ("1", noisy second dropouts[1]))

    let x = torch.rand (30L, 20L)
    let key = testKey "sequential"

    let outcome (forward: NoisePass -> torch.Tensor) =
        use ledger = new KlLedger()
        let result = forward (NoisePass.Sample(key, ledger))
        network.zero_grad ()
        (result.sum () + ledger.Total()).backward()

        result.data<float32>().ToArray(),
        ledger.Total().item<float32>(),
        [
            for struct (name, p) in network.named_parameters () -> name, (nonNull p.grad).data<float32>().ToArray()
        ]

    let inside =
        outcome (fun pass ->
            context.Pass <- pass
            network.call x)

    let byHand =
        outcome (fun pass ->
            let relu (linear: Modules.Linear) (input: torch.Tensor) =
                torch.nn.functional.relu (linear.call input)

            let z = dropouts[0].call(x, relu first x, pass)
            dropouts[1].call(z, relu second z, pass))

    Assert.Equal<float32[] * float32 * (string * float32[]) list>(byHand, inside)
    let _, _, gradients = inside
    // Two linear layers and two alpha networks, each with weight and bias.
    Assert.Equal(8, gradients.Length)

[<Fact>]
let ``without a pass a Sequential is deterministic, and null is no pass`` () =
    use _ = torch.NewDisposeScope()
    let context = NoiseContext()
    let dropout = InformationDropout.Dense("one", 5, 4, new LogUniformPrior(0.7))
    let linear = torch.nn.Linear(5L, 4L)
    let network = dropout.After(linear, context)
    let x = torch.rand (7L, 5L)
    Assert.Equal<float32[]>(linear.call(x).data<float32>().ToArray(), network.call(x).data<float32>().ToArray())

    Assert.Throws<ArgumentNullException>(fun () -> context.Pass <- Unchecked.defaultof<NoisePass>)
    |> ignore

    Assert.Throws<ArgumentNullException>(fun () -> dropout.After(Unchecked.defaultof<_>, context) |> ignore)
    |> ignore
