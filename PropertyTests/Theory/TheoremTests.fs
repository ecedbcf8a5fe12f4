/// What is proved is proved, and the proofs can fail: a change of 1e-30 in any coefficient is refuted at a rational point.
module IDropTheory.PropertyTests.Theory.TheoremTests

open System
open System.Collections.Generic
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private theorems = lazy (List.ofSeq Theorems.All)

[<Fact>]
let ``every theorem is proved, from steps with something to compare`` () =
    let ids = theorems.Value |> List.map _.Id

    for id in
        [
            "proposition-1.proof"
            "plane.proof"
            "proposition-2.proof"
            "proposition-3.proof"
            "E3.proof"
            "E4.proof"
            "E5.proof"
            "E6.proof"
            "E8.proof"
        ] do
        Assert.Contains(id, ids)

    for theorem in theorems.Value do
        Assert.True(theorem.IsProved, theorem.Id)

        for step in theorem.Steps do
            Assert.True(step.IsProved, $"{theorem.Id}: {step}: {step.Difference}")
            Assert.Null(step.Refute())

        Assert.True(theorem.Steps |> Seq.exists (fun step -> step.Coefficients >= 1), theorem.Id)

[<Fact>]
let ``every printed form is refuted at a point, to a hundred digits`` () =
    let printed = theorems.Value |> List.filter (fun t -> not (isNull (box t.Printed)))
    Assert.Equal(8, printed.Length)

    for theorem in printed do
        let identity = nonNull theorem.Printed

        match identity.Refute() with
        | null -> Assert.Fail theorem.Id
        | witness ->
            let difference =
                Precise.evaluate (fun name -> witness.Point[name]) identity.Difference

            Assert.True(Precise.isIn witness.Difference difference, theorem.Id)
            Assert.False(witness.Difference.Contains 0.0)
            // A theorem whose printed form were right would not count as proved.
            let confused = Theorem(theorem.Id, "", "", theorem.Steps, theorem.Steps[0])
            Assert.False(confused.IsProved)

/// One coefficient multiplied by 1 + 1e-30.
let private altered (side: Polynomial) (monomial: Monomial) =
    side + Polynomial.Of(monomial, side.Terms[monomial]) * Rational(1I, 10I ** 30)

[<Fact>]
let ``a relative change of 1e-30 in any coefficient of any side is refuted`` () =
    let mutable changes = 0

    for theorem in theorems.Value do
        for step in theorem.Steps do
            let wrong =
                [
                    for monomial in step.Left.Terms.Keys -> Identity(step.Statement, altered step.Left monomial, step.Right)
                    for monomial in step.Right.Terms.Keys -> Identity(step.Statement, step.Left, altered step.Right monomial)
                ]

            for identity in wrong do
                changes <- changes + 1
                Assert.False(identity.IsProved)

                match identity.Refute() with
                | null -> Assert.Fail $"{theorem.Id}: {step}: {identity.Difference}"
                | witness -> Assert.False(witness.Difference.Contains 0.0)

    Assert.True(changes > 1000, $"{changes}")

[<Fact>]
let ``the formulas that train are those that are proved: another factor is not`` () =
    let logf, alpha, mu, sigma =
        Polynomial.Variable "logf", Polynomial.Variable "alpha", Polynomial.Variable "mu", Polynomial.Variable "sigma"

    let u = logf + alpha * Polynomial.Variable "Z"

    let expectation =
        (KlFormulas.NormalLogDensity(u, logf, alpha)
         - KlFormulas.NormalLogDensity(u, mu, sigma))
            .MeanOverStandardNormal
            "Z"

    let formula = KlFormulas.LogNormal(logf, alpha, mu, sigma)
    Assert.True(Identity("", expectation, formula).IsProved)
    Assert.StartsWith("-1/2 + 1/2 alpha^2 sigma^(-2) - log(alpha) + log(sigma) - logf mu sigma^(-2)", string formula)

    for wrong in
        [
            KlFormulas.LogNormal(mu, alpha, logf, sigma) + 1e-300
            KlFormulas.LogNormal(logf, sigma, mu, alpha)
            formula + 1e-18 * (alpha / sigma)
            KlFormulas.LogNormal(logf + NoiseFormulas.UnitMeanLocation alpha, alpha, mu, sigma)
        ] do
        Assert.NotNull(Identity("", expectation, wrong).Refute())

// ---- The sums of Proposition 1 on doubles

let private scalars (values: seq<float>) =
    ResizeArray(values |> Seq.map Scalar<float>) :> IReadOnlyList<Scalar<float>>

[<Law(Cases = 200)>]
let ``the definitions that are proved agree with the sums on doubles`` (key: RandomKey) =
    let sizes = [| 2 + key.Below(2, 0UL); 2; 1 + key.Below(3, 1UL) |]
    let inputs = 1 + key.Below(4, 2UL)
    let x = FiniteDistribution.Random(key.Fold "x", inputs)
    let w = Channel.Random(key.Fold "w", inputs, Array.reduce (*) sizes)
    let system = FiniteRepresentation(x, w, ReadOnlySpan sizes)

    let priors =
        sizes
        |> Array.mapi (fun i size -> FiniteDistribution.Random(key.Fold $"q{i}", size))

    let expected = system.Decompose priors

    let struct (kl, information, totalCorrelation, marginal) =
        FiniteFormulas.Decompose<Scalar<float>>(
            scalars (x.Probabilities.ToArray()),
            ResizeArray [ for i in 0 .. inputs - 1 -> scalars (w.Row(i).ToArray()) ],
            ResizeArray [ for q in priors -> scalars (q.Probabilities.ToArray()) ]
        )

    shouldBeWithin 1e-12 expected.ExpectedKl.Value kl.Value
    shouldBeWithin 1e-12 expected.Information.Value information.Value
    shouldBeWithin 1e-12 expected.TotalCorrelation.Value totalCorrelation.Value
    shouldBeWithin 1e-12 expected.MarginalKl.Value marginal.Value

[<Law(Cases = 100)>]
let ``the total correlation that is proved is the library's`` (key: RandomKey) =
    let d = 2 + key.Below(3, 0UL)

    let factor =
        MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.Dense(d, d, fun i j -> key.Normal(uint64 (i * d + j)))

    let covariance =
        factor * factor.Transpose()
        + MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseIdentity d

    let formula =
        KlFormulas.NormalTotalCorrelation<Scalar<float>>(Scalar(covariance.Determinant()), scalars (Seq.init d (fun i -> covariance[i, i])))

    shouldBeWithin 1e-10 (TotalCorrelation.OfCovariance covariance).Value formula.Value
