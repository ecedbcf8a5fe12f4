using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Which components of a code carry information about the input.</summary>
/// <remarks>Two measures are in use: by how much the posterior mean varies over the data (Burda, Grosse and Salakhutdinov, "Importance
/// weighted autoencoders", 2016: active above 0.01), and the mean divergence from the prior. The two differ for a component whose posterior
/// is far from the prior but the same for every input: it has a large divergence, yet only its variance of zero shows that it carries no
/// information.</remarks>
/// <example>
/// <code>
/// ActiveUnits units = ActiveUnits.ByKl([0.5, 0.002, 0.3]);
/// int count = units.Count;                         // 2
/// </code>
/// </example>
public sealed class ActiveUnits
{
    /// <summary>The threshold of Burda et al. for the variance of a posterior mean.</summary>
    public const double UsualThreshold = 0.01;

    private ActiveUnits(ImmutableArray<double> measures, double threshold) =>
        (Measures, Threshold) = (measures, Require.NonNegative(threshold));

    /// <summary>The measure of each component.</summary>
    public ImmutableArray<double> Measures { get; }

    /// <summary>A component is active if its measure exceeds this number.</summary>
    public double Threshold { get; }

    /// <summary>How many components are active.</summary>
    public int Count => Measures.Count(measure => measure > Threshold);

    /// <summary>Whether a component is active.</summary>
    public bool IsActive(int component) => Measures[component] > Threshold;

    /// <summary>Measures each component by the variance of its posterior mean over the data. The variance has the unit of z squared; the
    /// usual threshold is meant for a prior of unit variance.</summary>
    /// <param name="means">n x d with n &gt;= 2, finite: E[z|x_i].</param>
    /// <param name="threshold">The threshold for the variance, &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two points, no component, a mean or a threshold out of range.</exception>
    public static ActiveUnits ByVariance(double[,] means, double threshold = UsualThreshold)
    {
        var columns = SampleColumns.Of(means, nameof(means));
        Require.AtLeast(columns.Length, 1, "the number of components");
        double n = Require.AtLeast(means.GetLength(0), 2, "the number of points");
        return new([.. columns.Select(column => SampleColumns.Centre(column) * n / (n - 1))], threshold);
    }

    /// <summary>Measures each component by the mean of KL(q(z_j|x_i) || p(z_j)) over the data, in nats.</summary>
    /// <param name="encoder">q(z|x_i) of the data set.</param>
    /// <param name="priorLocation">Mean of the prior of every component.</param>
    /// <param name="priorScale">Standard deviation of the prior of every component, &gt; 0.</param>
    /// <param name="threshold">The threshold in nats, &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prior or the threshold is out of range.</exception>
    public static ActiveUnits ByKl(GaussianEncoder encoder, double priorLocation, double priorScale, double threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Require.Finite(priorLocation);
        Require.Positive(priorScale);
        var kl = new double[encoder.Dimensions];
        for (var i = 0; i < encoder.Points; i++)
        {
            var means = encoder.Means(i);
            var scales = encoder.Scales(i);
            for (var j = 0; j < kl.Length; j++)
                kl[j] += KlFormulas.Normal<Scalar<double>>(
                    new(means[j]), new(scales[j]), new(priorLocation), new(priorScale)).Value / encoder.Points;
        }
        return ByKl(kl, threshold);
    }

    /// <summary>Measures each component by a given mean divergence from any prior.</summary>
    /// <param name="meanKl">The mean divergence of each component, in nats, &gt;= 0.</param>
    /// <param name="threshold">The threshold in nats, &gt;= 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">No component, a divergence that is negative or not finite, or a negative threshold.
    /// </exception>
    public static ActiveUnits ByKl(ReadOnlySpan<double> meanKl, double threshold = UsualThreshold)
    {
        Require.AtLeast(meanKl.Length, 1, "the number of components");
        for (var j = 0; j < meanKl.Length; j++)
            Require.NonNegative(meanKl[j], $"meanKl[{j}]");
        return new([.. meanKl], threshold);
    }
}
