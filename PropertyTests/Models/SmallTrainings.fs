/// Small networks, images and settings that the tests of training share.
module IDropTheory.PropertyTests.Models.SmallTrainings

open System
open System.Collections.Immutable
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Models.DataHelpers

let information prior =
    DropoutMethod.Information(prior, InformationDropoutOptions()) :> DropoutMethod

/// Information Dropout with a log-normal prior that is fitted to every batch.
let fitted =
    DropoutMethod.Information(PriorFamily.LogNormal, InformationDropoutOptions(PriorParameters = PriorParameters.BatchMoments))
    :> DropoutMethod

/// 23 grey images of 6 x 6: a batch of 6 leaves a last one of 5.
let greyImages () =
    randomSet Split.Train 23 (1L, 6L, 6L) 11UL

/// 10 colour images of 8 x 8.
let colourImages () =
    randomSet Split.Train 10 (3L, 8L, 8L) 12UL

let mlp layers activation method (seed: uint64) : Classifier =
    upcast FixedWeights.forTraining seed (new Mlp(36, 7, layers, 10, activation, method))

let allCnn options activation method (seed: uint64) : Classifier =
    upcast FixedWeights.forTraining seed (new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters 4.0, activation, method, options))

let ofBeta beta =
    InformationPenalty.OfKl(EffectiveBeta beta)

let ofPlane beta gamma =
    InformationPenalty.OfPlane(EffectiveBeta beta, EffectiveBeta gamma)

let settings epochs batch rate (optimiser: OptimiserSettings) =
    TrainingSettings(epochs, batch, LearningRateSchedule(rate, 0.1, [ 1 ].ToImmutableArray()), optimiser, testKey "training")

/// Everything that a checkpoint keeps of a network, bit for bit.
let bitsOf (network: torch.nn.Module) =
    [
        for struct (name, value) in NetworkTensors.Of network -> name, Convert.ToHexString(value.bytes.ToArray())
    ]

/// The trained weights alone, without running statistics.
let weightBitsOf (network: torch.nn.Module) =
    [
        for struct (name, value) in network.named_parameters () -> name, Convert.ToHexString(value.bytes.ToArray())
    ]

/// Trains until a number of steps is done; the metrics of the epochs that ended.
let rec advance steps (session: TrainingSession) =
    if steps = 0 || session.IsFinished then
        []
    else
        match session.Advance() with
        | null -> advance (steps - 1) session
        | metrics -> metrics :: advance (steps - 1) session

let finish session = advance Int32.MaxValue session

/// A number of a tensor of one element, of any type.
let number (value: torch.Tensor) =
    value.``to``(torch.float64).cpu().item<float>()

/// A training from beginning to end, but for its first weights.
type Trained =
    {
        Network: uint64 -> Classifier
        Penalty: InformationPenalty
        Images: unit -> ImageSet
        Settings: TrainingSettings
    }

/// One of each kind: optimisers, priors, penalties, networks with and without batch normalisation.
let trainings: Map<string, Trained> =
    let grey network penalty optimiser =
        {
            Network = network
            Penalty = penalty
            Images = greyImages
            Settings = settings 3 6 0.05 optimiser
        }

    let colour network penalty optimiser =
        { grey network penalty optimiser with
            Images = colourImages
            Settings = settings 2 4 0.05 optimiser
        }

    Map
        [
            "mlp, no noise, plain sgd",
            grey (mlp 1 Activation.Relu (DropoutMethod.None())) (ofBeta 0.0) (OptimiserSettings.Sgd(0.0, false, 0.0))
            "mlp, information, momentum",
            grey (mlp 2 Activation.Relu (information PriorFamily.LogUniform)) (ofBeta 0.1) (OptimiserSettings.Sgd(0.9, false, 1e-4))
            "mlp, log-normal prior, nesterov",
            grey (mlp 2 Activation.Softplus (information PriorFamily.LogNormal)) (ofBeta 0.1) (OptimiserSettings.Sgd(0.9, true, 1e-4))
            "mlp, off the diagonal, adam",
            grey (mlp 2 Activation.Softplus (information PriorFamily.LogNormal)) (ofPlane 0.02 0.1) (OptimiserSettings.Adam 1e-3)
            "all-cnn, binary, nesterov",
            colour
                (allCnn AllCnnOptions.Paper Activation.Relu (DropoutMethod.Binary 0.5))
                (ofBeta 0.0)
                (OptimiserSettings.Sgd(0.9, true, 1e-4))
            "all-cnn, authors, information, momentum",
            colour
                (allCnn AllCnnOptions.Authors Activation.Softplus (information PriorFamily.LogNormal))
                (ofBeta 0.1)
                (OptimiserSettings.Sgd(0.9, false, 1e-4))
            "mlp, fitted prior, clipped",
            grey
                (mlp 2 Activation.Softplus fitted)
                (ofBeta 0.1)
                (OptimiserSettings.Sgd(0.9, true, 1e-4, LargestGradientNorm = Nullable 0.3))
            "all-cnn, fitted prior, adam",
            colour (allCnn AllCnnOptions.Authors Activation.Softplus fitted) (ofBeta 0.1) (OptimiserSettings.Adam 0.0)
            "all-cnn, spike, adam",
            colour
                (allCnn AllCnnOptions.Paper Activation.Relu (information PriorFamily.LogUniformWithSpike))
                (ofBeta 0.1)
                (OptimiserSettings.Adam 0.0)
        ]

/// Runs with a network of given first weights, its session and a folder.
let training (this: Trained) seed (test: Classifier -> TrainingSession -> 'R) =
    use network = this.Network seed
    use images = this.Images()

    use session =
        new TrainingSession(ClassificationObjective(network, this.Penalty), images, this.Settings)

    test network session
