/// The minimal sufficient statistic: what it keeps, what it drops, and its place at the end of the information curve.
module IDropTheory.PropertyTests.Theory.SufficientStatisticTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.AlphabetGenerators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Oracles
open IDropTheory.PropertyTests.Statistics

let private rowsDiffer (a: float[]) (b: float[]) =
    Array.exists2 (fun u v -> abs (u - v) > 1e-12) a b

[<Law>]
let ``it keeps I(x;y), and its I(x;t) is the entropy of the classes`` (joint: JointDistribution) =
    let statistic = SufficientStatistic joint
    let point = statistic.Point
    shouldBeClose 1e-12 1e-12 (joint.MutualInformation().Value) point.InformationY.Value
    shouldBeClose 1e-12 1e-12 (joint.MutualInformation().Value) (statistic.Joint.MutualInformation().Value)

    let masses =
        [
            for t in 0 .. statistic.Classes - 1 ->
                Seq.sum (
                    seq {
                        for x in 0 .. joint.CountX - 1 do
                            if statistic.ClassOf x = Nullable t then
                                joint.X[x]
                    }
                )
        ]

    shouldBeClose 1e-12 1e-12 (entropy masses) point.InformationX.Value

[<Law>]
let ``symbols are in one class exactly if their rows are equal; symbols of probability zero are in none`` (joint: JointDistribution) =
    let statistic, rows = SufficientStatistic joint, rowsOf joint.YGivenX

    for x in 0 .. joint.CountX - 1 do
        Assert.Equal(joint.X[x] > 0.0, statistic.ClassOf(x).HasValue)

        for other in 0 .. joint.CountX - 1 do
            if joint.X[x] > 0.0 && joint.X[other] > 0.0 then
                if statistic.ClassOf x = statistic.ClassOf other then
                    Assert.False(rowsDiffer rows[x] rows[other])
                else
                    Assert.NotEqual<float[]>(rows[x], rows[other])

[<Law(Cases = 60)>]
let ``a deterministic encoder that keeps I(x;y) has at least its I(x;t)`` (joint: JointDistribution) (key: RandomKey) =
    let least = (SufficientStatistic joint).Point.InformationX.Value

    for trial in 0..19 do
        let map =
            [|
                for x in 0 .. joint.CountX - 1 -> key.Fold(uint64 trial).Below(joint.CountX, uint64 x)
            |]

        let point =
            BottleneckPoint.Of(joint, Channel.Deterministic(joint.CountX, ReadOnlySpan map))

        if joint.MutualInformation().Value - point.InformationY.Value < 1e-14 then
            shouldBeAtMost 1e-6 point.InformationX.Value least

[<Fact>]
let ``the bottleneck's I(x;t) tends to it as beta tends to 0, and is it at beta = 0`` () =
    let joint =
        JointDistribution(
            array2D
                [
                    [ 0.16; 0.02; 0.02 ]
                    [ 0.02; 0.16; 0.02 ]
                    [ 0.04; 0.04; 0.12 ]
                    [ 0.24; 0.03; 0.03 ]
                    [ 0.02; 0.02; 0.06 ]
                ]
        )

    let statistic = SufficientStatistic joint
    Assert.Equal(3, statistic.Classes)

    Assert.Equal<int list>([ 0; 1; 2; 0; 2 ], [ for x in 0..4 -> statistic.ClassOf(x).Value ])
    let limit = statistic.Point.InformationX.Value
    shouldBeRelatively 1e-12 (entropy [ 0.5; 0.2; 0.3 ]) limit
    Assert.Equal(statistic.Point, InformationBottleneck.Solve(joint, Beta.FromPaper 0.0).Point)

    let distances =
        [
            for beta in [ 0.2; 0.1; 0.05; 0.02 ] ->
                limit
                - InformationBottleneck.Solve(joint, Beta.FromPaper beta).InformationX.Value
        ]

    // It comes from below, and faster than any power of beta.
    for near, far in List.pairwise distances |> List.map (fun (far, near) -> near, far) do
        shouldBeAtMost 1e-9 far near

    Assert.True(distances[0] > 1e-3)
    shouldBeWithin 1e-8 0.0 distances[3]
    // Negative control: the identity keeps as much and is not minimal.
    let identity = BottleneckPoint.Of(joint, Channel.Identity 5)
    shouldBeWithin 1e-12 statistic.Point.InformationY.Value identity.InformationY.Value
    shouldRefuse (fun () -> shouldBeWithin 0.1 limit identity.InformationX.Value)

[<Fact>]
let ``an encoder of the classes needs a row for each`` () =
    let joint = JointDistribution(array2D [ [ 0.5; 0.0 ]; [ 0.0; 0.5 ] ])

    Assert.Throws<ArgumentException>(fun () -> SufficientStatistic(joint).Lift(Channel.Identity 3) |> ignore)
    |> ignore
