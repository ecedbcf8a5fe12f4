using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory;

/// <summary>A column of samples that is a linear function of others: where there is one, the total correlation is infinite.</summary>
/// <example>
/// <code>
/// var samples = new StreamingCovariance(3);
/// samples.Add([1, 5, 6,  2, 3, 5,  3, 4, 7,  4, 1, 5]);                  // the third column is the sum of the others
/// LinearDependence found = LinearDependence.Find(samples).Single();     // column 2, of columns 0 and 1
/// </code>
/// </example>
public sealed class LinearDependence
{
    // Weights of standardised columns; smaller ones are rounding.
    private const double SmallestWeight = 1e-6;

    private LinearDependence(int column, ImmutableArray<int> others) => (Column, Others) = (column, others);

    /// <summary>The column, counted from 0.</summary>
    public int Column { get; }

    /// <summary>The columns before it of which it is a linear function.</summary>
    public ImmutableArray<int> Others { get; }

    /// <summary>The columns that columns before them determine, in the order of the columns; none if the correlations are regular to
    /// working
    /// precision (<see cref="TotalCorrelation.OfCovariance"/>).</summary>
    /// <param name="samples">The samples, in which every column varies.</param>
    /// <param name="most">The search ends after so many, at least 1.</param>
    /// <exception cref="ArgumentException">A column is constant.</exception>
    public static ImmutableArray<LinearDependence> Find(StreamingCovariance samples, int most = 20)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Require.AtLeast(most, 1);
        var d = samples.Dimensions;
        var r = samples.CorrelationMinusIdentity();
        double Correlation(int i, int j) => i == j ? 1 : r[Math.Max(i, j) * d + Math.Min(i, j)];
        var independent = Enumerable.Range(0, d).ToList();
        var found = ImmutableArray.CreateBuilder<LinearDependence>();
        while (found.Count < most)
        {
            var n = independent.Count;
            var part = new double[n * n];
            for (var i = 0; i < n; i++)
                for (var j = 0; j < i; j++)
                    part[i * n + j] = Correlation(independent[i], independent[j]);
            var failed = LinearAlgebra.FactoriseUnitPlus(part, n, Correlations.SmallestPivot(d)).FailedPivot;
            if (failed < 0) break;
            var before = Matrix<double>.Build.Dense(failed, failed, (i, j) => Correlation(independent[i], independent[j]));
            var weights = before.Cholesky().Solve(
                Vector<double>.Build.Dense(failed, i => Correlation(independent[i], independent[failed])));
            int[] others = [.. Enumerable.Range(0, failed).Where(i => Math.Abs(weights[i]) > SmallestWeight)];
            found.Add(new(independent[failed], [.. others.Select(i => independent[i])]));
            independent.RemoveAt(failed);
        }
        return found.ToImmutable();
    }
}
