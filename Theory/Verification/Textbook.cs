namespace IDropTheory.Verification;

/// <summary>Textbook definitions, written out plainly: the references for the library's closed forms.</summary>
internal static class Textbook
{
    /// <summary>log of the normal density.</summary>
    public static double LogNormalDensity(double u, double location, double scale) =>
        -0.5 * Math.Pow((u - location) / scale, 2) - Math.Log(scale * Math.Sqrt(2 * Math.PI));

    /// <summary>-sum p log p.</summary>
    public static double Entropy(IEnumerable<double> probabilities) => -probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));

    /// <summary>-p log p - (1-p) log(1-p).</summary>
    public static double BinaryEntropy(double p) => Entropy([p, 1 - p]);

    /// <summary>H(x) + H(y) - H(x,y) of a table of probabilities.</summary>
    public static double MutualInformation(double[,] joint)
    {
        var rows = Enumerable.Range(0, joint.GetLength(0));
        var columns = Enumerable.Range(0, joint.GetLength(1)).ToList();
        return Entropy(rows.Select(x => columns.Sum(y => joint[x, y])))
            + Entropy(columns.Select(y => rows.Sum(x => joint[x, y])))
            - Entropy(joint.Cast<double>());
    }

    /// <summary>The determinant by Gaussian elimination with row exchanges.</summary>
    public static double Determinant(double[,] matrix)
    {
        var a = (double[,])matrix.Clone();
        var n = a.GetLength(0);
        var determinant = 1.0;
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            if (a[pivot, k] == 0) return 0;
            if (pivot != k)
            {
                determinant = -determinant;
                for (var j = k; j < n; j++)
                    (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            }
            determinant *= a[k, k];
            for (var i = k + 1; i < n; i++)
                for (var j = n - 1; j >= k; j--)
                    a[i, j] -= a[i, k] / a[k, k] * a[k, j];
        }
        return determinant;
    }
}
