module IDropTheory.PropertyTests.Theory.BottleneckFamilyTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

let private distribution (p: float array) = FiniteDistribution(ReadOnlySpan p)

/// A symbol of probability zero, a symbol split into two halves of equal rows, and an unused y.
let private padded (joint: JointDistribution) =
    let n, m = joint.CountX, joint.CountY
    JointDistribution(
        Array2D.init (n + 2) (m + 1) (fun x y ->
            if y = m || x = n then 0.0
            elif x = n + 1 then 0.5 * joint[0, y]
            elif x = 0 then 0.5 * joint[0, y]
            else joint[x, y])
    )

let private example = JointDistribution(array2D [ [ 0.1; 0.2; 0.0 ]; [ 0.05; 0.05; 0.2 ]; [ 0.15; 0.0; 0.1 ]; [ 0.0; 0.15; 0.0 ] ])

/// All partitions of n symbols as assignments in restricted-growth form.
let rec private partitions n =
    if n = 0 then [ [] ]
    else
        [ for rest in partitions (n - 1) do
              let used = if List.isEmpty rest then 0 else 1 + List.max rest
              for t in 0..used -> rest @ [ t ] ]

let private hard (joint: JointDistribution) (assignment: int list) =
    BottleneckPoint.Of(joint, Channel.Deterministic(joint.CountX, ReadOnlySpan(Array.ofList assignment)))

let private bestHard (joint: JointDistribution) clusters (objective: BottleneckPoint -> Nats) =
    partitions joint.CountX
    |> Seq.filter (fun a -> List.max a < clusters)
    |> Seq.map (fun a -> (objective (hard joint a)).Value)
    |> Seq.min

let private descends (optimum: LocalOptimum) =
    for before, after in Seq.pairwise optimum.Trace do
        Assert.True(after.Value <= before.Value)

// Generalised, deterministic, sequential

[<Law(Cases = 60)>]
let ``the generalised objective never increases and is that of the encoder returned`` (plain: JointDistribution) (beta: Beta) =
    let joint = padded plain
    for alpha in [ 0.0; 0.3; 1.0 ] do
        let optimum = GeneralisedBottleneck.Solve(joint, beta, alpha, restarts = 3, maxIterations = 300)
        descends optimum
        Assert.Equal((GeneralisedBottleneck.Objective(optimum.Point, beta, alpha)).Value, optimum.Objective.Value)
        // The objective written out, with H(t|x) as H(t) - I(x;t).
        let point = optimum.Point
        let noise = point.EntropyT.Value - point.InformationX.Value
        Assert.Equal(
            point.ConditionalEntropyY.Value + beta.Paper * (point.EntropyT.Value - alpha * noise),
            optimum.Objective.Value, 1e-12)
        Assert.True(optimum.Objective.Value <= joint.Y.Entropy().Value + 1e-12)

[<Law(Cases = 60)>]
let ``a soft optimum satisfies the self-consistent equation`` (joint: JointDistribution) (Probability u) =
    let beta = Beta.FromPaper(0.05 + 0.4 * u)
    let alpha = 0.7
    let optimum = GeneralisedBottleneck.Solve(joint, beta, alpha, restarts = 2, maxIterations = 5000)
    let encoder = optimum.Point.Encoder
    let pt = encoder.Apply joint.X
    let py x = [| for y in 0 .. joint.CountY - 1 -> joint.YGivenX[x, y] |]
    let decoder t =
        [| for y in 0 .. joint.CountY - 1 -> Seq.sum [ for x in 0 .. joint.CountX - 1 -> joint[x, y] * encoder[x, t] ] / pt[t] |]
    let kl (p: float array) (q: float array) = Seq.zip p q |> Seq.sumBy (fun (a, b) -> if a = 0.0 then 0.0 else a * Math.Log(a / b))
    let used = [ for t in 0 .. pt.Count - 1 do if pt[t] > 1e-6 then t ]
    let b = beta.Tishby
    for x in 0 .. joint.CountX - 1 do
        if joint.X[x] > 0.01 then
            let score t = (Math.Log pt[t] - b * kl (py x) (decoder t)) / alpha
            // The descent ends where an iteration gains 1e-14, so encoders are right to about the root of that.
            let total = used |> List.sumBy (fun t -> Math.Exp(score t))
            for t in used do
                Assert.Equal(Math.Exp(score t) / total, encoder[x, t], 1e-4)

[<Law(Cases = 60)>]
let ``hard clusterings are at best the best partition, and nearly always are it`` (joint: JointDistribution) (beta: Beta) =
    let clusters = joint.CountX
    let best = bestHard joint clusters (fun p -> GeneralisedBottleneck.Objective(p, beta, 0.0))
    let optimum = DeterministicBottleneck.Solve(joint, beta)
    descends optimum
    Assert.True(optimum.Objective.Value >= best - 1e-12)
    // Local descents with 16 starts on at most five symbols: the optimum is missed by little if at all.
    Assert.True(optimum.Objective.Value <= best + 0.02)
    for x in 0 .. joint.CountX - 1 do
        Assert.Contains(1.0, [ for t in 0 .. clusters - 1 -> optimum.Point.Encoder[x, t] ])

[<Law(Cases = 60)>]
let ``sequential moves reach the best partition into a given number of clusters`` (joint: JointDistribution) (any: Beta) (key: RandomKey) =
    for clusters in 1 .. joint.CountX do
        for beta in [ Beta.FromPaper 0.0; any ] do
            let optimum = SequentialBottleneck.Solve(joint, clusters, beta, key, 20)
            descends optimum
            let best = bestHard joint clusters (fun p -> p.Objective beta)
            Assert.InRange(optimum.Objective.Value, best - 1e-12, best + 0.02)

[<Fact>]
let ``descents find planted clusters`` () =
    // Twelve symbols in three groups with the same row each: t = group keeps all of I(x;y).
    let rows = [| [| 0.8; 0.1; 0.1 |]; [| 0.1; 0.7; 0.2 |]; [| 0.2; 0.2; 0.6 |] |]
    let joint = JointDistribution(Array2D.init 12 3 (fun x y -> rows[x % 3][y] / 12.0))
    let key = RandomKey.FromSeed 3UL
    let information = joint.MutualInformation().Value
    let sequential = SequentialBottleneck.Solve(joint, 3, Beta.FromPaper 0.0, key)
    Assert.Equal(information, sequential.Point.InformationY.Value, 1e-12)
    let deterministic = DeterministicBottleneck.Solve(joint, Beta.FromPaper 0.01, Nullable(), key)
    Assert.Equal(information, deterministic.Point.InformationY.Value, 1e-12)
    Assert.Equal(Math.Log 3.0, deterministic.Point.EntropyT.Value, 1e-12)
    let agglomerated = AgglomerativeBottleneck.Solve(joint) |> Seq.find (fun s -> s.Size = 3)
    Assert.Equal(information, agglomerated.Point.InformationY.Value, 1e-12)

[<Fact>]
let ``extreme trade-offs: everything at beta 0, nothing at beta 1 and infinity`` () =
    let joint = example
    for alpha in [ 0.0; 0.5; 1.0 ] do
        let all = GeneralisedBottleneck.Solve(joint, Beta.FromPaper 0.0, alpha)
        Assert.Equal(joint.ConditionalEntropy().Value, all.Objective.Value, 1e-12)
        for beta in [ 1.0; 7.0; Double.PositiveInfinity ] do
            let none = GeneralisedBottleneck.Solve(joint, Beta.FromPaper beta, alpha)
            Assert.Equal(joint.Y.Entropy().Value, none.Objective.Value, 1e-12)
            Assert.Equal(0.0, none.Point.InformationX.Value)
    let none = SequentialBottleneck.Solve(joint, 3, Beta.FromPaper Double.PositiveInfinity, RandomKey.FromSeed 1UL)
    Assert.Equal(joint.Y.Entropy().Value, none.Objective.Value, 1e-12)

[<Fact>]
let ``arguments out of range are refused by name`` () =
    let joint, beta = example, Beta.FromPaper 0.5
    let refused (f: unit -> obj) = (Assert.Throws<ArgumentOutOfRangeException>(fun () -> f () |> ignore)).Message
    Assert.Contains("alpha is 1.5", refused (fun () -> GeneralisedBottleneck.Solve(joint, beta, 1.5)))
    Assert.Contains("clusters", refused (fun () -> GeneralisedBottleneck.Solve(joint, beta, 0.5, Nullable 0)))
    Assert.Contains("restarts is 0", refused (fun () -> DeterministicBottleneck.Solve(joint, beta, restarts = 0)))
    Assert.Contains("clusters is 0", refused (fun () -> SequentialBottleneck.Solve(joint, 0, beta, RandomKey.FromSeed 1UL)))

// Agglomerative

[<Law(Cases = 100)>]
let ``agglomeration loses what it says, one cluster at a time`` (plain: JointDistribution) =
    let joint = padded plain
    let steps = AgglomerativeBottleneck.Solve joint
    let positive = Seq.length (Seq.filter (fun x -> joint.X[x] > 0.0) [ 0 .. joint.CountX - 1 ])
    Assert.Equal<int list>([ positive .. -1 .. 1 ], [ for s in steps -> s.Size ])
    Assert.Equal(joint.MutualInformation().Value, steps[0].Point.InformationY.Value, 1e-12)
    Assert.Equal(0.0, steps[steps.Length - 1].Point.InformationY.Value, 1e-12)
    for before, after in Seq.pairwise steps do
        Assert.True(after.Loss.Value >= 0.0)
        Assert.Equal(before.Point.InformationY.Value - after.Point.InformationY.Value, after.Loss.Value, 1e-12)
        Assert.True(after.Point.EntropyT.Value <= before.Point.EntropyT.Value + 1e-12)
    // The first merge is the cheapest of all pairs: the halves of the split symbol, at no loss.
    if joint.X[0] > 0.0 then
        Assert.Equal(0.0, steps[1].Loss.Value, 1e-15)

// Rate-distortion

let private hamming n = Array2D.init n n (fun x t -> if x = t then 0.0 else 1.0)
let private entropy p = -(if p = 0.0 then 0.0 else p * Math.Log p) - (if p = 1.0 then 0.0 else (1.0 - p) * Math.Log(1.0 - p))

[<Law(Cases = 100)>]
let ``binary source with Hamming distortion: R(D) = h(p) - h(D)`` (key: RandomKey) =
    let p = 0.5 * key.Uniform 0UL
    let target = p * key.Uniform 1UL
    let point = RateDistortion.AtDistortion(FiniteDistribution.Bernoulli p, hamming 2, target)
    Assert.Equal(target, point.Distortion, 1e-12)
    Assert.Equal(entropy p - entropy target, point.Rate.Value, 1e-8)
    Assert.True(point.LowerBound.Value <= entropy p - entropy target + 1e-10)
    Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-8)
    let slope = Math.Log((1.0 - target) / target)
    let atSlope = RateDistortion.Solve(FiniteDistribution.Bernoulli p, hamming 2, slope)
    Assert.Equal(entropy p - entropy atSlope.Distortion, atSlope.Rate.Value, 1e-10)

[<Fact>]
let ``uniform source on four symbols: R(D) = log 4 - h(D) - D log 3`` () =
    for d in [ 0.01; 0.2; 0.5; 0.74 ] do
        let point = RateDistortion.AtDistortion(FiniteDistribution.Uniform 4, hamming 4, d)
        Assert.Equal(Math.Log 4.0 - entropy d - d * Math.Log 3.0, point.Rate.Value, 1e-9)

[<Law(Cases = 60)>]
let ``no channel is better than the rate-distortion bound, and the bound is tight`` (source: FiniteDistribution) (key: RandomKey) =
    let n, m = 2 + key.Below(4, 0UL), 2 + key.Below(4, 1UL)
    let distortion = Array2D.init source.Count m (fun x t -> key.Fold("d").Uniform(uint64 (x * m + t)))
    let slope = Math.Pow(10.0, 3.0 * key.Uniform 2UL - 1.0)
    let point = RateDistortion.Solve(source, distortion, slope)
    Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-9)
    let least = point.LowerBound.Value + slope * point.Distortion
    for trial in 0UL .. 30UL do
        let weights = key.Fold("channel").Fold trial
        let raw = Array2D.init source.Count m (fun x t -> Math.Exp(float n * weights.Normal(uint64 (x * m + t))))
        let channel = Channel(raw |> Array2D.mapi (fun x _ v -> v / Seq.sum [ for t in 0 .. m - 1 -> raw[x, t] ]))
        let d = Seq.sum [ for x in 0 .. source.Count - 1 do for t in 0 .. m - 1 -> source[x] * channel[x, t] * distortion[x, t] ]
        Assert.True(JointDistribution.Of(source, channel).MutualInformation().Value + slope * d >= least - 1e-10)

[<Fact>]
let ``the ends of the curve, erasures, and straight pieces`` () =
    let source = distribution [| 0.2; 0.3; 0.5; 0.0 |]
    let exact = RateDistortion.Solve(source, hamming 4, Double.PositiveInfinity)
    Assert.Equal(source.Entropy().Value, exact.Rate.Value, 1e-12)
    Assert.Equal(0.0, exact.Distortion)
    let none = RateDistortion.Solve(source, hamming 4, 0.0)
    Assert.Equal((0.0, 0.5), (none.Rate.Value, none.Distortion))
    // Erasure distortion: 0 for the right symbol, 1 for "erased", infinite for the wrong one. R(D) = (1 - D) log 2 is a straight line.
    let erasure = array2D [ [ 0.0; infinity; 1.0 ]; [ infinity; 0.0; 1.0 ] ]
    for d in [ 0.0; 0.25; 0.6; 1.0 ] do
        let point = RateDistortion.AtDistortion(FiniteDistribution.Uniform 2, erasure, d)
        Assert.Equal(d, point.Distortion, 1e-12)
        Assert.Equal((1.0 - d) * Math.Log 2.0, point.Rate.Value, 1e-9)
        Assert.True(point.Rate.Value - point.LowerBound.Value < 1e-9)

[<Fact>]
let ``impossible distortions are refused`` () =
    let source = FiniteDistribution.Uniform 2
    let refused (f: unit -> RateDistortionPoint) = (Assert.ThrowsAny<ArgumentException>(fun () -> f () |> ignore)).Message
    Assert.Contains("least distortion", refused (fun () -> RateDistortion.AtDistortion(source, array2D [ [ 1.0 ]; [ 2.0 ] ], 1.4)))
    Assert.Contains("distortion[1, 0]", refused (fun () -> RateDistortion.Solve(source, array2D [ [ 1.0 ]; [ nan ] ], 1.0)))
    Assert.Contains("symbol 1", refused (fun () -> RateDistortion.Solve(source, array2D [ [ 1.0 ]; [ infinity ] ], 1.0)))
    Assert.Contains("rows", refused (fun () -> RateDistortion.Solve(source, hamming 3, 1.0)))
    Assert.Contains("slope is -1", refused (fun () -> RateDistortion.Solve(source, hamming 2, -1.0)))

// Closed forms

/// min over posteriors of a binary input: the lower convex envelope of phi at p(x), by brute force over pairs of grid points.
let private envelope (joint: JointDistribution) beta =
    let w, a = joint.YGivenX, joint.X[1]
    let h (p: float seq) = -(p |> Seq.sumBy (fun v -> if v <= 0.0 then 0.0 else v * Math.Log v))
    let phi r = h [ for y in 0 .. joint.CountY - 1 -> (1.0 - r) * w[0, y] + r * w[1, y] ] - beta * h [ r; 1.0 - r ]
    let left = [| for i in 0..400 -> a * float i / 400.0 |] |> Array.map (fun r -> r, phi r)
    let right = [| for i in 0..400 -> 1.0 - (1.0 - a) * float i / 400.0 |] |> Array.map (fun r -> r, phi r)
    Seq.min (
        seq {
            for l, pl in left do
                for r, pr in right do
                    if r > l then (pl * (r - a) + pr * (a - l)) / (r - l) else phi a
        }
    )
    + beta * h [ a; 1.0 - a ]

let private problems (key: RandomKey) =
    let p, a = key.Uniform 0UL, 0.02 + 0.96 * key.Uniform 1UL
    [ AnalyticBottleneck.BinarySymmetric p; AnalyticBottleneck.BinaryErasure p; AnalyticBottleneck.Z(p, a)
      AnalyticBottleneck.Deterministic(FiniteDistribution.Bernoulli a, ReadOnlySpan [| 1; 0 |]) ]

[<Law(Cases = 40)>]
let ``closed forms agree with a brute-force envelope`` (key: RandomKey) (beta: Beta) =
    for problem in problems key do
        let optimum = problem.At beta
        let brute = envelope problem.Joint beta.Paper
        // The grid is coarse: it is above the truth by its spacing squared times a curvature that is large near the border.
        Assert.InRange(optimum.Objective.Value, brute - 2e-3, brute + 1e-12)

[<Law(Cases = 100)>]
let ``closed forms: the optimum lies on the curve, and the curve above no tangent`` (key: RandomKey) (beta: Beta) =
    for problem in problems key do
        let optimum = problem.At beta
        let h = problem.Joint.Y.Entropy().Value
        Assert.Equal(h - optimum.InformationY.Value + beta.Paper * optimum.InformationX.Value, optimum.Objective.Value, 1e-14)
        Assert.Equal(optimum.InformationY.Value, problem.InformationY(optimum.InformationX).Value, 1e-12)
        for i in 0..20 do
            let x = problem.Joint.X.Entropy().Value * float i / 20.0
            let y = problem.InformationY(Nats x).Value
            Assert.True(h - y + beta.Paper * x >= optimum.Objective.Value - 1e-12)
        Assert.Equal(problem.Joint.MutualInformation().Value, problem.InformationY(Nats 100.0).Value, 1e-12)
        Assert.Equal(0.0, problem.InformationY(Nats.Zero).Value, 1e-15)

[<Law(Cases = 40)>]
let ``closed forms are never beaten, and met by iteration`` (key: RandomKey) =
    let beta = Beta.FromPaper(0.02 + 0.9 * key.Fold("beta").Uniform 0UL)
    for problem in problems key do
        let exact = (problem.At beta).Objective.Value
        let iterated = GeneralisedBottleneck.Solve(problem.Joint, beta, 1.0, restarts = 6)
        Assert.True(iterated.Objective.Value >= exact - 1e-12)
        Assert.True(iterated.Objective.Value <= exact + 5e-3)
        Assert.True((DeterministicBottleneck.Solve(problem.Joint, beta)).Objective.Value >= exact - 1e-12)

[<Fact>]
let ``the paper's noisy bit: stochastic beats constant and identity for every beta below (1-2p)^2`` () =
    let problem = AnalyticBottleneck.BinarySymmetric 0.1
    let value beta = (problem.At(Beta.FromPaper beta)).Objective.Value
    let identity beta = (BottleneckPoint.Of(problem.Joint, Channel.Identity 2).Objective(Beta.FromPaper beta)).Value
    let constant = Math.Log 2.0
    Assert.Equal(0.6023, identity 0.4, 5e-5)
    Assert.Equal(0.5968, value 0.4, 5e-5)
    for beta in [ 0.01; 0.1; 0.2; 0.3; 0.4; 0.5; 0.6; 0.63 ] do
        Assert.True(value beta < min constant (identity beta))
    for beta in [ 0.64; 0.7; 1.0; 3.0 ] do
        Assert.Equal(constant, value beta, 1e-15)
    Assert.Equal(problem.Joint.ConditionalEntropy().Value, value 0.0, 1e-15)

[<Fact>]
let ``degenerate closed forms`` () =
    let at beta (problem: AnalyticBottleneck) = let o = problem.At(Beta.FromPaper beta) in o.InformationX.Value, o.InformationY.Value
    let log2 = Math.Log 2.0
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.BinarySymmetric 0.5 |> at 0.1)
    Assert.Equal((log2, log2), AnalyticBottleneck.BinarySymmetric 1.0 |> at 0.1)
    Assert.Equal((log2, log2), AnalyticBottleneck.Z 0.0 |> at 0.99)
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.Z 1.0 |> at 0.01)
    Assert.Equal((0.0, 0.0), AnalyticBottleneck.BinaryErasure 0.3 |> at 0.7)
    Assert.Equal((log2, 0.7 * log2), AnalyticBottleneck.BinaryErasure 0.3 |> at 0.69)
    let map = AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform 4, ReadOnlySpan [| 0; 2; 0; 2 |])
    Assert.Equal((log2, log2), map |> at 0.5)
    Assert.Equal(0.3, (map.InformationY(Nats 0.3)).Value, 1e-15)
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> AnalyticBottleneck.Z(0.3, 1.0) |> ignore) |> ignore
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> map.InformationY(Nats -0.1) |> ignore) |> ignore

// Beside the certified optimum

[<Law(Cases = 30)>]
let ``descents at alpha 1 are never better than the certified optimum`` (joint: JointDistribution) (Probability u) =
    let beta = Beta.FromPaper u
    let exact = InformationBottleneck.Solve(joint, beta, BottleneckOptions(CellBudget = 20_000L))
    let local = GeneralisedBottleneck.Solve(joint, beta, 1.0, restarts = 3, maxIterations = 300)
    Assert.True(local.Objective.Value >= exact.LowerBound.Value - 1e-12)
    Assert.True((DeterministicBottleneck.Solve(joint, beta)).Objective.Value >= exact.LowerBound.Value - 1e-12)
    if exact.Certified then
        Assert.True(local.Objective.Value >= exact.Objective.Value - exact.Tolerance - 1e-12)

// Squared Lagrangian

let private squared beta (point: BottleneckPoint) = point.ConditionalEntropyY.Value + beta * point.InformationX.Value ** 2.0

[<Law(Cases = 20)>]
let ``the squared Lagrangian of y = f(x) reaches every point of the straight curve`` (x: FiniteDistribution) (key: RandomKey) =
    let map = [| for i in 0 .. x.Count - 1 -> key.Below(3, uint64 i) |]
    let problem = AnalyticBottleneck.Deterministic(x, ReadOnlySpan map)
    for beta in [ 0.2; 1.0; 5.0 ] do
        let expected = SquaredLagrangian.Deterministic(problem.Joint.Y.Entropy(), beta)
        Assert.Equal(min (problem.Joint.Y.Entropy().Value) (0.5 / beta), expected.InformationX.Value, 1e-15)
        let optimum = SquaredLagrangian.Solve(problem.Joint, beta)
        Assert.Equal(expected.InformationX.Value, optimum.Point.InformationX.Value, 1e-8)
        Assert.Equal(expected.InformationY.Value, optimum.Point.InformationY.Value, 1e-8)
        Assert.Equal(expected.Objective.Value, optimum.Objective.Value, 1e-9)
        Assert.True optimum.Certified

[<Law(Cases = 30)>]
let ``the squared optimum is what its encoder achieves, and no encoder goes below its bound`` (joint: JointDistribution) (Probability u) (key: RandomKey) =
    let beta = 5.0 * u
    let optimum = SquaredLagrangian.Solve(joint, beta, BottleneckOptions(CellBudget = 5_000L))
    Assert.Equal(squared beta optimum.Point, optimum.Objective.Value, 1e-14)
    Assert.True(optimum.LowerBound.Value <= optimum.Objective.Value + 1e-12)
    for trial in 0UL .. 30UL do
        let raw = Array2D.init joint.CountX 4 (fun x t -> Math.Exp(3.0 * key.Fold(trial).Normal(uint64 (4 * x + t))))
        let encoder = Channel(raw |> Array2D.mapi (fun x _ v -> v / Seq.sum [ for t in 0..3 -> raw[x, t] ]))
        Assert.True(squared beta (BottleneckPoint.Of(joint, encoder)) >= optimum.LowerBound.Value - 1e-12)
    if joint.CountX <= 3 then
        Assert.True optimum.Certified

[<Fact>]
let ``the squared Lagrangian of a uniform bit through a noisy channel stands where the curve's slope is 2 beta I`` () =
    let problem = AnalyticBottleneck.BinarySymmetric 0.1
    for beta in [ 0.3; 1.0; 4.0 ] do
        let optimum = SquaredLagrangian.Solve(problem.Joint, beta)
        let slope = 2.0 * beta * optimum.Point.InformationX.Value
        Assert.Equal((problem.At(Beta.FromPaper slope)).InformationX.Value, optimum.Point.InformationX.Value, 1e-7)

[<Fact>]
let ``the ends of the squared Lagrangian`` () =
    let all = SquaredLagrangian.Solve(example, 0.0)
    Assert.Equal(example.ConditionalEntropy().Value, all.Objective.Value, 1e-12)
    let none = SquaredLagrangian.Solve(example, Double.PositiveInfinity)
    Assert.Equal(example.Y.Entropy().Value, none.Objective.Value, 1e-12)
    Assert.True(all.Certified && none.Certified)
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> SquaredLagrangian.Solve(example, nan) |> ignore) |> ignore
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> SquaredLagrangian.Deterministic(Nats 1.0, -1.0) |> ignore) |> ignore
