/// The parts of the exact bottleneck solver, each against its definition: iteration, starts, the reduced problem, the effort.
module IDropTheory.PropertyTests.Theory.ClusterIterationTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private table (key: RandomKey) n m shape =
    let w = Array2D.init n m (fun x y -> key.Exponential(uint64 (x * m + y)) ** shape)

    let total = Seq.sum (Seq.cast<float> w)
    JointDistribution(Array2D.map (fun v -> v / total) w)

let private soft (key: RandomKey) n k =
    let w = Array2D.init n k (fun x t -> key.Exponential(uint64 (x * k + t)))
    Array2D.mapi (fun x _ v -> v / Array.sum w[x, *]) w

/// p(t) and p(y|t) of an encoder.
let private clusters (joint: JointDistribution) (encoder: float[,]) =
    let k = Array2D.length2 encoder

    let mass =
        Array.init k (fun t -> Oracles.sum (seq { for x in 0 .. joint.CountX - 1 -> joint.X[x] * encoder[x, t] }))

    mass,
    Array2D.init k joint.CountY (fun t y ->
        Oracles.sum (seq { for x in 0 .. joint.CountX - 1 -> joint[x, y] * encoder[x, t] })
        / mass[t])

/// p(t|x) proportional to p(t) exp(-KL(p(y|x) || p(y|t)) / beta), and -beta log of its normaliser.
let private update (joint: JointDistribution) beta (mass: float[], outputs: float[,]) =
    let row x = joint.YGivenX.Row(x).ToArray()

    let weight =
        Array2D.init joint.CountX mass.Length (fun x t -> mass[t] * exp (-(Oracles.kl (row x) outputs[t, *]) / beta))

    Array2D.mapi (fun x _ v -> v / Array.sum weight[x, *]) weight, Array.init joint.CountX (fun x -> -beta * log (Array.sum weight[x, *]))

let private entries (a: float[,]) = Seq.cast<float> a

let private logs (mass: float[], outputs: float[,]) =
    Array.append (Array.map log mass) (Array.map log (Array.ofSeq (entries outputs)))

[<Law(Cases = 60)>]
let ``one step of the iteration is Blahut's and Arimoto's`` (key: RandomKey) =
    let n, m, k = 2 + key.Below(4, 0UL), 2 + key.Below(5, 1UL), 1 + key.Below(4, 2UL)
    let joint, beta = table key n m 1.0, 0.1 + 1.4 * key.Uniform 3UL
    let before = clusters joint (soft (key.Fold "encoder") n k)
    let run = ClusterIteration(joint, beta, logs before)
    let encoder, _ = update joint beta before
    let mass, outputs = clusters joint encoder
    let after = mass, outputs
    Assert.Equal((k, 1), (run.Clusters, run.Iterations))
    Assert.Equal(infinity, run.Residual)
    shouldBeWithin 1e-12 (BottleneckPoint.Of(joint, Channel encoder).Objective(Beta.FromPaper beta).Value) run.Objective

    for t in 0 .. k - 1 do
        shouldBeWithin 1e-13 mass[t] (run.Mass t)
        let posterior = run.Posterior t

        for x in 0 .. n - 1 do
            shouldBeWithin 1e-13 encoder[x, t] (run.Encoder(x, t))
            shouldBeWithin 1e-12 (joint.X[x] * encoder[x, t] / mass[t]) posterior[x]

    Seq.iter2 (shouldBeWithin 1e-11) (logs after) run.State
    // The dual vector belongs to the clusters after the step; asking for it changes nothing but the count.
    let _, free = update joint beta after

    for x, actual in Seq.indexed (run.Dual()) do
        let expected =
            Oracles.entropy (joint.YGivenX.Row(x).ToArray())
            + free[x]
            + beta * log joint.X[x]

        shouldBeWithin 1e-11 expected actual

    Seq.iter2 (shouldBeWithin 1e-11) (logs after) run.State
    Assert.Equal(3, run.Iterations)
    // What a step would change, weighted by the probability concerned.
    run.Run(0, 1e-12)
    let oldMass, oldOutputs = before

    let change =
        Seq.max (
            seq {
                for t in 0 .. k - 1 do
                    yield mass[t] * abs (log mass[t] - log oldMass[t])

                    for y in 0 .. m - 1 -> mass[t] * outputs[t, y] * abs (log outputs[t, y] - log oldOutputs[t, y])
            }
        )

    shouldBeClose 1e-12 1e-9 (change / min 1.0 beta) run.Residual
    Assert.Equal(3, run.Iterations)

[<Law(Cases = 30)>]
let ``where the iteration ends its encoder is its own update`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 0UL), 2 + key.Below(3, 1UL)
    let joint, beta = table key n m 1.5, 0.05 + 0.5 * key.Uniform 3UL

    let run =
        ClusterIteration(joint, beta, BottleneckStarts.StateOf(joint, soft (key.Fold "encoder") n 2))

    run.Run(20_000, 1e-11)
    shouldBeAtMost 0.0 1e-11 run.Residual
    let present = Array2D.init n 2 (fun x t -> run.Encoder(x, t))
    let next, _ = update joint beta (clusters joint present)
    Seq.iter2 (shouldBeWithin 1e-7) (entries present) (entries next)

[<Fact>]
let ``zeros of a deterministic channel and empty clusters keep the state finite`` () =
    let joint = JointDistribution.Of(FiniteDistribution.Uniform 3, Channel.Identity 3)
    let encoder = array2D [ [ 1.0; 0.0; 0.0 ]; [ 0.0; 1.0; 0.0 ]; [ 0.0; 1.0; 0.0 ] ]
    let state = BottleneckStarts.StateOf(joint, encoder)
    let half, none = -log 2.0, -700.0

    Seq.iter2
        (shouldBeWithin 1e-15)
        [
            log (1.0 / 3.0)
            log (2.0 / 3.0)
            none
            0.0
            none
            none
            none
            half
            half
            none
            none
            none
        ]
        state

    let run = ClusterIteration(joint, 0.5, state)
    run.Run(100, 1e-12)
    Assert.All(run.State, fun v -> Assert.InRange(v, -700.0, 1e-12))
    shouldBeWithin 1e-12 (2.0 / 3.0 * log 2.0 + 0.5 * Oracles.entropy [ 1.0 / 3.0; 2.0 / 3.0 ]) run.Objective

// ---- Starts

[<Fact>]
let ``the starts: one cluster a symbol, the likeliest ones under a cap, then random ones`` () =
    let joint =
        JointDistribution.Of(
            FiniteDistribution(ReadOnlySpan [| 0.2; 0.5; 0.3 |]),
            Channel(array2D [ [ 0.9; 0.1 ]; [ 0.2; 0.8 ]; [ 0.5; 0.5 ] ])
        )

    let constant = BottleneckStarts.Constant joint
    Seq.iter2 (shouldBeWithin 1e-14) [ 0.0; log joint.Y[0]; log joint.Y[1] ] constant
    Assert.Equal(3, constant.Length)

    for alphabet in [ 2; 3 ] do
        for restarts in [ 0; 3 ] do
            let starts =
                BottleneckStarts.Of(joint, 0.01, alphabet, BottleneckOptions(Restarts = restarts))
                |> Array.ofSeq

            Assert.Equal(1 + restarts, starts.Length)
            Assert.Equal(1 + restarts, (Seq.distinctBy (Array.map string >> String.concat " ") starts |> Seq.length))

            for start in starts do
                Assert.Equal(3 * alphabet, start.Length)
                shouldBeWithin 1e-9 1.0 (Seq.sum (Seq.map exp start[.. alphabet - 1]))

    // At a small beta annealing leaves the clusters where they are: symbol 1, the likeliest, comes first.
    let first =
        Seq.head (BottleneckStarts.Of(joint, 1e-3, 3, BottleneckOptions.Default))

    Seq.iter2 (shouldBeWithin 2e-3) [ 0.5; 0.3; 0.2 ] (Seq.map exp first[..2])
    Seq.iter2 (shouldBeWithin 5e-3) [ 0.2; 0.8; 0.5; 0.5; 0.9; 0.1 ] (Seq.map exp first[3..])

/// An iteration whose present encoder is close to the one given: at beta = 1 and one step every cluster keeps its mixture nearly.
let private after joint encoder =
    ClusterIteration(joint, 1.0, BottleneckStarts.StateOf(joint, encoder))

[<Fact>]
let ``clusters that are one are merged, empty ones dropped, others left alone`` () =
    let joint = table (testKey "slim") 3 3 1.0
    let one = array2D [ for _ in 0..2 -> [ 1.0 ] ]
    Assert.Null(BottleneckStarts.Slim(joint, after joint one))
    let distinct = array2D [ [ 0.8; 0.2 ]; [ 0.1; 0.9 ]; [ 0.5; 0.5 ] ]
    Assert.Null(BottleneckStarts.Slim(joint, after joint distinct))

    let copied =
        array2D
            [
                for x in 0..2 -> [ 0.3 * distinct[x, 0]; distinct[x, 1]; 0.7 * distinct[x, 0] ]
            ]

    let run = after joint copied
    let slim = Unchecked.nonNull (BottleneckStarts.Slim(joint, run))

    let merged =
        Array2D.init 3 2 (fun x t ->
            if t = 0 then
                run.Encoder(x, 1)
            else
                run.Encoder(x, 0) + run.Encoder(x, 2))

    Seq.iter2 (shouldBeWithin 1e-12) (BottleneckStarts.StateOf(joint, merged)) slim
    Assert.Null(BottleneckStarts.Slim(joint, ClusterIteration(joint, 1.0, slim)))
    // Nearly empty and unlike all others: its few symbols go to the cluster nearest to it.
    let nearly =
        array2D
            [
                for x in 0..2 -> [ distinct[x, 0] * (1.0 - 1e-11); 1e-11; distinct[x, 1] * (1.0 - 1e-11) ]
            ]

    Assert.Equal(2 * 4, (Unchecked.nonNull (BottleneckStarts.Slim(joint, after joint nearly))).Length)

// ---- The reduced problem

[<Law(Cases = 60)>]
let ``a sufficient statistic merges like rows and like columns and drops what never occurs`` (key: RandomKey) =
    let n, m = 2 + key.Below(3, 0UL), 2 + key.Below(3, 1UL)
    let core, share = table key n m 1.0, 0.1 + 0.8 * key.Uniform 2UL
    // Row 0 split in two, column 1 split in two, a symbol of probability zero of each in front.
    let split = [| 0.0; share; 1.0 - share |]

    let source i =
        if i = 0 then -1
        elif i <= 2 then 0
        else i - 2

    let part i = if i <= 2 then split[i] else 1.0

    let full =
        JointDistribution(
            Array2D.init (n + 2) (m + 2) (fun x y ->
                if x = 0 || y = 0 then
                    0.0
                else
                    part x * part y * core[source x, source y])
        )

    let statistic = SufficientStatistic full
    Assert.Equal((n, m), (statistic.Joint.CountX, statistic.Joint.CountY))

    for x in 0 .. n - 1 do
        for y in 0 .. m - 1 do
            shouldBeWithin 1e-14 core[x, y] statistic.Joint[x, y]

    shouldBeWithin 1e-13 (full.ConditionalEntropy().Value) statistic.ConditionalEntropy
    shouldBeWithin 1e-13 (full.ConditionalEntropy().Value - core.ConditionalEntropy().Value) statistic.Offset
    let encoder = Channel(soft (key.Fold "encoder") n 2)
    let lifted = statistic.Lift encoder

    let point, reduced =
        BottleneckPoint.Of(full, lifted), BottleneckPoint.Of(statistic.Joint, encoder)

    shouldBeWithin 1e-12 (reduced.ConditionalEntropyY.Value + statistic.Offset) point.ConditionalEntropyY.Value
    shouldBeWithin 1e-12 reduced.InformationX.Value point.InformationX.Value

    for t in 0..1 do
        shouldBeWithin 1e-13 (encoder.Apply(statistic.Joint.X)[t]) lifted[0, t]
        Assert.Equal(encoder[0, t], lifted[2, t])

[<Fact>]
let ``rows a rounding apart are one, rows further apart are two`` () =
    let joint gap =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel(array2D [ [ 0.3; 0.7 ]; [ 0.3 + gap; 0.7 - gap ] ]))

    Assert.Equal(1, (SufficientStatistic(joint 5e-14)).Joint.CountX)
    Assert.Equal(2, (SufficientStatistic(joint 5e-13)).Joint.CountX)

// ---- The space of outputs

[<Law(Cases = 60)>]
let ``the reference at an output distribution is the input that v has there`` (key: RandomKey) =
    let m = 2 + key.Below(2, 0UL)
    let n = m + 1 + key.Below(3, 1UL)

    let w =
        channelOfRows
            [|
                for x in 0 .. n - 1 -> Array.ofSeq (entries (soft (key.Fold(uint64 x)) 1 m))
            |]

    let beta, lambda =
        0.2 + 0.8 * key.Uniform 3UL, Array.init n (fun x -> key.Fold("dual").Normal(uint64 x))

    let f = TiltedEntropy(w, beta, lambda)
    let space: ISearchSpace = OutputSpace f
    let target = w.Apply(FiniteDistribution.Uniform n).Probabilities.ToArray()
    let reference = Unchecked.nonNull (space.ReferenceAt(ReadOnlySpan target))
    Seq.iter2 (shouldBeWithin 1e-4) target reference.S
    let r = Array.zeroCreate n
    shouldBeWithin 1e-12 (f.Conjugate(ReadOnlySpan reference.Theta, Span r)) reference.Conjugate
    Seq.iter2 (shouldBeWithin 1e-13) r reference.R
    Assert.Equal(m, space.Dimension)
    // At a local minimum of the function theta = log s is that reference at once.
    let low, out = Array.create n (1.0 / float n), Array.zeroCreate m
    f.Descend(Span low, Span out, 3_000)

    if Array.min low > 1e-6 then
        let still = Unchecked.nonNull (space.ReferenceOf(low, out))
        Seq.iter2 (shouldBeWithin 1e-5) low still.R
        Seq.iter2 (shouldBeWithin 1e-12) (Array.map log out) still.Theta

[<Fact>]
let ``references at the border are refused`` () =
    let f =
        TiltedEntropy(channelOfRows [| [| 0.5; 0.5 |]; [| 1.0; 0.0 |]; [| 0.2; 0.8 |] |], 0.5, [| 0.0; 0.1; 0.2 |])

    let inputs, outputs: ISearchSpace * ISearchSpace = InputSpace f, OutputSpace f
    Assert.Null(inputs.ReferenceOf([| 0.5; 0.5; 0.0 |], [| 0.75; 0.25 |]))
    Assert.Null(inputs.ReferenceOf([| 0.5; 0.5; 1e-151 |], [| 0.75; 0.25 |]))
    Assert.NotNull(inputs.ReferenceOf([| 0.5; 0.5; 1e-149 |], [| 0.75; 0.25 |]))
    Assert.Null(outputs.ReferenceOf([| 0.0; 1.0; 0.0 |], [| 1.0; 1e-61 |]))
    Assert.NotNull(outputs.ReferenceOf([| 0.2; 0.6; 0.2 |], [| 0.74; 0.26 |]))
    Assert.Equal((3, 2), (inputs.Dimension, outputs.Dimension))
    let vertex = inputs.VertexAt [| 0.0; 0.5; 0.5 |]
    Seq.iter2 (shouldBeWithin 1e-15) [ 0.6; 0.4 ] vertex.S
    shouldBeWithin 1e-15 (Oracles.entropy [ 0.6; 0.4 ]) vertex.OutputEntropy
    let corner = outputs.VertexAt [| 0.25; 0.75 |]
    Assert.Equal<float[]>(corner.R, corner.S)
    shouldBeWithin 1e-15 (Oracles.entropy [ 0.25; 0.75 ]) corner.OutputEntropy

[<Fact>]
let ``a reference whose tilt leaves an output out is refused`` () =
    // The dual vector favours the input without the second output beyond what doubles can balance.
    let f =
        TiltedEntropy(channelOfRows [| [| 0.5; 0.5 |]; [| 1.0; 0.0 |]; [| 0.2; 0.8 |] |], 0.5, [| 0.0; 1000.0; 0.0 |])

    let outputs: ISearchSpace = OutputSpace f
    Assert.Null(outputs.ReferenceOf([| 0.2; 0.6; 0.2 |], [| 0.74; 0.26 |]))
    Assert.Null(outputs.ReferenceAt(ReadOnlySpan [| 0.74; 0.26 |]))
