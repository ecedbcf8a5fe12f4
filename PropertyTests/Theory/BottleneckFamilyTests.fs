module IDropTheory.PropertyTests.Theory.BottleneckFamilyTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

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

let private example =
    JointDistribution(
        array2D
            [
                [ 0.1; 0.2; 0.0 ]
                [ 0.05; 0.05; 0.2 ]
                [ 0.15; 0.0; 0.1 ]
                [ 0.0; 0.15; 0.0 ]
            ]
    )

/// All partitions of n symbols as assignments in restricted-growth form.
let rec private partitions n =
    if n = 0 then
        [ [] ]
    else
        [
            for rest in partitions (n - 1) do
                let used = if List.isEmpty rest then 0 else 1 + List.max rest
                for t in 0..used -> rest @ [ t ]
        ]

let private hard (joint: JointDistribution) (assignment: int list) =
    BottleneckPoint.Of(joint, Channel.Deterministic(joint.CountX, ReadOnlySpan(Array.ofList assignment)))

let private bestHard (joint: JointDistribution) clusters (objective: BottleneckPoint -> Nats) =
    partitions joint.CountX
    |> Seq.filter (fun a -> List.max a < clusters)
    |> Seq.map (fun a -> (objective (hard joint a)).Value)
    |> Seq.min

let private descends (optimum: LocalOptimum) =
    for before, after in Seq.pairwise optimum.Trace do
        Assert.True(after.Value < before.Value)

// Generalised, deterministic, sequential

[<Law(Cases = 60)>]
let ``the generalised objective never increases and is that of the encoder returned`` (plain: JointDistribution) (beta: Beta) =
    let joint = padded plain

    for alpha in [ 0.0; 0.3; 1.0 ] do
        let optimum =
            GeneralisedBottleneck.Solve(joint, beta, alpha, restarts = 3, maxIterations = 300)

        descends optimum
        // It ends with the first step that gains nothing to speak of.
        for before, after in Seq.pairwise (Seq.take (optimum.Trace.Length - 1) optimum.Trace) do
            Assert.True(before.Value - after.Value >= 1e-14)

        Assert.Equal((GeneralisedBottleneck.Objective(optimum.Point, beta, alpha)).Value, optimum.Objective.Value)
        // The objective written out, with H(t|x) as H(t) - I(x;t).
        let point = optimum.Point
        let noise = point.EntropyT.Value - point.InformationX.Value

        Assert.Equal(
            point.ConditionalEntropyY.Value
            + beta.Paper * (point.EntropyT.Value - alpha * noise),
            optimum.Objective.Value,
            1e-12
        )

        Assert.True(optimum.Objective.Value <= joint.Y.Entropy().Value + 1e-12)

[<Law(Cases = 60)>]
let ``a soft optimum satisfies the self-consistent equation`` (joint: JointDistribution) (Probability u) =
    let beta = Beta.FromPaper(0.05 + 0.4 * u)
    let alpha = 0.7

    let optimum =
        GeneralisedBottleneck.Solve(joint, beta, alpha, restarts = 2, maxIterations = 5000)

    let encoder = optimum.Point.Encoder
    let pt = encoder.Apply joint.X

    let py x =
        [| for y in 0 .. joint.CountY - 1 -> joint.YGivenX[x, y] |]

    let decoder t =
        [|
            for y in 0 .. joint.CountY - 1 ->
                Seq.sum [ for x in 0 .. joint.CountX - 1 -> joint[x, y] * encoder[x, t] ]
                / pt[t]
        |]

    let kl (p: float array) (q: float array) =
        Seq.zip p q
        |> Seq.sumBy (fun (a, b) -> if a = 0.0 then 0.0 else a * Math.Log(a / b))

    let used =
        [
            for t in 0 .. pt.Count - 1 do
                if pt[t] > 1e-6 then
                    t
        ]

    let b = beta.Tishby

    for x in 0 .. joint.CountX - 1 do
        if joint.X[x] > 0.01 then
            let score t =
                (Math.Log pt[t] - b * kl (py x) (decoder t)) / alpha
            // The descent ends where an iteration gains 1e-14, so encoders are right to about the root of that.
            let total = used |> List.sumBy (fun t -> Math.Exp(score t))

            for t in used do
                Assert.Equal(Math.Exp(score t) / total, encoder[x, t], 1e-4)

[<Law(Cases = 60)>]
let ``hard clusterings are at best the best partition, and nearly always are it`` (joint: JointDistribution) (beta: Beta) =
    let clusters = joint.CountX

    let best =
        bestHard joint clusters (fun p -> GeneralisedBottleneck.Objective(p, beta, 0.0))

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

[<Law(Cases = 60)>]
let ``where sequential moves end, no single move of a symbol is better`` (joint: JointDistribution) (Probability u) (key: RandomKey) =
    for clusters in 2 .. joint.CountX do
        for beta in [ 0.0; 0.7 * u; 1.0 + u ] do
            let beta = Beta.FromPaper beta
            let optimum = SequentialBottleneck.Solve(joint, clusters, beta, key, 1)
            let encoder = optimum.Point.Encoder

            let home =
                [
                    for x in 0 .. joint.CountX - 1 -> Seq.findIndex (fun t -> encoder[x, t] = 1.0) [ 0 .. encoder.Outputs - 1 ]
                ]

            for x in 0 .. joint.CountX - 1 do
                for t in 0 .. clusters - 1 do
                    let moved = (hard joint (List.updateAt x t home)).Objective beta
                    Assert.True(moved.Value >= optimum.Objective.Value - 1e-13)

[<Fact>]
let ``the first start keeps the symbols apart`` () =
    for seed in 1UL .. 3UL do
        let optimum =
            SequentialBottleneck.Solve(example, 9, Beta.FromPaper 0.0, RandomKey.FromSeed seed, 1)

        Assert.Equal((4, 1), (optimum.Point.Encoder.Outputs, optimum.Trace.Length))

        for x in 0..3 do
            Assert.Equal(1.0, optimum.Point.Encoder[x, x])

[<Fact>]
let ``the generalised objective is H(y|t) + beta (H(t) - alpha H(t|x))`` () =
    let encoder =
        Channel(array2D [ [ 0.7; 0.3 ]; [ 0.2; 0.8 ]; [ 0.5; 0.5 ]; [ 1.0; 0.0 ] ])

    let point = BottleneckPoint.Of(example, encoder)
    let noise = point.EntropyT.Value - point.InformationX.Value

    for alpha in [ 0.0; 0.3; 1.0 ] do
        for beta in [ 0.0; 0.4; 2.0 ] do
            let expected =
                point.ConditionalEntropyY.Value + beta * (point.EntropyT.Value - alpha * noise)

            Assert.Equal(expected, GeneralisedBottleneck.Objective(point, Beta.FromPaper beta, alpha).Value, 1e-13)

[<Fact>]
let ``descents find planted clusters`` () =
    // Twelve symbols in three groups with the same row each: t = group keeps all of I(x;y).
    let rows = [| [| 0.8; 0.1; 0.1 |]; [| 0.1; 0.7; 0.2 |]; [| 0.2; 0.2; 0.6 |] |]
    let joint = JointDistribution(Array2D.init 12 3 (fun x y -> rows[x % 3][y] / 12.0))
    let key = RandomKey.FromSeed 3UL
    let information = joint.MutualInformation().Value
    let sequential = SequentialBottleneck.Solve(joint, 3, Beta.FromPaper 0.0, key)
    Assert.Equal(information, sequential.Point.InformationY.Value, 1e-12)

    let deterministic =
        DeterministicBottleneck.Solve(joint, Beta.FromPaper 0.01, Nullable(), key)

    Assert.Equal(information, deterministic.Point.InformationY.Value, 1e-12)
    Assert.Equal(Math.Log 3.0, deterministic.Point.EntropyT.Value, 1e-12)

    let agglomerated =
        AgglomerativeBottleneck.Solve(joint) |> Seq.find (fun s -> s.Size = 3)

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

    let none =
        SequentialBottleneck.Solve(joint, 3, Beta.FromPaper Double.PositiveInfinity, RandomKey.FromSeed 1UL)

    Assert.Equal(joint.Y.Entropy().Value, none.Objective.Value, 1e-12)

[<Fact>]
let ``arguments out of range are refused by name`` () =
    let joint, beta = example, Beta.FromPaper 0.5

    let refused (f: unit -> obj) =
        (Assert.Throws<ArgumentOutOfRangeException>(fun () -> f () |> ignore)).Message

    Assert.Contains("alpha is 1.5", refused (fun () -> GeneralisedBottleneck.Solve(joint, beta, 1.5)))
    Assert.Contains("clusters", refused (fun () -> GeneralisedBottleneck.Solve(joint, beta, 0.5, Nullable 0)))
    Assert.Contains("restarts is 0", refused (fun () -> DeterministicBottleneck.Solve(joint, beta, restarts = 0)))
    Assert.Contains("clusters is 0", refused (fun () -> SequentialBottleneck.Solve(joint, 0, beta, RandomKey.FromSeed 1UL)))

// Agglomerative

[<Law(Cases = 100)>]
let ``agglomeration loses what it says, one cluster at a time`` (plain: JointDistribution) =
    let joint = padded plain
    let steps = AgglomerativeBottleneck.Solve joint

    let positive =
        Seq.length (Seq.filter (fun x -> joint.X[x] > 0.0) [ 0 .. joint.CountX - 1 ])

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

// Beside the certified optimum

[<Law(Cases = 30)>]
let ``descents at alpha 1 are never better than the certified optimum`` (joint: JointDistribution) (Probability u) =
    let beta = Beta.FromPaper u

    let exact =
        InformationBottleneck.Solve(joint, beta, BottleneckOptions(CellBudget = 20_000L))

    let local =
        GeneralisedBottleneck.Solve(joint, beta, 1.0, restarts = 3, maxIterations = 300)

    Assert.True(local.Objective.Value >= exact.LowerBound.Value - 1e-12)

    Assert.True(
        (DeterministicBottleneck.Solve(joint, beta)).Objective.Value
        >= exact.LowerBound.Value - 1e-12
    )

    if exact.Certified then
        Assert.True(local.Objective.Value >= exact.Objective.Value - exact.Tolerance - 1e-12)

// The pieces

[<Law(Cases = 60)>]
let ``merging two clusters costs what the objective of the hard clustering rises by`` (joint: JointDistribution) (Probability beta) =
    if joint.CountX >= 2 && joint.X[0] > 0.0 && joint.X[1] > 0.0 then
        let n = joint.CountX

        let merged =
            Channel.Deterministic(n, ReadOnlySpan [| for x in 0 .. n - 1 -> if x = 1 then 0 else x |])

        let value encoder =
            let point = BottleneckPoint.Of(joint, encoder)
            point.ConditionalEntropyY.Value + beta * point.EntropyT.Value

        let mass x = ClusterMerge.Mass(joint, x)
        let cost = ClusterMerge.Cost(ReadOnlySpan(mass 0), ReadOnlySpan(mass 1), beta)
        Assert.Equal(value merged - value (Channel.Identity n), cost, 1e-12)
        Assert.Equal(0.0, ClusterMerge.Cost(ReadOnlySpan(mass 0), ReadOnlySpan(Array.zeroCreate joint.CountY), beta))

[<Fact>]
let ``agglomeration names the merged pair, cheapest first, the first of equals`` () =
    // Rows 0 and 2 nearly equal, then 1 joins 3; all equal: the first pair.
    let joint =
        JointDistribution(array2D [ [ 0.2; 0.05 ]; [ 0.05; 0.2 ]; [ 0.19; 0.06 ]; [ 0.01; 0.24 ] ])

    let pairs problem =
        [
            for step in AgglomerativeBottleneck.Solve problem do
                if step.Merged.HasValue then
                    step.Merged.Value.ToTuple()
        ]

    Assert.Equal<(int * int) list>([ 0, 2; 1, 3; 0, 1 ], pairs joint)
    let equal = JointDistribution(Array2D.create 3 2 (1.0 / 6.0))
    Assert.Equal<(int * int) list>([ 0, 1; 0, 2 ], pairs equal)

[<Fact>]
let ``descents keep to their clusters and iterations, and depend on their key alone`` () =
    let beta, key = Beta.FromPaper 0.05, RandomKey.FromSeed 4UL

    for clusters in 1..4 do
        let soft = GeneralisedBottleneck.Solve(example, beta, 0.7, Nullable clusters, key)
        Assert.Equal(clusters, soft.Point.Encoder.Outputs)
        let again = GeneralisedBottleneck.Solve(example, beta, 0.7, Nullable clusters, key)
        Assert.Equal(soft.Objective, again.Objective)
        let moved = SequentialBottleneck.Solve(example, clusters, beta, key)
        Assert.Equal(clusters, moved.Point.Encoder.Outputs)

    Assert.Equal(4, (SequentialBottleneck.Solve(example, 9, beta, key)).Point.Encoder.Outputs)

    for iterations in [ 1; 2; 3 ] do
        let optimum =
            GeneralisedBottleneck.Solve(example, beta, 1.0, restarts = 1, maxIterations = iterations)

        Assert.Equal(iterations + 1, optimum.Trace.Length)

    let refused (call: unit -> unit) =
        (Assert.Throws<ArgumentOutOfRangeException> call).Message

    Assert.Contains("maxIterations is 0", refused (fun () -> GeneralisedBottleneck.Solve(example, beta, 1.0, maxIterations = 0) |> ignore))
    Assert.Contains("restarts is 0", refused (fun () -> GeneralisedBottleneck.Solve(example, beta, 1.0, restarts = 0) |> ignore))
    Assert.Contains("restarts is 0", refused (fun () -> SequentialBottleneck.Solve(example, 2, beta, key, 0) |> ignore))
    let point = BottleneckPoint.Of(example, Channel.Identity 4)
    Assert.Contains("alpha is 1.5", refused (fun () -> GeneralisedBottleneck.Objective(point, beta, 1.5) |> ignore))
    Assert.Contains("alpha is -0.1", refused (fun () -> GeneralisedBottleneck.Solve(example, beta, -0.1) |> ignore))
