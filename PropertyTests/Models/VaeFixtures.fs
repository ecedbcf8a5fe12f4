/// Small autoencoders, and the code that one gives an image, for the tests of the variational autoencoder.
module IDropTheory.PropertyTests.Models.VaeFixtures

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models

let kinds: LatentKind list =
    [
        LatentKind.Gaussian()
        LatentKind.Information(InformationDropoutOptions())
        LatentKind.Information(InformationDropoutOptions(Noise = NoiseConvention.UnitMean), true)
    ]

let generator (seed: int) = new torch.Generator(uint64 seed)

/// An untrained autoencoder in double precision whose weights are large enough for z to matter.
let vae pixels hidden code (kind: LatentKind) =
    let network = new Vae(pixels, hidden, code, kind) |> FixedWeights.normal 0.5
    network.``to`` (torch.ScalarType.Float64) |> ignore
    network

/// Every image of that many binary pixels, or the first of them, [N, 1, 1, pixels].
let binaryImages count pixels =
    let bit image pixel = float ((image >>> pixel) &&& 1)

    torch.tensor(Array2D.init count pixels bit).reshape(int64 count, 1L, 1L, int64 pixels)

let batch (images: torch.Tensor) =
    new Batch(images, torch.zeros (images.shape[0], dtype = Nullable torch.int64))

let values (t: torch.Tensor) =
    t.detach().``to``(torch.ScalarType.Float64).flatten().data<double>().ToArray()

let value (t: torch.Tensor) = Assert.Single(values t)

let sum (t: torch.Tensor) = value (t.sum ())

let entryOf (network: Vae) images =
    let ledger = new KlLedger()
    network.Encode(images, NoisePass.Median ledger) |> ignore
    ledger, Assert.Single ledger.Entries

/// log density of a normal.
let logNormal mean sd x =
    -0.5 * ((x - mean) / sd) ** 2.0 - log sd - 0.5 * log (2.0 * Math.PI)

/// Of one image: parameters of z (or log z), of its prior, and how a standard normal number becomes z.
type Code =
    {
        Location: float
        Scale: float
        PriorLocation: float
        PriorScale: float
        OfNormal: float -> float
    }

    /// KL of the posterior from the prior, as textbooks have it.
    member code.Kl =
        let ratio = code.Scale / code.PriorScale
        let shift = (code.Location - code.PriorLocation) / code.PriorScale
        0.5 * (ratio * ratio + shift * shift - 1.0) - log ratio

    /// log p(z|x) - log q(z); the Jacobian of exp cancels.
    member code.LogRatio normal =
        logNormal code.Location code.Scale normal
        - logNormal code.PriorLocation code.PriorScale normal

let parameterEndingWith (name: string) (network: Vae) =
    network.named_parameters ()
    |> Seq.tryPick (fun struct (full, parameter) ->
        if full.EndsWith(name, StringComparison.Ordinal) then
            Some(value parameter)
        else
            None)

/// The code of the first image, for one component of z; reads it off a deterministic pass.
let codeOf (network: Vae) (images: torch.Tensor) =
    let ledger, entry = entryOf network images
    use _ = ledger
    let median = (values (network.Encode(images, NoisePass.Median())))[0]
    let scale = (values entry.Alpha)[0]

    match parameterEndingWith "prior.mu" network, parameterEndingWith "prior.logSigma" network with
    | Some mu, Some logSigma ->
        {
            Location = log median
            Scale = scale
            PriorLocation = mu
            PriorScale = exp logSigma
            OfNormal = exp
        }
    | _ ->
        {
            Location = median
            Scale = scale
            PriorLocation = 0.0
            PriorScale = 1.0
            OfNormal = id
        }
