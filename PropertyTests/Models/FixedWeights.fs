/// Weights for tests that must not depend on other tests: torch's global generator is shared by everything that runs beside them.
module IDropTheory.PropertyTests.Models.FixedWeights

open System
open TorchSharp

let private draw (random: torch.Generator) scale (parameter: torch.Tensor) =
    use _ = torch.NewDisposeScope()

    let values =
        torch.randn (parameter.shape, dtype = Nullable parameter.dtype, generator = random)

    parameter.copy_ (values * (scale: float).ToScalar()) |> ignore

/// Every parameter of the network becomes normal of one standard deviation.
let normal (scale: float) (network: #torch.nn.Module) =
    use _ = torch.no_grad ()
    use random = new torch.Generator(5UL)

    for parameter in network.parameters () do
        draw random scale parameter

    network

/// Weights normal of variance 1 / fan-in, a function of the seed alone, and no offsets, as for training; all else stays.
let forTraining (seed: uint64) (network: 'N :> torch.nn.Module) =
    use _ = torch.no_grad ()
    use random = new torch.Generator(seed)

    for struct (name, parameter) in network.named_parameters () do
        if parameter.dim () > 1L then
            draw random (sqrt (float parameter.shape[0] / float (parameter.numel ()))) parameter
        elif name.EndsWith("bias", StringComparison.Ordinal) then
            parameter.zero_ () |> ignore

    network
