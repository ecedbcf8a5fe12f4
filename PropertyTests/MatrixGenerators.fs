/// Symmetric positive definite matrices and their shrinker.
module IDropTheory.PropertyTests.MatrixGenerators

open FsCheck.FSharp
open IDropTheory.PropertyTests.NumberGenerators

/// B B' / k + ridge: the ridge keeps the condition number moderate, few columns make strong correlation.
let covarianceOf dimension =
    gen {
        let! columns = Gen.choose (1, dimension + 2)
        let! b = Gen.arrayOfLength (dimension * columns) normal
        let! scale = logUniform -2.0 2.0
        let! ridge = logUniform -3.0 0.0
        let entry i k = b[i * columns + k]

        return
            Array2D.init dimension dimension (fun i j ->
                let product = Seq.sum (seq { for k in 0 .. columns - 1 -> entry i k * entry j k })
                scale * (product / float columns + (if i = j then ridge else 0.0)))
    }

/// The correlation matrix of a covariance matrix.
let toCorrelation (m: float[,]) =
    Array2D.init (Array2D.length1 m) (Array2D.length2 m) (fun i j -> if i = j then 1.0 else m[i, j] / sqrt (m[i, i] * m[j, j]))

/// Fewer dimensions, then none that depend on another.
let shrinkMatrix (m: float[,]) =
    let n = Array2D.length1 m

    seq {
        if n > 1 then
            for dropped in 0 .. n - 1 do
                let kept =
                    [|
                        for i in 0 .. n - 1 do
                            if i <> dropped then
                                i
                    |]

                Array2D.init (n - 1) (n - 1) (fun i j -> m[kept[i], kept[j]])

            if Seq.exists (fun (i, j) -> i <> j && m[i, j] <> 0.0) (Seq.allPairs [ 0 .. n - 1 ] [ 0 .. n - 1 ]) then
                Array2D.init n n (fun i j -> if i = j then m[i, j] else 0.0)
    }
