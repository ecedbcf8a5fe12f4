/// What a program may do first with Models. Each is done in a process of its own, before anything else there has loaded libtorch:
/// StartupHook does it before the entry point. All is functions here, because values of an executable are initialised by its entry point.
module internal IDropTheory.PropertyTests.Models.FirstUse

open System
open System.IO
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.Models.Native

/// The environment variable that names what is done.
[<Literal>]
let Variable = "IDROP_TEST_FIRST_USE"

/// Every type of module that Models offers, by its name, and a way to make one without any other tensor.
let modules () : (string * (unit -> unit)) list =
    let method = DropoutMethod.Binary 0.5

    let make name (create: unit -> #torch.nn.Module) =
        name, (fun () -> use m = create () in Seq.length (m.parameters ()) |> ignore)

    [
        make (nameof AllCnn) (fun () -> new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 10, Activation.Relu, method))
        make (nameof BinaryDropout) (fun () -> new BinaryDropout("layer"))
        make (nameof GaussianDropout) (fun () -> new GaussianDropout("layer"))
        make (nameof GaussianLatent) (fun () -> new GaussianLatent("layer", 3, 2))
        make (nameof InformationDropout) (fun () -> InformationDropout.Dense("layer", 3, 2, new LogNormalPrior()))
        make (nameof InformationLatent) (fun () -> new InformationLatent("layer", 3, 2))
        make (nameof LogNormalDropout) (fun () -> new LogNormalDropout("layer"))
        make (nameof LogNormalPrior) (fun () -> new LogNormalPrior())
        make (nameof FittedLogNormalPrior) (fun () -> new FittedLogNormalPrior())
        make (nameof LogUniformPrior) (fun () -> new LogUniformPrior(0.7, true))
        make (nameof Mlp) (fun () -> new Mlp(3, 4, 1, 2, Activation.Relu, method))
        make (nameof NuisanceProbe) (fun () -> NuisanceProbe.Dense(3, 2))
        make (nameof Vae) (fun () -> new Vae(3, 4, 2, LatentKind.Gaussian()))
    ]

/// Other things that make tensors.
let tensors () : (string * (unit -> unit)) list =
    [
        "an empty ledger's total",
        (fun () ->
            use ledger = new KlLedger() in
            use total = ledger.Total() in
            total.item<float32>() |> ignore)
        "generated digits", (fun () -> use digits = GeneratedDigits.OfSeed(0UL, Split.Train, 2) in digits.Images.Count |> ignore)
        "a joint distribution's images",
        (fun () -> use images = (DataSource.Named "joint-bsc").Load(DataOptions()) in images.Train.Count |> ignore)
        "initial weights",
        (fun () ->
            use weights =
                SeededWeights.Create(RandomKey.FromSeed 1UL, (fun () -> torch.randn 3L)) in

            weights.numel () |> ignore)
        "a file of no tensors",
        (fun () ->
            let path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())

            try
                SafeTensorsFile.Write(path, [], dict [ "a", "b" ] |> Collections.Generic.Dictionary)
                SafeTensorsFile.Read path |> ignore
            finally
                File.Delete path)
        "the number of CUDA devices", (fun () -> TorchRuntimeState.CudaDevices |> ignore)
        "TorchRuntime.Prepare", TorchRuntime.Prepare
        "TorchRuntime.Configure", (fun () -> TorchRuntime.Configure() |> ignore)
    ]
