/// Eqs. (4) and (8) on finite alphabets: the iteration, its corners in the plane of beta and gamma, and brute force.
module IDropTheory.PropertyTests.Theory.FactorialBottleneckTests

open System
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private solve (joint: JointDistribution) (sizes: int list) beta gamma =
    FactorialBottleneck.Solve(joint, ReadOnlySpan(Array.ofList sizes), Beta.FromPaper beta, gamma)

let private copyOf (p: float list) =
    JointDistribution.Of(FiniteDistribution(ReadOnlySpan(Array.ofList p)), Channel.Identity p.Length)

/// H(y|z) + beta I(x;z) + gamma TC(z) of bits, from entropies of tables alone.
let private objective (joint: float[,]) (encoder: float[,]) bits beta gamma =
    let inputs, symbols = Array2D.length1 encoder, Array2D.length2 encoder
    let px, _ = marginals joint
    let xz = Array2D.init inputs symbols (fun x z -> px[x] * encoder[x, z])
    let pz = [| for z in 0 .. symbols - 1 -> Array.sum xz[*, z] |]

    let yz =
        [
            for y in 0 .. Array2D.length2 joint - 1 do
                for z in 0 .. symbols - 1 -> Seq.sum (seq { for x in 0 .. inputs - 1 -> joint[x, y] * encoder[x, z] })
        ]

    let bit i =
        let one =
            Seq.sum (seq { for z in 0 .. symbols - 1 -> if (z >>> i) &&& 1 = 1 then pz[z] else 0.0 })

        entropy [ one; 1.0 - one ]

    entropy yz - entropy pz
    + beta * mutualInformation xz
    + gamma * (List.sumBy bit [ 0 .. bits - 1 ] - entropy pz)

let private weights =
    [ 0.05, 0.0; 0.0, 0.3; 0.1, 0.1; 0.1, 0.7; 0.4, 0.1; 0.02, 2.0 ]

[<Law(Cases = 60)>]
let ``no step of the iteration increases the objective, which is that of its encoder`` (key: RandomKey) =
    let joint = JointDistribution.Random(key.Fold "joint", 4, 3)
    let start = Channel.Random(key.Fold "start", 4, 8)

    for beta, gamma in weights do
        let run =
            FactorialIteration(joint, [| 2; 2; 2 |].ToImmutableArray(), beta, gamma, Tables.Of start)

        let trace = ResizeArray<float>()
        run.Run(60, 1e-12, Action<float> trace.Add)
        shouldBeClose 1e-12 1e-12 (objective (tableOf joint) (Tables.Of start) 3 beta gamma) trace[0]
        shouldBeClose 1e-12 1e-12 (objective (tableOf joint) run.Encoder 3 beta gamma) run.Objective

        for before, after in Seq.pairwise trace do
            shouldBeAtMost 2e-14 before after

[<Fact>]
let ``without gamma it is the bottleneck, whose closed forms the iteration reaches from random starts`` () =
    for problem in
        [
            AnalyticBottleneck.BinarySymmetric 0.1
            AnalyticBottleneck.Z(0.2, 0.3)
            AnalyticBottleneck.BinaryErasure 0.3
        ] do
        for beta in [ 0.05; 0.2; 0.4; 0.7; 1.5 ] do
            let best = (problem.At(Beta.FromPaper beta)).Objective.Value
            let solution = solve problem.Joint [ 2; 2 ] beta 0.0
            Assert.True(solution.Certified, $"{problem} at {beta}: gap {solution.Gap}")
            shouldBeWithin 1e-6 best solution.Objective.Value

            let alone =
                List.min
                    [
                        for start in 0UL .. 5UL do
                            let encoder = Channel.Random((testKey "bottleneck").Fold start, 2, 4)

                            let run =
                                FactorialIteration(problem.Joint, [| 2; 2 |].ToImmutableArray(), beta, 0.0, Tables.Of encoder)

                            run.Run(2000, 1e-12)
                            run.Objective
                    ]

            shouldBeWithin 1e-8 best alone

[<Law(Cases = 2)>]
let ``no deterministic code of four symbols by three bits is better`` (key: RandomKey) =
    let joint = JointDistribution.Random(key, 4, 3)
    let table = tableOf joint

    let codes =
        [|
            for code in 0..4095 -> Array2D.init 4 8 (fun x z -> if (code >>> (3 * x)) &&& 7 = z then 1.0 else 0.0)
        |]

    for beta, gamma in weights do
        let best =
            codes |> Array.map (fun code -> objective table code 3 beta gamma) |> Array.min

        shouldBeAtMost 1e-9 best (solve joint [ 2; 2; 2 ] beta gamma).Objective.Value

[<Fact>]
let ``no stochastic code of a bit by two bits on a grid is better, and the grid comes near`` () =
    let steps = 8

    let simplex =
        [|
            for a in 0..steps do
                for b in 0 .. steps - a do
                    for c in 0 .. steps - a - b -> [| a; b; c; steps - a - b - c |] |> Array.map (fun k -> float k / float steps)
        |]

    for joint in
        [
            AnalyticBottleneck.Z(0.3, 0.4).Joint
            JointDistribution.Random(testKey "grid", 2, 2)
        ] do
        let table = tableOf joint

        for beta, gamma in [ 0.0, 0.3; 0.1, 0.5 ] do
            let best =
                simplex
                |> Array.mapi (fun i first ->
                    // Exchanging both bits' symbols leaves the objective alone, so that the first row may be sorted coarsely.
                    if first[0] >= first[3] then
                        Array.min
                            [|
                                for second in simplex -> objective table (array2D [ first; second ]) 2 beta gamma
                            |]
                    else
                        infinity)
                |> Array.min

            let found = (solve joint [ 2; 2 ] beta gamma).Objective.Value
            shouldBeAtMost 1e-9 best found
            shouldBeAtMost 4e-3 found best

[<Law(Cases = 20)>]
let ``at gamma = beta the encoder is the product of the marginals, tilted (Proposition 1)`` (key: RandomKey) =
    let joint = JointDistribution.Random(key, 4, 3)
    let beta = 0.15
    let solution = solve joint [ 2; 2 ] beta beta
    let code = solution.Point.Code
    let priors = [| code.Marginal 0; code.Marginal 1 |]

    let loss =
        solution.Point.ConditionalEntropyY.Value
        + beta * code.KlToFactorised(priors).Value

    shouldBeWithin 1e-12 loss solution.Objective.Value
    let w = joint.YGivenX

    let decoder z =
        [|
            for y in 0..2 -> Seq.sum (seq { for x in 0..3 -> joint[x, y] * code.ZGivenX[x, z] }) / code.Z[z]
        |]

    for x in 0..3 do
        let tilted =
            [|
                for z in 0..3 ->
                    if code.Z[z] < 1e-12 then
                        0.0
                    else
                        priors[0][z / 2]
                        * priors[1][z % 2]
                        * exp (-(kl (w.Row(x).ToArray()) (decoder z)) / beta)
            |]

        for z in 0..3 do
            shouldBeWithin 1e-6 (tilted[z] / Array.sum tilted) code.ZGivenX[x, z]

[<Law(Cases = 20)>]
let ``the bottleneck's bound holds at every gamma, and is attained where one component has enough symbols`` (key: RandomKey) =
    let joint = JointDistribution.Random(key, 4, 2)
    let bottleneck = InformationBottleneck.Solve(joint, Beta.FromPaper 0.05)

    for gamma in [ 0.0; 0.05; 3.0 ] do
        let bits, wide = solve joint [ 2; 2 ] 0.05 gamma, solve joint [ 2; 4 ] 0.05 gamma
        shouldBeAtMost 1e-6 bits.Objective.Value bottleneck.LowerBound.Value
        shouldBeWithin 1e-6 bottleneck.LowerBound.Value bits.LowerBound.Value
        shouldBeWithin 1e-6 bottleneck.Objective.Value wide.Objective.Value
        Assert.True wide.Certified
        Assert.Equal(bits.Gap.Value <= bits.Tolerance, bits.Certified)

[<Fact>]
let ``more weight on the total correlation never gives more of it`` () =
    let rare = copyOf [ 0.32; 0.32; 0.31; 0.05 ]

    for beta in [ 0.0; 0.1; 0.6 ] do
        let amounts =
            [
                for gamma in [ 0.1; 0.5; 1.0; 2.0; 5.0 ] -> (solve rare [ 2; 2 ] beta gamma).Point.TotalCorrelation.Value
            ]

        for less, more in List.pairwise amounts do
            shouldBeAtMost 1e-9 less more

        Assert.True(amounts.Head > 0.05 && List.last amounts < 1e-3, $"{amounts}")

[<Fact>]
let ``without beta it separates mixed independent bits, and certifies it (section 7)`` () =
    let bits = [ 0.3; 0.15; 0.4 ]

    // x = (s0, s0 xor s1, s1 xor s2) of independent bits.
    let p =
        [
            for x in 0..7 ->
                let s0 = x &&& 1
                let s1 = s0 ^^^ ((x >>> 1) &&& 1)
                let s2 = s1 ^^^ ((x >>> 2) &&& 1)
                List.fold2 (fun product q s -> product * (if s = 1 then q else 1.0 - q)) 1.0 bits [ s0; s1; s2 ]
        ]

    let mixed = copyOf p
    let solution = solve mixed [ 2; 2; 2 ] 0.0 1.0
    Assert.True solution.Certified
    shouldBeWithin 1e-6 0.0 solution.Objective.Value
    let copy = FactorialPoint.Of(mixed, Channel.Identity 8, ReadOnlySpan [| 2; 2; 2 |])
    shouldBeWithin 1e-12 (List.sumBy (fun q -> entropy [ q; 1.0 - q ]) bits) (entropy p)
    Assert.True(copy.TotalCorrelation.Value > 0.1)

[<Law(Cases = 20)>]
let ``symbols of probability zero and repeated rows change nothing`` (key: RandomKey) =
    let plain = JointDistribution.Random(key, 3, 2)

    let repeated =
        JointDistribution(
            array2D
                [
                    [ 0.3 * plain[0, 0]; 0.3 * plain[0, 1] ]
                    [ 0.0; 0.0 ]
                    [ plain[1, 0]; plain[1, 1] ]
                    [ 0.7 * plain[0, 0]; 0.7 * plain[0, 1] ]
                    [ plain[2, 0]; plain[2, 1] ]
                ]
        )

    let objective joint =
        (solve joint [ 2; 2 ] 0.05 0.2).Objective.Value

    shouldBeWithin 1e-7 (objective plain) (objective repeated)

[<Fact>]
let ``infinite beta keeps nothing; wrong arguments are refused`` () =
    let joint = JointDistribution.Random(testKey "refusals", 3, 2)
    let nothing = solve joint [ 2; 2 ] infinity 1.0
    shouldBeWithin 1e-12 (joint.Y.Entropy().Value) nothing.Objective.Value
    Assert.True nothing.Certified

    let refuses sizes beta gamma =
        Assert.ThrowsAny<ArgumentException>(fun () -> solve joint sizes beta gamma |> ignore)
        |> ignore

    refuses [] 0.1 0.1
    refuses [ 2; 0 ] 0.1 0.1
    refuses [ 65; 64 ] 0.1 0.1
    refuses [ 2; 2 ] 0.1 infinity
    refuses [ 2; 2 ] 0.1 -0.1

[<Fact>]
let ``solutions are reproducible values`` () =
    let joint = JointDistribution.Random(testKey "values", 3, 2)
    Assert.Equal(solve joint [ 2; 2 ] 0.05 0.2, solve joint [ 2; 2 ] 0.05 0.2)
    Assert.NotEqual(solve joint [ 2; 2 ] 0.05 0.2, solve joint [ 2; 2 ] 0.05 0.3)
