/// Independent references: quadrature, differences, plain sums and committed tables. Nothing here calls the code under test.
module IDropTheory.PropertyTests.Oracles

open System
open System.Collections.Concurrent
open System.Globalization
open System.IO

/// Nodes and weights of a quadrature rule.
type Rule = { Nodes: float[]; Weights: float[] }

/// The Gauss rule of a symmetric weight of mass one whose orthonormal polynomials obey
/// x h_k = offDiagonal (k + 1) h_(k+1) + offDiagonal k h_(k-1). The nodes are the eigenvalues of that tridiagonal matrix, bracketed by
/// Sturm's count; the weights are Christoffel's 1 / sum h_k(x)^2.
let private gaussRule (offDiagonal: int -> float) radius n =
    let negativePivots x =
        let mutable count, pivot = 0, -x

        for k in 1..n do
            if pivot < 0.0 then
                count <- count + 1

            let safe = if pivot = 0.0 then 1e-300 else pivot
            let b = if k < n then offDiagonal k else 0.0
            pivot <- -x - b * b / safe

        count

    let node index =
        let rec bisect lower upper =
            let middle = 0.5 * (lower + upper)

            if middle <= lower || middle >= upper then middle
            elif negativePivots middle > index then bisect lower middle
            else bisect middle upper

        // A symmetric rule, so only the upper half is searched: the middle node of an odd rule is exactly 0.
        if 2 * index + 1 = n then 0.0 else bisect 0.0 radius

    let weight x =
        let mutable previous, current, sum = 0.0, 1.0, 1.0

        for k in 1 .. n - 1 do
            let below = if k = 1 then 0.0 else offDiagonal (k - 1)
            let next = (x * current - below * previous) / offDiagonal k
            previous <- current
            current <- next
            sum <- sum + next * next

        1.0 / sum

    let upper = [| for i in n / 2 .. n - 1 -> node i |]
    let lower = upper |> Array.rev |> Array.filter (fun x -> x > 0.0) |> Array.map (~-)
    let nodes = Array.append lower upper

    {
        Nodes = nodes
        Weights = Array.map weight nodes
    }

let private remembered (make: int -> Rule) =
    let rules = ConcurrentDictionary<int, Rule>()
    fun n -> rules.GetOrAdd(n, make)

/// Gauss-Hermite for the standard normal: exact for polynomials of degree 2 n - 1. n <= 128.
let gaussHermite =
    remembered (fun n -> gaussRule (fun k -> sqrt (float k)) (2.0 * sqrt (float n) + 1.0) n)

/// Gauss-Legendre for the uniform distribution on [-1, 1].
let gaussLegendre =
    remembered (gaussRule (fun k -> float k / sqrt (4.0 * float k * float k - 1.0)) 1.0)

/// E g(Z) for Z ~ N(mean, sd^2) with n Gauss-Hermite nodes.
let expectNormal n mean sd (g: float -> float) =
    let rule = gaussHermite n
    Array.fold2 (fun sum x w -> sum + w * g (mean + sd * x)) 0.0 rule.Nodes rule.Weights

/// Integral over [lower, upper] with Gauss-Legendre of 20 nodes on each of `panels` equal panels.
let integratePanels panels lower upper (g: float -> float) =
    let rule, half = gaussLegendre 20, (upper - lower) / (2.0 * float panels)

    Seq.init panels (fun p ->
        let centre = lower + (2.0 * float p + 1.0) * half

        2.0
        * half
        * Array.fold2 (fun sum x w -> sum + w * g (centre + half * x)) 0.0 rule.Nodes rule.Weights)
    |> Seq.sum

// Trapezoidal sums of a function that decays double-exponentially, halving the step until two agree.
let private trapezoid (g: float -> float) =
    let sum step =
        let count = int (6.0 / step)

        step
        * Seq.sum (
            seq {
                for k in -count .. count do
                    let v = g (float k * step)
                    if Double.IsFinite v then v else 0.0
            }
        )

    let rec refine step previous =
        let next = sum step

        if abs (next - previous) <= 1e-13 * abs next || step < 1e-3 then
            next
        else
            refine (step / 2.0) next

    refine 0.0625 (sum 0.125)

/// Integral over (lower, upper) by the tanh-sinh rule: singular end points are allowed, they are not evaluated.
let integrate lower upper (g: float -> float) =
    let half, centre = 0.5 * (upper - lower), 0.5 * (lower + upper)

    trapezoid (fun t ->
        let s = 0.5 * Math.PI * sinh t
        let x = centre + half * tanh s

        if x <= lower || x >= upper then
            0.0
        else
            g x * half * 0.5 * Math.PI * cosh t / (cosh s * cosh s))

/// Integral over the real line by the sinh-sinh rule.
let integrateLine (g: float -> float) =
    trapezoid (fun t ->
        let s = 0.5 * Math.PI * sinh t
        g (sinh s) * cosh s * 0.5 * Math.PI * cosh t)

/// Integral over (0, infinity) by the exp-sinh rule.
let integratePositive (g: float -> float) =
    trapezoid (fun t ->
        let x = exp (0.5 * Math.PI * sinh t)
        g x * x * 0.5 * Math.PI * cosh t)

/// f'(x) by central differences extrapolated to step 0 (Richardson, Ridders' choice of the best entry): value and error estimate.
let derivative (f: float -> float) x step =
    let size = 12
    let table = Array2D.zeroCreate size size
    let mutable best, error = nan, infinity

    for i in 0 .. size - 1 do
        let h = step / pown 2.0 i
        let up, down = x + h, x - h
        table[i, 0] <- (f up - f down) / (up - down)

        for j in 1..i do
            let factor = pown 4.0 j
            table[i, j] <- (factor * table[i, j - 1] - table[i - 1, j - 1]) / (factor - 1.0)

            let change =
                max (abs (table[i, j] - table[i, j - 1])) (abs (table[i, j] - table[i - 1, j - 1]))

            if change < error then
                best <- table[i, j]
                error <- change

    best, error

/// The sum of numbers with Neumaier's compensation, about as good as twice the precision.
let sum (values: seq<float>) =
    let mutable total, lost = 0.0, 0.0

    for v in values do
        let next = total + v

        lost <-
            lost
            + (if abs total >= abs v then
                   (total - next) + v
               else
                   (v - next) + total)

        total <- next

    // An infinite sum leaves a compensation of inf - inf.
    if Double.IsFinite total then total + lost else total

/// The distribution function of the standard normal.
let normalCdf x =
    0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-x / sqrt 2.0)

/// log of the density of N(mean, sd^2).
let logNormalDensity mean sd x =
    let u = (x - mean) / sd
    -0.5 * u * u - log sd - 0.5 * log (2.0 * Math.PI)

let private plogp p = if p = 0.0 then 0.0 else p * log p

/// H(p) in nats by the definition.
let entropy (p: seq<float>) = -(p |> Seq.map plogp |> sum)

/// KL(p || q) in nats by the definition.
let kl (p: seq<float>) (q: seq<float>) =
    Seq.map2
        (fun p q ->
            if p = 0.0 then 0.0
            elif q = 0.0 then infinity
            else p * (log p - log q))
        p
        q
    |> sum

/// Marginals of the rows and of the columns of a table.
let marginals (joint: float[,]) =
    [| for i in 0 .. Array2D.length1 joint - 1 -> sum joint[i, *] |], [| for j in 0 .. Array2D.length2 joint - 1 -> sum joint[*, j] |]

/// I(x; y) in nats of a table of joint probabilities: H(x) + H(y) - H(x, y).
let mutualInformation (joint: float[,]) =
    let x, y = marginals joint
    entropy x + entropy y - entropy (Seq.cast<float> joint)

/// The determinant of a small matrix by elimination with row pivoting.
let determinant (matrix: float[,]) =
    let a, n = Array2D.copy matrix, Array2D.length1 matrix
    let mutable det = 1.0

    for k in 0 .. n - 1 do
        let pivot = [ k .. n - 1 ] |> List.maxBy (fun i -> abs a[i, k])

        if pivot <> k then
            det <- -det

            for j in 0 .. n - 1 do
                let held = a[k, j]
                a[k, j] <- a[pivot, j]
                a[pivot, j] <- held

        det <- det * a[k, k]

        if a[k, k] <> 0.0 then
            for i in k + 1 .. n - 1 do
                let factor = a[i, k] / a[k, k]

                for j in k .. n - 1 do
                    a[i, j] <- a[i, j] - factor * a[k, j]

    det

/// One line of a reference table, by column name.
type ReferenceRow(columns: Map<string, string>) =
    /// The text of a column.
    member _.Text name = columns[name]

    /// The number of a column, correctly rounded from its decimal digits.
    member _.Item
        with get name = Double.Parse(columns[name], NumberStyles.Float, CultureInfo.InvariantCulture)

    override _.ToString() =
        String.Join(", ", columns |> Map.toSeq |> Seq.map (fun (name, value) -> $"{name} = {value}"))

/// The rows of Reference/<name>.csv: lines with # are comments, the first other line names the columns.
let reference name =
    let split (line: string) = line.Split ','

    let lines =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".csv"))
        |> Array.filter (fun line -> line <> "" && not (line.StartsWith '#'))

    let names = split lines[0]

    lines[1..]
    |> Array.map (fun line -> ReferenceRow(Map.ofArray (Array.zip names (split line))))
