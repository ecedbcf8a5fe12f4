module IDropTheory.PropertyTests.Theory.ThresholdTests

open System
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws

let private distribution (p: float array) = FiniteDistribution(ReadOnlySpan p)

let private binarySymmetric p =
    JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric p)

/// The objective of a soft encoder with a given number of outputs.
let private randomEncoder (key: RandomKey) inputs outputs sharpness =
    Channel(
        Array2D.init inputs outputs (fun x t -> Math.Exp(sharpness * key.Normal(uint64 (x * outputs + t))))
        |> fun rows ->
            let sum x =
                Seq.sum (Seq.init outputs (fun t -> rows[x, t]))

            rows |> Array2D.mapi (fun x _ v -> v / sum x)
    )

[<Law(Cases = 200)>]
let ``on a binary symmetric channel both thresholds are (1-2p)^2`` (Probability p) =
    let expected = (1.0 - 2.0 * p) ** 2.0
    Assert.Equal(expected, Thresholds.Local(binarySymmetric p).Paper, 1e-12)
    let learnability = Thresholds.Learnability(binarySymmetric p)
    Assert.Equal(expected, learnability.Beta.Paper, 1e-10)
    Assert.True(learnability.Certified)
    Assert.Equal(expected, learnability.Upper, 1e-10)

[<Law(Cases = 200)>]
let ``on an erasure channel both are 1 - e, on a Z-channel learnability is log(1-(1-p)a) / log(1-a)`` (Probability p) (key: RandomKey) =
    let a = 0.01 + 0.98 * key.Uniform 0UL

    let erasure =
        JointDistribution.Of(FiniteDistribution.Bernoulli a, Channel.BinaryErasure p)

    Assert.Equal(1.0 - p, Thresholds.Local(erasure).Paper, 1e-12)
    Assert.Equal(1.0 - p, Thresholds.Learnability(erasure).Beta.Paper, 1e-10)
    let z = JointDistribution.Of(FiniteDistribution.Bernoulli a, Channel.Z p)
    // For two binary variables the squared correlation is the squared Pearson correlation.
    let q = (1.0 - p) * a

    let rho2 =
        if q = 0.0 then
            0.0
        else
            (q * (1.0 - a)) ** 2.0 / (a * (1.0 - a) * q * (1.0 - q))

    Assert.Equal(rho2, Thresholds.Local(z).Paper, 1e-12)
    Assert.Equal(Math.Log(1.0 - q) / Math.Log(1.0 - a), Thresholds.Learnability(z).Beta.Paper, 1e-10)

[<Law(Cases = 100)>]
let ``learnability lies between the local threshold and its upper bound, and 0 and 1`` (joint: JointDistribution) =
    let local = Thresholds.Local joint

    for budget in [ 0; 30; 300 ] do
        let learnability = Thresholds.Learnability(joint, cellBudget = budget)
        Assert.InRange(local.Paper, 0.0, 1.0)
        Assert.InRange(learnability.Beta.Paper, local.Paper - 1e-12, 1.0)
        Assert.InRange(learnability.Upper, learnability.Beta.Paper - 1e-12, 1.0 + 1e-12)

[<Law(Cases = 40)>]
let ``learnability is certified up to three symbols of x`` (joint: JointDistribution) =
    if joint.CountX <= 3 then
        let learnability = Thresholds.Learnability(joint, 1e-5)
        Assert.True learnability.Certified
        Assert.True(learnability.Upper <= learnability.Beta.Paper + 1e-5)

/// Two to four symbols on each side, none of probability zero.
let private positive (key: RandomKey) =
    let n, m = 2 + key.Fold("n").Below(3, 0UL), 2 + key.Fold("m").Below(3, 0UL)

    let p =
        Array2D.init n m (fun x y -> -Math.Log(key.Fold("weights").Uniform(uint64 (x * m + y))))

    let total = p |> Seq.cast<float> |> Seq.sum
    JointDistribution(p |> Array2D.map (fun v -> v / total))

/// The solver's own start hidden from the proof: branch and bound alone has to find the ratio, and no bound may be below it.
[<Law(Cases = 40)>]
let ``the proof finds what it was not told`` (key: RandomKey) =
    let joint = positive key
    let told = Thresholds.Learnability(joint, 1e-4)
    let proof = ContractionProof(ContractionRatio joint, 1e-9, null, 1e-4)

    for budget in [ 10; 100; 20_000 ] do
        Assert.True(proof.Run(1.0, budget, CancellationToken.None) >= told.Beta.Paper - 1e-12)

    Assert.InRange(proof.Value, told.Beta.Paper - 1e-4, told.Upper + 1e-12)

[<Law(Cases = 60)>]
let ``no distribution of x contracts less than learnability says`` (joint: JointDistribution) (key: RandomKey) =
    let eta = Thresholds.Learnability(joint, cellBudget = 0)

    for trial in 0UL .. 199UL do
        let sharpness = 4.0 * key.Fold("sharpness").Uniform trial
        let r = (randomEncoder (key.Fold trial) 1 joint.CountX sharpness).Row(0).ToArray()
        let r = Array.mapi (fun x v -> if joint.X[x] > 0.0 then v else 0.0) r
        let r = distribution (Array.map (fun v -> v / Array.sum r) r)
        let s = joint.YGivenX.Apply r

        let kl (a: FiniteDistribution) (b: FiniteDistribution) =
            Seq.sum (seq { for i in 0 .. a.Count - 1 -> if a[i] = 0.0 then 0.0 else a[i] * Math.Log(a[i] / b[i]) })

        let denominator = kl r joint.X

        if denominator > 1e-4 then
            Assert.True(kl s joint.Y / denominator <= eta.Beta.Paper + 1e-10)

[<Law(Cases = 60)>]
let ``at the learnability threshold no encoder beats the constant`` (joint: JointDistribution) (key: RandomKey) =
    let eta = Thresholds.Learnability(joint, cellBudget = 0)
    let constant = joint.Y.Entropy()

    for trial in 0UL .. 49UL do
        let point =
            BottleneckPoint.Of(joint, randomEncoder (key.Fold trial) joint.CountX 3 (5.0 * key.Uniform trial))

        Assert.True(point.Objective(eta.Beta).Value >= constant.Value - 1e-10)

[<Law(Cases = 30)>]
let ``below learnability the exact solver learns, above it does not`` (key: RandomKey) =
    let joint = positive key
    let eta = Thresholds.Learnability(joint).Beta.Paper

    let solve beta =
        InformationBottleneck.Solve(joint, Beta.FromPaper beta, BottleneckOptions(CellBudget = 20_000L))
    // What is gained right below the threshold may be tiny; a tenth below, a threshold of at least 0.1 shows.
    if eta > 0.1 then
        Assert.True((solve (0.9 * eta)).InformationX.Value > 1e-4)
        let above = solve (1.01 * eta)
        Assert.True(above.Objective.Value >= joint.Y.Entropy().Value - above.Tolerance)

[<Fact>]
let ``independent variables have thresholds zero, y = x one`` () =
    let independent =
        JointDistribution.Of(distribution [| 0.2; 0.3; 0.5 |], Channel(array2D [ for _ in 1..3 -> [ 0.1; 0.9 ] ]))

    Assert.Equal(0.0, Thresholds.Local(independent).Paper)
    Assert.Equal(0.0, Thresholds.Learnability(independent).Beta.Paper)
    Assert.True(Thresholds.Learnability(independent).Certified)

    let copy =
        JointDistribution.Of(distribution [| 0.2; 0.3; 0.5 |], Channel.Identity 3)

    Assert.Equal(1.0, Thresholds.Local(copy).Paper, 1e-12)
    Assert.Equal(1.0, Thresholds.Learnability(copy).Beta.Paper, 1e-12)
    let constant = JointDistribution(array2D [ [ 1.0 ] ])
    Assert.Equal(0.0, Thresholds.Local(constant).Paper)
    Assert.Equal(0.0, Thresholds.Learnability(constant).Beta.Paper)

[<Law(Cases = 50)>]
let ``symbols of probability zero and split symbols change nothing`` (joint: JointDistribution) =
    let n, m = joint.CountX, joint.CountY

    let padded =
        JointDistribution(
            Array2D.init (n + 2) (m + 1) (fun x y ->
                if y = m || x = n then 0.0
                elif x = n + 1 then 0.25 * joint[0, y]
                elif x = 0 then 0.75 * joint[0, y]
                else joint[x, y])
        )

    Assert.Equal(Thresholds.Local(joint).Paper, Thresholds.Local(padded).Paper, 1e-10)

    let plain, split =
        Thresholds.Learnability(joint, cellBudget = 0), Thresholds.Learnability(padded, cellBudget = 0)

    Assert.Equal(plain.Beta.Paper, split.Beta.Paper, 1e-8)

[<Fact>]
let ``a threshold can be reported in both conventions, and bad arguments are refused`` () =
    Assert.Equal(1.0 / 0.64, Thresholds.Local(binarySymmetric 0.1).Tishby, 1e-10)

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Thresholds.Learnability(binarySymmetric 0.1, 0.0) |> ignore)
    |> ignore

    Assert.Throws<ArgumentOutOfRangeException>(fun () -> Thresholds.Learnability(binarySymmetric 0.1, 1e-6, -1) |> ignore)
    |> ignore
