module IDropTheory.PropertyTests.Theory.BatchKlTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Statistics

let private logNormal (x: float[]) (alpha: float[]) mu sigma =
    let result = Array.zeroCreate<float> alpha.Length
    BatchKl.LogNormal<float>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma, Span result)
    result

let private logNormalSingle (x: float32[]) (alpha: float32[]) mu sigma =
    let result = Array.zeroCreate<float32> alpha.Length
    BatchKl.LogNormal<float32>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma, Span result)
    result

let private logUniform (alpha: float[]) alphaMax =
    let result = Array.zeroCreate<float> alpha.Length
    BatchKl.LogUniformRelative<float>(ReadOnlySpan alpha, alphaMax, Span result)
    result

let private logUniformSingle (alpha: float32[]) alphaMax =
    let result = Array.zeroCreate<float32> alpha.Length
    BatchKl.LogUniformRelative<float32>(ReadOnlySpan alpha, alphaMax, Span result)
    result

let private scalar x alpha mu sigma =
    KlFormulas.LogNormal(Scalar<float> x, Scalar<float> alpha, Scalar<float> mu, Scalar<float> sigma).Value

let private scalarSingle x alpha mu sigma =
    KlFormulas.LogNormal(Scalar<float32> x, Scalar<float32> alpha, Scalar<float32> mu, Scalar<float32> sigma).Value

/// The textbook form, which subtracts nearly equal numbers.
let private textbook alpha sigma =
    alpha * alpha / (2.0 * sigma * sigma) - log (alpha / sigma) - 0.5

/// `blocks` times `size` pairs, alpha = sigma (1 +- u 2^-k): k uniform from 1 to the width of the significand, sigma afresh per block.
let private nearEqual label blocks size bits =
    let key = testKey label
    let u = Array.zeroCreate<float>(2 * size)

    Seq.init blocks (fun block ->
        let key = key.Fold(uint64 block)
        key.FillUniform(Span u)
        let sigma = exp (20.0 * (key.Fold("sigma").Uniform 0UL - 0.5))

        sigma,
        Array.init size (fun i ->
            let power = 1.0 + float (int (u[2 * i] * float bits))
            sigma * (1.0 + (2.0 * u[2 * i + 1] - 1.0) * 2.0 ** -power)))

[<Fact>]
let ``none of ten million near-equal pairs of doubles has a negative divergence, and only equal ones have none`` () =
    let mutable pairs, textbookNegative = 0, 0

    for sigma, alpha in nearEqual "doubles" (scaled 1000) 10000 53 do
        let result = logNormal (Array.create alpha.Length 0.25) alpha 0.25 sigma

        for i in 0 .. alpha.Length - 1 do
            if not (result[i] > 0.0 || (result[i] = 0.0 && alpha[i] = sigma)) then
                Assert.Fail $"alpha {alpha[i]:R}, sigma {sigma:R}: {result[i]:R}"

            if textbook alpha[i] sigma < 0.0 then
                textbookNegative <- textbookNegative + 1

        pairs <- pairs + alpha.Length

    Assert.Equal(scaled 1000 * 10_000, pairs)
    // Negative control: the textbook form fails the same check often.
    Assert.True(textbookNegative > pairs / 100, $"the textbook form was negative {textbookNegative} times")

[<Fact>]
let ``none of ten million near-equal pairs of floats has a negative divergence, and only equal ones have none`` () =
    let mutable pairs = 0

    for sigma, alpha in nearEqual "floats" (scaled 1000) 10000 24 do
        let sigma, alpha = float32 sigma, Array.map float32 alpha
        let result = logNormalSingle (Array.create alpha.Length 0.25f) alpha 0.25f sigma

        for i in 0 .. alpha.Length - 1 do
            if not (result[i] > 0.0f || (result[i] = 0.0f && alpha[i] = sigma)) then
                Assert.Fail $"alpha {alpha[i]:R}, sigma {sigma:R}: {result[i]:R}"

        pairs <- pairs + alpha.Length

    Assert.Equal(scaled 1000 * 10_000, pairs)

[<Law>]
let ``near-equal pairs agree with the scalar definition to a few units in the last place`` (pairs: NearEqualPair[]) (Location mu) =
    for pair in pairs do
        let batch = logNormal (Array.create 9 mu) (Array.create 9 pair.Alpha) mu pair.Sigma

        for value in batch do
            shouldBeWithinUlps 8.0 (scalar mu pair.Alpha mu pair.Sigma) value

/// Ordinary arguments of all kinds: near and far scales, near and far locations.
let private ordinary label n =
    let key = testKey label

    let at name i =
        key.Fold(name: string).Uniform(uint64 i)

    let mu, sigma = 4.0 * at "mu" 0 - 2.0, exp (6.0 * at "sigma" 0 - 3.0)
    let spread i = if i % 2 = 0 then 3.0 else 30.0
    let x = Array.init n (fun i -> if i % 3 = 0 then mu else mu + 8.0 * at "x" i - 4.0)
    let alpha = Array.init n (fun i -> sigma * exp (spread i * (at "alpha" i - 0.5)))
    x, alpha, mu, sigma

[<Fact>]
let ``batches of doubles agree with the scalar definition to a few units in the last place`` () =
    for repetition in 1..20 do
        let x, alpha, mu, sigma = ordinary $"double {repetition}" 3001
        let batch = logNormal x alpha mu sigma

        for i in 0 .. alpha.Length - 1 do
            shouldBeWithinUlps 20.0 (scalar x[i] alpha[i] mu sigma) batch[i]

        let alphaMax = 2.0 * Array.max alpha
        let relative = logUniform alpha alphaMax

        for i in 0 .. alpha.Length - 1 do
            shouldBeClose 4e-16 4e-16 (-log(alpha[i] / alphaMax)) relative[i]

[<Fact>]
let ``batches of floats agree with the scalar definition to a few units in the last place`` () =
    for repetition in 1..20 do
        let x, alpha, mu, sigma = ordinary $"float {repetition}" 3001

        let x, alpha, mu, sigma =
            Array.map float32 x, Array.map float32 alpha, float32 mu, float32 sigma

        let batch = logNormalSingle x alpha mu sigma

        for i in 0 .. alpha.Length - 1 do
            let expected = scalarSingle x[i] alpha[i] mu sigma

            if not (ulpsBetweenSingle expected batch[i] <= 20.0) then
                Assert.Fail $"x {x[i]:R}, alpha {alpha[i]:R}, mu {mu:R}, sigma {sigma:R}: {expected:R}, was {batch[i]:R}"

        let alphaMax = 2.0f * Array.max alpha
        let relative = logUniformSingle alpha alphaMax

        for i in 0 .. alpha.Length - 1 do
            shouldBeClose 2e-7 2e-7 (-log(float alpha[i] / float alphaMax)) (float relative[i])

let private edges =
    [|
        0.0
        Double.Epsilon
        1e-310
        1e-300
        1e-160
        1e-38
        0.5
        1.0
        2.0
        1e38
        1e160
        1e300
        Double.MaxValue
        infinity
        nan
        -1.0
        -0.0
    |]

[<Fact>]
let ``zero, subnormal, huge, infinite, negative and NaN scales agree with the scalar definition bit for bit`` () =
    for sigma in [ 5e-324; 1e-310; 1e-300; 1.0; 0.7; 1e300; Double.MaxValue ] do
        let batch = logNormal (Array.create edges.Length 0.5) edges 0.25 sigma
        let single = edges |> Array.map float32

        let singleBatch =
            if float32 sigma > 0.0f && Single.IsFinite(float32 sigma) then
                logNormalSingle (Array.create edges.Length 0.5f) single 0.25f (float32 sigma)
            else
                [||]

        for i in 0 .. edges.Length - 1 do
            if abs (log (edges[i] / sigma)) > 300.0 || not (edges[i] > 0.0) then
                Assert.Equal(scalar 0.5 edges[i] 0.25 sigma, batch[i])

        for i in 0 .. singleBatch.Length - 1 do
            if abs (log (float single[i] / sigma)) > 45.0 || not (single[i] > 0.0f) then
                Assert.Equal(scalarSingle 0.5f single[i] 0.25f (float32 sigma), singleBatch[i])

[<Fact>]
let ``what the edges mean`` () =
    let one alpha =
        (logNormal [| 0.0 |] [| alpha |] 0.0 1.0)[0]

    Assert.Equal(infinity, one 0.0)
    Assert.Equal(infinity, one infinity)
    Assert.True(Double.IsNaN(one nan))
    Assert.True(Double.IsNaN(one -1.0))
    Assert.Equal(0.0, one 1.0)
    Assert.Equal<float[]>([| infinity; infinity; infinity |], logNormal [| -infinity; infinity; 1e300 |] [| 1.0; 1.0; 2.0 |] 0.0 1.0)
    Assert.True(Double.IsNaN((logNormal [| nan |] [| 1.0 |] 0.0 1.0)[0]))
    Assert.Equal<float[]>([| infinity; 0.0 |], logUniform [| 0.0; 2.0 |] 2.0 |> Array.map abs)

[<Fact>]
let ``NaN and other edges leave their neighbours alone`` () =
    let x, alpha, mu, sigma = ordinary "neighbours" 67
    let clean = logNormal x alpha mu sigma

    for place in [ 0; 7; 31; 64; 66 ] do
        for edge in [ nan; 0.0; infinity; -1.0; 1e-310 ] do
            let dirty = Array.copy alpha
            dirty[place] <- edge
            let result = logNormal x dirty mu sigma
            Assert.Equal(scalar x[place] edge mu sigma, result[place])
            result[place] <- clean[place]
            Assert.Equal<float[]>(clean, result)

[<Fact>]
let ``an element's result depends neither on its place nor on the length`` () =
    let x, alpha, mu, sigma = ordinary "places" 2100
    let whole = logNormal x alpha mu sigma

    for n in [ 0..40 ] @ [ 1023; 1024; 1025; 2047; 2100 ] do
        Assert.Equal<float[]>(whole[.. n - 1], logNormal x[.. n - 1] alpha[.. n - 1] mu sigma)

    for start in [ 1; 5; 8; 1000 ] do
        Assert.Equal<float[]>(whole[start..], logNormal x[start..] alpha[start..] mu sigma)

    let single = Array.map float32 alpha
    let relative = logUniformSingle single 9.0f

    for n in 0..40 do
        Assert.Equal<float32[]>(relative[.. n - 1], logUniformSingle single[.. n - 1] 9.0f)

[<Fact>]
let ``the destination may be an input`` () =
    let x, alpha, mu, sigma = ordinary "in place" 1500
    alpha[700] <- 0.0
    let expected = logNormal x alpha mu sigma
    let inPlace = Array.copy alpha
    BatchKl.LogNormal<float>(ReadOnlySpan x, ReadOnlySpan inPlace, mu, sigma, Span inPlace)
    Assert.Equal<float[]>(expected, inPlace)

[<Fact>]
let ``sums are those of the elements, in double precision for floats too`` () =
    for n in [ 0; 1; 15; 1024; 5003 ] do
        let x, alpha, mu, sigma = ordinary $"sum {n}" (max n 1)
        let x, alpha = x[.. n - 1], alpha[.. n - 1]
        let total = IDropTheory.PropertyTests.Oracles.sum (logNormal x alpha mu sigma)
        shouldBeRelatively 1e-13 total (BatchKl.LogNormalSum<float>(ReadOnlySpan x, ReadOnlySpan alpha, mu, sigma).Value)

        let xs, alphas, mus, sigmas =
            Array.map float32 x, Array.map float32 alpha, float32 mu, float32 sigma

        let totals = logNormalSingle xs alphas mus sigmas |> Array.sumBy float
        shouldBeRelatively 1e-7 totals (BatchKl.LogNormalSum<float32>(ReadOnlySpan xs, ReadOnlySpan alphas, mus, sigmas).Value)
        let relative = logUniform alpha 100.0 |> Array.sum
        shouldBeRelatively 1e-12 relative (BatchKl.LogUniformRelativeSum<float>(ReadOnlySpan alpha, 100.0).Value)

[<Law>]
let ``noise up to the largest allowed never has a negative relative divergence`` (Scale alphaMax) (Probability fraction) =
    logUniform [| alphaMax * fraction |] alphaMax |> Array.iter shouldBeNonNegative

let private throws<'E when 'E :> exn> (text: string) (act: unit -> unit) =
    Assert.Contains(text, Assert.Throws<'E>(act).Message)

[<Fact>]
let ``lengths and parameters are checked`` () =
    let two, three = [| 1.0; 1.0 |], [| 1.0; 1.0; 1.0 |]

    throws<ArgumentException> "logActivation" (fun () ->
        BatchKl.LogNormal<float>(ReadOnlySpan two, ReadOnlySpan three, 0.0, 1.0, Span three))

    throws<ArgumentException> "destination" (fun () -> BatchKl.LogNormal<float>(ReadOnlySpan three, ReadOnlySpan three, 0.0, 1.0, Span two))

    throws<ArgumentException> "logActivation" (fun () ->
        BatchKl.LogNormalSum<float>(ReadOnlySpan two, ReadOnlySpan three, 0.0, 1.0)
        |> ignore)

    throws<ArgumentException> "destination" (fun () -> BatchKl.LogUniformRelative<float>(ReadOnlySpan three, 1.0, Span two))
    throws<ArgumentOutOfRangeException> "sigma is 0" (fun () -> logNormal two two 0.0 0.0 |> ignore)
    throws<ArgumentOutOfRangeException> "sigma is NaN" (fun () -> logNormal two two 0.0 nan |> ignore)
    throws<ArgumentOutOfRangeException> "mu is Infinity" (fun () -> logNormal two two infinity 1.0 |> ignore)
    throws<ArgumentOutOfRangeException> "alphaMax is -1" (fun () -> logUniform two -1.0 |> ignore)

    throws<ArgumentOutOfRangeException> "NaN" (fun () ->
        BatchKl.LogNormalSum<float>(ReadOnlySpan [| nan |], ReadOnlySpan [| 1.0 |], 0.0, 1.0)
        |> ignore)

    let halves = [| Half.One |]
    throws<NotSupportedException> "Half" (fun () -> BatchKl.LogUniformRelative<Half>(ReadOnlySpan halves, Half.One, Span halves))
