/// Laws of finite distributions, channels and joint distributions, and of an encoder's place in the information plane.
module IDropTheory.PropertyTests.Theory.FiniteTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

/// What plain sums over a few dozen symbols lose.
let private rounding = 1e-13

let private finite (p: float[]) = FiniteDistribution(ReadOnlySpan p)

let private table (joint: JointDistribution) =
    Array2D.init joint.CountX joint.CountY (fun x y -> joint[x, y])

let private kl (p: FiniteDistribution) (q: FiniteDistribution) =
    FiniteInformation.Kl(p.Probabilities, q.Probabilities)

let private pairOf (p: FiniteDistribution) (key: RandomKey) = FiniteDistribution.Random(key, p.Count)

let private permuted (key: RandomKey) (p: FiniteDistribution) =
    finite [| for i in key.Permutation p.Count -> p[i] |]

// ---- Entropy and divergence

[<Law>]
let ``entropy is that of the definition, between 0 and log n, whatever the symbols are called`` (p: FiniteDistribution, key: RandomKey) =
    let h = p.Entropy().Value
    shouldBeNonNegative h
    shouldBeAtMost rounding (log (float p.Count)) h
    shouldBeWithin rounding (Oracles.entropy (p.Probabilities.ToArray())) h
    shouldBeWithin rounding h ((permuted key p).Entropy().Value)

[<Law>]
let ``a random distribution has the exponential variables of its key as weights`` (key: RandomKey) =
    let p = FiniteDistribution.Random(key, 5)

    for i in 1..4 do
        shouldBeRelatively 1e-13 (key.Exponential(uint64 i) / key.Exponential 0UL) (p[i] / p[0])

[<Law>]
let ``divergence is never negative, zero at equality, and that of the definition`` (p: FiniteDistribution, key: RandomKey) =
    let q = pairOf p key
    Assert.Equal(0.0, kl p p)
    shouldBeNonNegative (kl p q)
    shouldBeNonNegative (kl q p)
    shouldBeClose rounding rounding (Oracles.kl (p.Probabilities.ToArray()) (q.Probabilities.ToArray())) (kl p q)

[<Law>]
let ``divergence is at least half the squared variation (Pinsker), so zero only at equality`` (p: FiniteDistribution, key: RandomKey) =
    let q = pairOf p key
    let variation = Seq.sum (seq { for i in 0 .. p.Count - 1 -> abs (p[i] - q[i]) })
    shouldBeAtMost rounding (kl p q) (0.5 * variation * variation)

[<Fact>]
let ``a prior that misses a symbol costs infinitely much, a symbol that never occurs costs nothing`` () =
    let half, sure = FiniteDistribution.Bernoulli 0.5, FiniteDistribution.Bernoulli 0.0
    Assert.Equal(infinity, kl half sure)
    shouldBeWithin rounding (log 2.0) (kl sure half)

[<Fact>]
let ``probabilities far below the smallest normal number neither overflow nor vanish`` () =
    let nearlySure = finite [| 1e-320; 1.0 |]
    shouldBeWithin rounding (log 2.0) (kl nearlySure (FiniteDistribution.Bernoulli 0.5))
    // 1/2 log(1/2 / 1e-320) + 1/2 log(1/2): the logarithm of a subnormal number is that of the nearest multiple of 2^-1074.
    let expected = -0.5 * log 1e-320 - log 2.0
    shouldBeRelatively rounding expected (kl (FiniteDistribution.Bernoulli 0.5) nearlySure)

[<Law>]
let ``nearly equal distributions have a divergence of the second order, not rounding noise`` (key: RandomKey) =
    let gap = 10.0 ** (-1.0 - 5.0 * key.Uniform 0UL)

    let actual =
        kl (FiniteDistribution.Bernoulli 0.5) (FiniteDistribution.Bernoulli(0.5 + gap))
    // -1/2 log(1 - 4 gap^2)
    let reference =
        2.0
        * gap
        * gap
        * (1.0
           + 2.0 * gap * gap
           + 16.0 / 3.0 * gap ** 4.0
           + 16.0 * gap ** 6.0
           + 51.2 * gap ** 8.0)

    shouldBeRelatively (1e-9 + 3.0 * 4.0 ** 6.0 * gap ** 10.0) reference actual

[<Law>]
let ``chain rule: the divergence of joint distributions is that of x plus the mean one of y given x``
    (joint: JointDistribution, key: RandomKey)
    =
    let flat (j: JointDistribution) =
        finite (table j |> Seq.cast<float> |> Seq.toArray)

    let other = pairOf (flat joint) key

    let q =
        JointDistribution(Array2D.init joint.CountX joint.CountY (fun x y -> other[x * joint.CountY + y]))

    let p', q' = joint.YGivenX, q.YGivenX
    let row (channel: Channel) x = finite (channel.Row(x).ToArray())

    let conditional =
        Seq.sum (seq { for x in 0 .. joint.CountX - 1 -> joint.X[x] * kl (row p' x) (row q' x) })

    shouldBeClose 1e-12 1e-12 (kl joint.X q.X + conditional) (kl (flat joint) (flat q))

[<Law>]
let ``data processing: a channel never increases a divergence`` (channel: Channel, key: RandomKey) =
    let p, q =
        pairOf (FiniteDistribution.Uniform channel.Inputs) (key.Fold 1UL), pairOf (FiniteDistribution.Uniform channel.Inputs) (key.Fold 2UL)

    shouldBeAtMost rounding (kl p q) (kl (channel.Apply p) (channel.Apply q))

// ---- Joint distributions

[<Law>]
let ``mutual information is that of the definition, symmetric, and at most either entropy`` (joint: JointDistribution) =
    let information = joint.MutualInformation().Value
    shouldBeNonNegative information
    shouldBeWithin rounding (Oracles.mutualInformation (table joint)) information
    shouldBeWithin rounding information (joint.Transpose().MutualInformation().Value)
    shouldBeAtMost rounding (min (joint.X.Entropy().Value) (joint.Y.Entropy().Value)) information

[<Law>]
let ``chain rule: H(x, y) = H(x) + H(y|x) and I(x;y) = H(y) - H(y|x)`` (joint: JointDistribution) =
    let conditional = joint.ConditionalEntropy().Value
    shouldBeNonNegative conditional
    shouldBeWithin rounding (Oracles.entropy (Seq.cast<float>(table joint))) (joint.X.Entropy().Value + conditional)
    shouldBeWithin rounding (joint.Y.Entropy().Value - conditional) (joint.MutualInformation().Value)

[<Law>]
let ``renaming the symbols of x or y changes no information`` (joint: JointDistribution, key: RandomKey) =
    let px, py = key.Permutation joint.CountX, (key.Fold 1UL).Permutation joint.CountY

    let renamed =
        JointDistribution(Array2D.init joint.CountX joint.CountY (fun x y -> joint[px[x], py[y]]))

    shouldBeWithin rounding (joint.MutualInformation().Value) (renamed.MutualInformation().Value)
    shouldBeWithin rounding (joint.ConditionalEntropy().Value) (renamed.ConditionalEntropy().Value)

[<Law>]
let ``independent variables share no information, equal ones share all`` (p: FiniteDistribution, q: FiniteDistribution) =
    let independent =
        JointDistribution(Array2D.init p.Count q.Count (fun x y -> p[x] * q[y]))

    shouldBeWithin 1e-28 0.0 (independent.MutualInformation().Value)
    let copy = JointDistribution.Of(p, Channel.Identity p.Count)
    shouldBeWithin rounding (p.Entropy().Value) (copy.MutualInformation().Value)
    Assert.Equal(0.0, copy.ConditionalEntropy().Value)

[<Law>]
let ``a joint distribution is its marginal followed by its channel`` (joint: JointDistribution) =
    let again = JointDistribution.Of(joint.X, joint.YGivenX)
    Seq.iter2 (shouldBeWithin 1e-15) (Seq.cast<float>(table joint)) (Seq.cast<float>(table again))

[<Law>]
let ``data processing: x -> y -> z loses information at each step`` (chain: Chain) =
    let xz =
        JointDistribution.Of(chain.Joint.X, chain.Joint.YGivenX.Then chain.Next).MutualInformation().Value

    let yz = JointDistribution.Of(chain.Joint.Y, chain.Next).MutualInformation().Value
    shouldBeAtMost rounding (chain.Joint.MutualInformation().Value) xz
    shouldBeAtMost rounding yz xz

[<Law>]
let ``noise added to y strictly loses information that was there`` (joint: JointDistribution) =
    let noisy =
        Channel(Array2D.init joint.CountY joint.CountY (fun i j -> 0.5 / float joint.CountY + (if i = j then 0.5 else 0.0)))

    let before = joint.MutualInformation().Value

    let after =
        JointDistribution.Of(joint.X, joint.YGivenX.Then noisy).MutualInformation().Value
    // The strong data-processing constant of this channel is at most its Dobrushin coefficient, 1/2.
    shouldBeAtMost rounding (0.5 * before) after

// ---- Channels

[<Law>]
let ``channels compose: applying one after another is applying the composition`` (chain: Chain) =
    let first, next, input = chain.Joint.YGivenX, chain.Next, chain.Joint.X
    let stepwise, atOnce = next.Apply(first.Apply input), (first.Then next).Apply input

    for z in 0 .. next.Outputs - 1 do
        shouldBeWithin 1e-15 stepwise[z] atOnce[z]

[<Law>]
let ``the identity channel changes nothing on either side`` (channel: Channel) =
    let left, right =
        (Channel.Identity channel.Inputs).Then channel, channel.Then(Channel.Identity channel.Outputs)

    for x in 0 .. channel.Inputs - 1 do
        for y in 0 .. channel.Outputs - 1 do
            shouldBeWithin 1e-15 channel[x, y] left[x, y]
            shouldBeWithin 1e-15 channel[x, y] right[x, y]

[<Law>]
let ``the named channels have their capacities`` (Probability p) =
    let uniform = FiniteDistribution.Uniform 2

    let through channel =
        JointDistribution.Of(uniform, channel).MutualInformation().Value

    let h (q: float) = Oracles.entropy [ q; 1.0 - q ]
    shouldBeWithin rounding (log 2.0 - h p) (through (Channel.BinarySymmetric p))
    shouldBeWithin rounding ((1.0 - p) * log 2.0) (through (Channel.BinaryErasure p))
    shouldBeWithin rounding (h ((1.0 - p) / 2.0) - 0.5 * h p) (through (Channel.Z p))

// ---- An encoder's place in the information plane

[<Law>]
let ``an encoder's quantities obey the identities between them`` (joint: JointDistribution, key: RandomKey) =
    let outputs = 1 + key.Below(4, 0UL)

    let rows =
        Array2D.init joint.CountX outputs (fun x t -> key.Uniform(uint64 (8 + 8 * x + t)))

    let encoder =
        Channel(Array2D.mapi (fun x _ v -> v / Seq.sum (seq { for t in 0 .. outputs - 1 -> rows[x, t] })) rows)

    let point = BottleneckPoint.Of(joint, encoder)
    let xt = JointDistribution.Of(joint.X, encoder)
    shouldBeWithin rounding (xt.MutualInformation().Value) point.InformationX.Value
    shouldBeWithin rounding (point.EntropyT.Value - xt.ConditionalEntropy().Value) point.InformationX.Value
    shouldBeWithin rounding (joint.Y.Entropy().Value) (point.InformationY.Value + point.ConditionalEntropyY.Value)
    shouldBeAtMost rounding point.InformationX.Value point.InformationY.Value
    shouldBeAtMost rounding (joint.MutualInformation().Value) point.InformationY.Value

[<Law>]
let ``copying the input keeps everything, a constant keeps nothing`` (joint: JointDistribution) =
    let copy = BottleneckPoint.Of(joint, Channel.Identity joint.CountX)
    shouldBeWithin rounding (joint.X.Entropy().Value) copy.InformationX.Value
    shouldBeWithin rounding (joint.MutualInformation().Value) copy.InformationY.Value
    let constant = BottleneckPoint.Of(joint, Channel(Array2D.create joint.CountX 1 1.0))
    Assert.Equal(0.0, constant.InformationX.Value)
    shouldBeWithin 1e-28 0.0 constant.InformationY.Value
    Assert.Equal(0.0, constant.EntropyT.Value)
    // Infinite beta times no information is no cost.
    shouldBeWithin rounding (joint.Y.Entropy().Value) (constant.Objective(Beta.FromPaper infinity).Value)

[<Law>]
let ``the paper's and Tishby's objectives are affinely related`` (joint: JointDistribution, beta: Beta) =
    let point = BottleneckPoint.Of(joint, Channel.Identity joint.CountX)
    let paper = point.Objective(beta).Value
    shouldBeWithin rounding (point.ConditionalEntropyY.Value + beta.Paper * point.InformationX.Value) paper

    if beta.Paper > 0.0 then
        let expected = beta.Tishby * (paper - joint.Y.Entropy().Value)
        shouldBeClose 1e-10 (1e-12 * beta.Tishby) expected (point.TishbyObjective(beta).Value)

// ---- Refusals

let private refusedWith (part: string) (build: unit -> unit) =
    let error = Assert.ThrowsAny<ArgumentException>(fun () -> build ())
    Assert.Contains(part, error.Message)

// ---- Random distributions

/// A coordinate of a uniform point of the simplex of n corners is at most p with probability 1 - (1 - p)^(n - 1).
[<Fact>]
let ``random distributions are uniform on the simplex`` () =
    let n, key = 20000, testKey "simplex"

    for symbols in [ 2; 3; 6 ] do
        for symbol in [ 0; symbols - 1 ] do
            let samples =
                Array.init n (fun i -> FiniteDistribution.Random(key.Fold(uint64 i), symbols)[symbol])

            shouldFollow (fun p -> 1.0 - (1.0 - p) ** float (symbols - 1)) samples
            // Negative control: normalised uniform numbers are not uniform on the simplex.
            let wrong =
                Array.init n (fun i ->
                    let u =
                        Array.init symbols (fun j -> key.Fold(uint64 i).Fold("wrong").Uniform(uint64 j))

                    u[symbol] / Array.sum u)

            shouldRefuse (fun () -> shouldFollow (fun p -> 1.0 - (1.0 - p) ** float (symbols - 1)) wrong)

[<Law>]
let ``random joint distributions and channels are random distributions in rows`` (key: RandomKey) =
    let rows, columns = 1 + key.Below(4, 0UL), 1 + key.Below(4, 1UL)
    let joint = JointDistribution.Random(key, rows, columns)
    let flat = FiniteDistribution.Random(key, rows * columns)
    Assert.Equal((rows, columns), (joint.CountX, joint.CountY))

    for x in 0 .. rows - 1 do
        for y in 0 .. columns - 1 do
            shouldBeRelatively 1e-15 flat[x * columns + y] joint[x, y]

    let channel = Channel.Random(key, rows, columns)

    for x in 0 .. rows - 1 do
        let row = FiniteDistribution.Random(key.Fold(uint64 x), columns)

        for y in 0 .. columns - 1 do
            shouldBeRelatively 1e-15 row[y] channel[x, y]

[<Law>]
let ``exponential numbers are minus the logarithms of the uniform ones`` (key: RandomKey) (index: uint64) =
    Assert.Equal(-log(key.Uniform index), key.Exponential index)

// ---- Equality

[<Law>]
let ``distributions, channels and joint distributions are equal exactly if their numbers are`` (given: JointDistribution) =
    let joint, again = JointDistribution(table given), JointDistribution(table given)
    let channel = joint.YGivenX
    Assert.Equal(joint, again)
    Assert.Equal(joint.GetHashCode(), again.GetHashCode())
    Assert.Equal(joint.X, again.X)
    Assert.Equal(joint.X.GetHashCode(), again.X.GetHashCode())
    Assert.Equal(channel, again.YGivenX)
    Assert.Equal(channel.GetHashCode(), again.YGivenX.GetHashCode())
    Assert.Equal(BottleneckPoint.Of(joint, channel), BottleneckPoint.Of(again, again.YGivenX))
    Assert.False(joint.Equals null || channel.Equals null || joint.X.Equals null)

    if joint.CountX = 2 && joint.CountY = 3 then
        let turned =
            JointDistribution(Array2D.init 3 2 (fun i j -> joint[(2 * i + j) / 3, (2 * i + j) % 3]))

        Assert.NotEqual(joint, turned)

[<Fact>]
let ``solutions over arrays are equal exactly if their contents are`` () =
    let joint =
        JointDistribution.Of(FiniteDistribution.Uniform 2, Channel.BinarySymmetric 0.1)

    let trace points = BottleneckCurve.Trace(joint, points)
    Assert.Equal(trace 3, trace 3)
    Assert.Equal((trace 3).GetHashCode(), (trace 3).GetHashCode())
    Assert.NotEqual(trace 3, trace 4)

    let descend beta =
        SequentialBottleneck.Solve(joint, 2, Beta.FromPaper beta, RandomKey.FromSeed 1UL)

    Assert.Equal(descend 0.1, descend 0.1)
    Assert.Equal((descend 0.1).GetHashCode(), (descend 0.1).GetHashCode())
    Assert.NotEqual(descend 0.1, descend 0.2)

    let gaussian correlation =
        GaussianBottleneck.Solve(
            MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfArray(array2D [ [ 1.0; correlation ]; [ correlation; 1.0 ] ]),
            1,
            Beta.FromPaper 0.1
        )

    Assert.Equal(gaussian 0.8, gaussian 0.8)
    Assert.Equal((gaussian 0.8).GetHashCode(), (gaussian 0.8).GetHashCode())
    Assert.NotEqual(gaussian 0.8, gaussian 0.7)

[<Fact>]
let ``what is no distribution is refused with the value and its place`` () =
    refusedWith "empty" (fun () -> finite [||] |> ignore)
    refusedWith "-0.5" (fun () -> finite [| 1.5; -0.5 |] |> ignore)
    refusedWith "NaN" (fun () -> finite [| 0.5; nan |] |> ignore)
    refusedWith "sum to 0.9" (fun () -> finite [| 0.5; 0.4 |] |> ignore)
    refusedWith "row 1" (fun () -> Channel(array2D [ [ 1.0; 0.0 ]; [ 0.5; 0.6 ] ]) |> ignore)
    refusedWith "no rows" (fun () -> Channel(Array2D.zeroCreate 0 2) |> ignore)
    refusedWith "map[1] is 3" (fun () -> Channel.Deterministic(3, ReadOnlySpan [| 0; 3 |]) |> ignore)
    refusedWith "probability in [0, 1]" (fun () -> Channel.BinarySymmetric 1.5 |> ignore)
    refusedWith "count is 0" (fun () -> FiniteDistribution.Random(RandomKey.FromSeed 1UL, 0) |> ignore)
    refusedWith "columns is 0" (fun () -> JointDistribution.Random(RandomKey.FromSeed 1UL, 2, 0) |> ignore)
    refusedWith "outputs is 0" (fun () -> Channel.Random(RandomKey.FromSeed 1UL, 2, 0) |> ignore)
    refusedWith "joint probabilities" (fun () -> JointDistribution(array2D [ [ 0.5; 0.6 ] ]) |> ignore)

[<Fact>]
let ``alphabets that do not fit are refused with both sizes`` () =
    let three = FiniteDistribution.Uniform 3
    refusedWith "3 elements" (fun () -> Channel.Identity(2).Apply three |> ignore)
    refusedWith "has 3" (fun () -> Channel.Identity(3).Then(Channel.Identity 2) |> ignore)
    refusedWith "3 elements" (fun () -> JointDistribution.Of(three, Channel.Identity 2) |> ignore)
