/// One pass over memory takes the same steps as torch's operations.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.SgdTests

open Xunit
open IDropTheory.Models

type private torch = TorchSharp.torch

/// Two parameters, of more numbers than a register holds and of fewer, with the gradients of ten steps.
let private trainWith (create: TorchSharp.Modules.Parameter list -> torch.optim.Optimizer) transposed =
    use generator = new torch.Generator(7UL)

    let normal (shape: int64 array) =
        torch.randn (shape, generator = generator)

    let parameters =
        [
            new TorchSharp.Modules.Parameter(normal [| 37L; 5L |])
            new TorchSharp.Modules.Parameter(normal [| 3L |])
        ]

    use optimiser = create parameters

    for group in optimiser.ParamGroups do
        group.LearningRate <- 0.05

    for _ in 1..10 do
        for parameter in parameters do
            let gradient = normal parameter.shape

            parameter.grad <-
                if transposed && parameter.dim () = 2L then
                    gradient.t().contiguous().t()
                else
                    gradient

        optimiser.step () |> ignore

    [
        for parameter in parameters do
            yield! parameter.detach().contiguous().data<float32>().ToArray()
    ]

[<Theory>]
[<InlineData(0.9, false, 0.0, false)>]
[<InlineData(0.9, true, 0.0, false)>]
[<InlineData(0.5, true, 0.01, false)>]
[<InlineData(0.9, false, 0.01, true)>]
[<InlineData(0.0, false, 0.01, false)>]
let ``its steps are torch's`` (momentum: float) (nesterov: bool) (decay: float) (transposed: bool) =
    IDropTheory.Models.Native.TorchRuntime.Prepare()
    let settings = OptimiserSettings.Sgd(momentum, nesterov, decay)

    let ours =
        trainWith (fun parameters -> settings.Create parameters :> torch.optim.Optimizer) transposed

    let torchs =
        trainWith
            (fun parameters ->
                torch.optim.SGD(parameters, 1.0, momentum, weight_decay = decay, nesterov = nesterov) :> torch.optim.Optimizer)
            transposed

    for own, expected in List.zip ours torchs do
        Assert.InRange(own, expected - 1e-6f, expected + 1e-6f)
