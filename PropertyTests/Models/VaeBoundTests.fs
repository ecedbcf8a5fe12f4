/// The variational bound against the exact likelihood, by quadrature over a code of one component.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.VaeBoundTests

open System
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Models.VaeFixtures

let private decodeLogLikelihood (network: Vae) (image: float[]) (z: float[]) =
    use _ = torch.NewDisposeScope()

    let logits =
        network.Decode(torch.tensor(z).reshape(int64 z.Length, 1L))
        |> values
        |> Array.chunkBySize image.Length

    // log of the Bernoulli probability of x in {0, 1} is -log(1 + exp(-+logit)).
    logits
    |> Array.map (
        Array.map2
            (fun x logit ->
                let signed = if x > 0.5 then logit else -logit
                min signed 0.0 - Math.Log(1.0 + exp -(abs signed)))
            image
        >> Array.sum
    )

/// Trapezoidal rule for the standard normal: for smooth integrands exact to rounding.
let private nodes, private weights =
    let step = 0.005
    let nodes = Array.init 4001 (fun i -> step * float (i - 2000))
    nodes, nodes |> Array.map (fun t -> step * exp (logNormal 0.0 1.0 t))

/// Adam on all images at once.
let private fit steps (network: Vae) images =
    let objective = VariationalObjective.Bound network
    use optimiser = torch.optim.Adam(network.parameters (), 0.03)
    let noise = RandomKey.FromSeed 1UL

    for step in 1..steps do
        use _ = torch.NewDisposeScope()
        use ledger = objective.NewLedger()
        optimiser.zero_grad ()

        let dataTerm =
            objective.DataTerm(batch images, NoisePass.Sample(noise.Fold(uint64 step), ledger))

        (dataTerm.CrossEntropy + objective.Penalty.Of ledger).backward()
        optimiser.step () |> ignore

[<Fact>]
let ``the bound is below the likelihood by the posterior's divergence, and the cross-entropy alone is no bound`` () =
    let pixels, draws = 4, 20000

    for kind in kinds do
        use _ = torch.NewDisposeScope()
        use network = vae pixels 4 1 kind
        // Two kinds of images, so that z has something to say.
        let images =
            torch.cat [| binaryImages 2 pixels; binaryImages 16 pixels |> _.slice(0L, 14L, 16L, 1L) |]

        // Several draws of every image in each step.
        fit 250 network (images.repeat [| 16L; 1L; 1L; 1L |])
        let objective = VariationalObjective.Bound network
        let noise = testKey "bound"

        let gaps =
            [
                for i in 0L .. images.shape[0] - 1L do
                    let image = images.slice (0L, i, i + 1L, 1L)
                    let pixelValues = values image
                    let code = codeOf network image

                    let under location scale =
                        nodes |> Array.map (fun t -> code.OfNormal(location + scale * t))

                    let logLikelihoods = decodeLogLikelihood network pixelValues
                    let average = Array.map2 (*) weights >> Array.sum

                    let exact =
                        under code.PriorLocation code.PriorScale
                        |> logLikelihoods
                        |> Array.map exp
                        |> average
                        |> log

                    let reconstruction = under code.Location code.Scale |> logLikelihoods |> average
                    shouldBeAtMost 1e-9 exact (reconstruction - code.Kl)
                    // The objective, through drawn noise: eight standard errors, a false alarm below 1e-14.
                    let many = image.expand (int64 draws, 1L, 1L, int64 pixels)
                    use ledger = objective.NewLedger()
                    use _ = torch.no_grad ()

                    let crossEntropy =
                        value (objective.DataTerm(batch many, NoisePass.Sample(noise.Fold(uint64 i), ledger))).CrossEntropy

                    let squares =
                        under code.Location code.Scale
                        |> logLikelihoods
                        |> Array.map (fun l -> (l - reconstruction) ** 2.0)

                    let tolerance = 8.0 * sqrt (average squares / float draws) + 1e-9
                    let bound = -crossEntropy - value (objective.Penalty.Of ledger)
                    shouldBeWithin tolerance (reconstruction - code.Kl) bound
                    shouldBeAtMost tolerance exact bound
                    exact - bound, exact + crossEntropy
            ]

        // Trained, the bound is close; without the KL it would lie above log p(x) for some image.
        Assert.True(List.averageBy fst gaps < 0.5, $"{kind}: {gaps}")
        shouldRefuse (fun () -> gaps |> List.iter (fun (_, withoutKl) -> shouldBeNonNegative withoutKl))
