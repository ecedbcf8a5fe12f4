using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The joint distribution of the classes of x and of y, on doubles: where a proof is looked for.</summary>
internal sealed class ClassSystem
{
    private readonly JointDistribution _original;
    private readonly ImmutableArray<int> _classes;

    public ClassSystem(JointDistribution original, ImmutableArray<int> classes, int count)
    {
        (_original, _classes) = (original, classes);
        var masses = new double[count, original.CountY];
        for (var x = 0; x < original.CountX; x++)
            for (var y = 0; classes[x] >= 0 && y < original.CountY; y++)
                masses[classes[x], y] += original[x, y];
        Joint = new(masses);
    }

    /// <summary>p(class, y).</summary>
    public JointDistribution Joint { get; }

    /// <summary>lambda_k = beta (log p_k - log sum_t p(t) exp(sum_y p(y|k) log p(y|t) / beta)): at the optimum, the slope at which every
    /// posterior is a minimum.</summary>
    public ImmutableArray<double> Dual(Channel encoder, double beta)
    {
        var clusters = Clusters(encoder);
        return [.. Enumerable.Range(0, Joint.CountX).Select(k =>
        {
            double[] scores = [.. clusters.Select(t => Enumerable.Range(0, Joint.CountY)
                .Where(y => Joint[k, y] > 0).Sum(y => Joint[k, y] / Joint.X[k] * Math.Log(t.Output[y])))];
            // The limit of small beta: the best cluster.
            return beta == 0
                ? -scores.Max()
                : beta * (Math.Log(Joint.X[k]) - Accurate.LogSumExp([.. scores.Zip(clusters, (s, t) => Math.Log(t.Mass) + s / beta)]));
        })];
    }

    /// <summary>The posteriors p(class|t) of an encoder.</summary>
    public IEnumerable<double[]> Posteriors(Channel encoder) => Clusters(encoder).Select(t => t.Posterior);

    private List<(double Mass, double[] Posterior, double[] Output)> Clusters(Channel encoder)
    {
        var clusters = new List<(double, double[], double[])>();
        for (var t = 0; t < encoder.Outputs; t++)
        {
            var (posterior, output) = (new double[Joint.CountX], new double[Joint.CountY]);
            for (var x = 0; x < _original.CountX; x++)
            {
                if (_classes[x] < 0) continue;
                posterior[_classes[x]] += _original.X[x] * encoder[x, t];
                for (var y = 0; y < output.Length; y++)
                    output[y] += _original[x, y] * encoder[x, t];
            }
            var mass = posterior.Sum();
            if (mass > 0) clusters.Add((mass, [.. posterior.Select(p => p / mass)], [.. output.Select(p => p / mass)]));
        }
        return clusters;
    }
}
