/// Proofs of optimality: found for small joints, accepted by the checker, refused when a number is changed.
module IDropTheory.PropertyTests.Theory.BottleneckProofTests

open System
open System.Collections.Immutable
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private options = BottleneckOptions(ProofBudget = 50_000)

let private random x y seed =
    JointDistribution.Random(RandomKey.FromSeed(seed), x, y)

/// Ten joints of three to six symbols, at trade-offs where something is learned, but not everything.
let private problems =
    [
        random 3 3 1UL, 0.02
        random 3 4 2UL, 0.05
        random 3 2 3UL, 0.01
        random 4 3 4UL, 0.08
        random 4 4 5UL, 0.05
        random 4 5 6UL, 0.1
        random 5 3 7UL, 0.03
        random 5 5 9UL, 0.2
        random 6 2 62UL, 0.02
        random 6 6 14UL, 0.05
    ]

let private solved =
    lazy
        (problems
         |> List.map (fun (joint, beta) -> joint, InformationBottleneck.Solve(joint, Beta.FromPaper beta, options)))

let private proofOf (solution: BottleneckSolution) =
    match solution.Proof with
    | null -> failwith "there is no proof"
    | proof -> proof

[<Fact>]
let ``ten joints of three to six symbols are proved to a millionth, and the checker accepts`` () =
    for joint, solution in solved.Value do
        let proof = proofOf solution
        let what = $"{joint.CountX} x {joint.CountY}"
        Assert.True(solution.Proved && solution.Certified, what)
        Assert.True(proof.Gap.Value <= 1e-6, what)
        let check = BottleneckProofChecker.Check proof
        Assert.True(check.IsAccepted, $"{what}: {check.Refusal}")

        Assert.True(
            check.Objective.Contains solution.Objective.Value
            || abs (check.Objective.Middle - solution.Objective.Value) < 1e-13,
            what
        )

        Assert.True(check.Objective.Width < 1e-12, what)
        Assert.Equal(Math.Min(proof.LowerBound.Value, solution.Objective.Value), solution.LowerBound.Value)
        // The search's own bound and the proof's differ by less than the tolerance.
        let search = InformationBottleneck.Solve(joint, solution.Beta)
        shouldBeWithin 1e-6 search.LowerBound.Value solution.LowerBound.Value

/// Six symbols of x that three of y tell little about: long edges of the simplex have nearly equal outputs. Dividing by outputs alone took
/// six times as many cells, and of the second joint found no proof at all.
[<Fact>]
let ``edges of equal outputs are divided too`` () =
    let joint = random 6 4 8UL
    let solution = InformationBottleneck.Solve(joint, Beta.FromPaper 0.15, options)
    Assert.True(solution.Cells < 15_000L, $"{solution.Cells} cells")
    Assert.InRange((proofOf solution).Steps.Length, 100, 10_000)

    let masses =
        array2D
            [
                [ 224.0; 2585.0; 83.0 ]
                [ 357.0; 933.0; 109.0 ]
                [ 443.0; 26.0; 727.0 ]
                [ 953.0; 561.0; 1373.0 ]
                [ 248.0; 783.0; 595.0 ]
            ]

    let other = JointDistribution(Array2D.map (fun mass -> mass / 10_000.0) masses)
    let solution = InformationBottleneck.Solve(other, Beta.FromPaper 0.1, options)
    Assert.True(BottleneckProofChecker.Check(proofOf solution).IsAccepted)

[<Law(Cases = 12)>]
let ``random joints of three to six symbols are proved, whatever the trade-off`` (key: RandomKey) =
    let joint =
        JointDistribution.Random(key.Fold "joint", 3 + key.Below(4, 0UL), 3 + key.Below(4, 1UL))

    let beta = [| 0.03; 0.1; 0.2; 0.35 |][key.Below(4, 2UL)]
    let solution = InformationBottleneck.Solve(joint, Beta.FromPaper beta, options)
    let check = BottleneckProofChecker.Check(proofOf solution)
    Assert.True(check.IsAccepted, $"{joint.CountX} x {joint.CountY}, beta {beta}: {check.Refusal}")

/// The proof with some of its parts replaced.
let private change (p: BottleneckProof) masses beta encoder lambda steps lower objective =
    BottleneckProof(masses, beta, encoder, p.Classes, lambda, steps, lower, objective)

let private refused (what: string) proof =
    let check = BottleneckProofChecker.Check proof
    Assert.False(check.IsAccepted, what)
    Assert.NotEmpty(nonNull check.Refusal)

let private next (x: Nats) = Nats(Math.BitIncrement x.Value)
let private previous (x: Nats) = Nats(Math.BitDecrement x.Value)

[<Fact>]
let ``claims that are one unit of the last place better are refused`` () =
    for _, solution in solved.Value do
        let p = proofOf solution
        refused "lower bound" (change p p.Masses p.Beta p.Encoder p.Lambda p.Steps (next p.LowerBound) p.Objective)
        refused "objective" (change p p.Masses p.Beta p.Encoder p.Lambda p.Steps p.LowerBound (previous p.Objective))

[<Fact>]
let ``a changed number of the problem, the encoder or the dual vector is refused`` () =
    for joint, solution in solved.Value do
        let p = proofOf solution
        let what = $"{joint.CountX} x {joint.CountY}"

        for factor in [ 1.001; 0.999 ] do
            refused $"{what}: beta" (change p p.Masses (factor * p.Beta) p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)

            // Whichever of the two claims it is that fails: the bound or the objective.
            for x in 0 .. p.Masses.Length - 1 do
                for y in 0 .. p.Masses[x].Length - 1 do
                    let masses = p.Masses.SetItem(x, p.Masses[x].SetItem(y, factor * p.Masses[x][y]))
                    refused $"{what}: p({x}, {y})" (change p masses p.Beta p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)

        for x in 0 .. p.Lambda.Length - 1 do
            for by in [ 1e-3; -1e-3 ] do
                let lambda = p.Lambda.SetItem(x, p.Lambda[x] + by)
                refused $"{what}: lambda {x}" (change p p.Masses p.Beta p.Encoder lambda p.Steps p.LowerBound p.Objective)

        // A row of the encoder that answers at random: worse by far more than rounding.
        for x in 0 .. p.Encoder.Length - 1 do
            let uniform = ImmutableArray.CreateRange(Seq.replicate p.Encoder[x].Length 1.0)
            let encoder = p.Encoder.SetItem(x, uniform)
            refused $"{what}: encoder {x}" (change p p.Masses p.Beta encoder p.Lambda p.Steps p.LowerBound p.Objective)

[<Fact>]
let ``steps that are missing, left over, out of order or malformed are refused`` () =
    for joint, solution in solved.Value |> List.filter (fun (joint, _) -> joint.CountX <= 4) do
        let p = proofOf solution

        let withSteps what steps =
            refused
                $"{joint.CountX} x {joint.CountY}: {what}"
                (change p p.Masses p.Beta p.Encoder p.Lambda (ImmutableArray.CreateRange(steps: seq<ProofStep>)) p.LowerBound p.Objective)

        let steps = List.ofSeq p.Steps
        withSteps "none" []
        withSteps "one too few" (List.take (steps.Length - 1) steps)
        withSteps "one too many" (steps @ [ List.last steps ])
        withSteps "no edge" (ProofStep.Split(0, 0) :: steps)
        withSteps "no vertex" (ProofStep.Split(0, 99) :: steps)

        withSteps
            "a negative reference"
            [
                ProofStep.Contraction(ImmutableArray.CreateRange(Seq.replicate p.Lambda.Length -1.0))
            ]

        withSteps "a short reference" [ ProofStep.Contraction(ImmutableArray.Create 1.0) ]

        withSteps
            "a reference that is no number"
            [
                ProofStep.Contraction(ImmutableArray.CreateRange(Seq.replicate p.Lambda.Length nan))
            ]

        // The other halves first: the bounds belong to other cells.
        if steps.Length > 3 then
            withSteps
                "halves swapped"
                (steps
                 |> List.map (function
                     | :? ProofStep.Split as s -> ProofStep.Split(s.Second, s.First)
                     | step -> step))

/// Each number of a step in turn: the checker refuses it, or what it then accepts is still true.
[<Fact>]
let ``a changed number of a step is refused, or proves no more than is true`` () =
    let joint, solution =
        solved.Value |> List.find (fun (j, _) -> j.CountX = 3 && j.CountY = 4)

    let p = proofOf solution

    let best =
        InformationBottleneck.Solve(joint, solution.Beta, BottleneckOptions(Tolerance = 1e-9))

    let mutable refusals = 0

    for at in 0 .. p.Steps.Length - 1 do
        let changed: ProofStep list =
            match p.Steps[at] with
            | :? ProofStep.Split as s ->
                [
                    ProofStep.Split(s.First, (s.Second + 1) % 3)
                    ProofStep.Split((s.First + 1) % 3, s.Second)
                ]
            | :? ProofStep.Contraction as c ->
                [
                    for x in 0..2 -> ProofStep.Contraction(c.Reference.SetItem(x, 1.5 * c.Reference[x]))
                ]
            | :? ProofStep.Curvature as c ->
                [
                    for x in 0..2 do
                        yield ProofStep.Curvature(c.Reference.SetItem(x, 1.5 * c.Reference[x]), c.Points)

                        for k in 0 .. c.Points[x].Length - 1 do
                            let point = c.Points[x].SetItem(k, c.Points[x][k] + 0.3)
                            yield ProofStep.Curvature(c.Reference, c.Points.SetItem(x, point))
                ]
            | _ -> []

        for step in changed do
            let check =
                BottleneckProofChecker.Check(
                    change p p.Masses p.Beta p.Encoder p.Lambda (p.Steps.SetItem(at, step)) p.LowerBound p.Objective
                )

            if not check.IsAccepted then
                refusals <- refusals + 1

            shouldBeAtMost 1e-12 best.Objective.Value check.LowerBound.Value

    Assert.True(refusals > 30, $"{refusals}")

[<Fact>]
let ``every field of a proof is looked at before it is used`` () =
    let _, solution = solved.Value.Head
    let p = proofOf solution
    let nothing = ImmutableArray<ImmutableArray<float>>.Empty
    let row (values: float list) = ImmutableArray.CreateRange values
    refused "no masses" (change p nothing p.Beta p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)
    refused "no encoder" (change p p.Masses p.Beta nothing p.Lambda p.Steps p.LowerBound p.Objective)

    refused
        "negative mass"
        (change p (p.Masses.SetItem(0, row [ -1.0; 1.0; 1.0 ])) p.Beta p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)

    refused "ragged" (change p (p.Masses.SetItem(0, row [ 1.0 ])) p.Beta p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)

    refused
        "a symbol without mass"
        (change p (p.Masses.SetItem(0, row [ 0.0; 0.0; 0.0 ])) p.Beta p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)

    refused "beta" (change p p.Masses nan p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)
    refused "beta" (change p p.Masses -0.1 p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)
    refused "beta" (change p p.Masses infinity p.Encoder p.Lambda p.Steps p.LowerBound p.Objective)
    refused "lambda" (change p p.Masses p.Beta p.Encoder (p.Lambda.SetItem(0, infinity)) p.Steps p.LowerBound p.Objective)
    refused "a class too many" (change p p.Masses p.Beta p.Encoder (p.Lambda.Add 0.0) p.Steps p.LowerBound p.Objective)

    let classes (values: int list) =
        BottleneckProof(p.Masses, p.Beta, p.Encoder, ImmutableArray.CreateRange values, p.Lambda, p.Steps, p.LowerBound, p.Objective)

    refused "no class" (classes [ 0; 1; -1 ])
    refused "too few classes" (classes [ 0; 1 ])
    refused "an empty class" (classes [ 0; 1; 1 ])
    refused "other rows" (classes [ 0; 2; 1 ])

// ---- Known answers

[<Law(Cases = 30)>]
let ``the noisy bit's optimum lies between the claims`` (key: RandomKey) =
    let noise = 0.02 + 0.4 * key.Uniform 0UL
    let beta = 1.2 * (1.0 - 2.0 * noise) ** 2.0 * key.Uniform 1UL

    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric noise)

    let solution = InformationBottleneck.Solve(joint, Beta.FromPaper beta, options)
    let proof = proofOf solution

    let best =
        AnalyticBottleneck.BinarySymmetric(noise).At(Beta.FromPaper beta).Objective.Value

    Assert.True((BottleneckProofChecker.Check proof).IsAccepted)
    shouldBeAtMost 1e-12 best proof.LowerBound.Value
    shouldBeAtMost 1e-12 proof.Objective.Value best

[<Fact>]
let ``beta of 0 and of 1, one symbol, impossible, equal and deterministic symbols are proved`` () =
    let check (rows: float list list) beta =
        let joint = JointDistribution(array2D rows)
        let solution = InformationBottleneck.Solve(joint, Beta.FromPaper beta, options)
        let proof = proofOf solution
        let check = BottleneckProofChecker.Check proof
        Assert.True(check.IsAccepted && solution.Proved, $"beta {beta}: {check.Refusal}")
        Assert.True(solution.Objective.Value - solution.LowerBound.Value <= 1e-6)

    for beta in [ 0.0; 0.01; 0.2; 1.0; 3.0 ] do
        check [ [ 0.4; 0.1 ]; [ 0.2; 0.3 ] ] beta
        check [ [ 0.5; 0.5 ] ] beta
        check [ [ 0.4; 0.1; 0.0 ]; [ 0.0; 0.0; 0.0 ]; [ 0.2; 0.3; 0.0 ] ] beta
        check [ [ 0.1; 0.1 ]; [ 0.2; 0.2 ]; [ 0.0; 0.4 ] ] beta
        check [ [ 0.1; 0.3 ]; [ 0.1; 0.3 ]; [ 0.15; 0.05 ] ] beta

    for beta in [ 0.0; 0.3; 1.0 ] do
        check [ [ 0.3; 0.0 ]; [ 0.0; 0.3 ]; [ 0.0; 0.4 ] ] beta

/// 0.1, 0.3 and 0.3, 0.9 are proportional as decimals and not as doubles: one class of slightly different rows.
[<Fact>]
let ``rows that are equal but for rounding share a class, and the proof says so exactly`` () =
    let joint =
        JointDistribution(array2D [ [ 0.04; 0.12 ]; [ 0.12; 0.36 ]; [ 0.3; 0.06 ] ])

    let solution = InformationBottleneck.Solve(joint, Beta.FromPaper 0.1, options)
    let proof = proofOf solution
    Assert.Equal<int list>([ 0; 0; 1 ], List.ofSeq proof.Classes)
    Assert.True((BottleneckProofChecker.Check proof).IsAccepted && solution.Proved)

[<Fact>]
let ``no proof is claimed where none was found or asked for`` () =
    let joint = random 5 4 3UL
    let beta = Beta.FromPaper 0.05
    Assert.Null((InformationBottleneck.Solve(joint, beta)).Proof)

    let hurried =
        InformationBottleneck.Solve(joint, beta, BottleneckOptions(ProofBudget = 3))

    Assert.Null hurried.Proof
    Assert.False hurried.Proved
    Assert.True hurried.Certified
    Assert.Null(BottleneckProver.Prove(joint, InformationBottleneck.Solve(joint, Beta.FromPaper infinity)))

    Assert.Throws<ArgumentException>(fun () -> BottleneckProver.Prove(random 4 4 1UL, hurried) |> ignore)
    |> ignore

/// An encoder that is far from optimal: the bound is true all the same, and the gap is what the encoder loses.
[<Fact>]
let ``a weak encoder's proof states its own gap`` () =
    let joint, best = solved.Value[4]

    let constant =
        BottleneckPoint.Of(joint, Channel.Deterministic(1, ReadOnlySpan(Array.zeroCreate<int> 4)))

    let objective = constant.Objective best.Beta
    let bound = best.LowerBound - Nats 0.5

    let weak =
        BottleneckSolution(best.Beta, constant, objective, bound, 1e-6, 0, 0.0, 0L)

    match BottleneckProver.Prove(joint, weak) with
    | null -> Assert.Fail "a wide gap needs few cells"
    | proof ->
        Assert.True((BottleneckProofChecker.Check proof).IsAccepted)
        shouldBeAtMost 1e-12 best.Objective.Value proof.LowerBound.Value
        Assert.True(proof.Gap.Value >= objective.Value - best.Objective.Value - 1e-12)
