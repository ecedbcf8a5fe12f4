namespace IDropTheory;

/// <summary>Starting states of the cluster iteration, and simpler states to go on from.</summary>
internal static class BottleneckStarts
{
    // Every start mixes its clusters with this much of the whole, so that no cluster excludes an x for good.
    private const double Blur = 1e-3;
    private const double SameCluster = 1e-6;
    private const double EmptyCluster = 1e-9;

    /// <summary>The deterministic start (one cluster for every x, or for every one of the largest x's) and the random ones.</summary>
    public static IEnumerable<double[]> Of(JointDistribution joint, double beta, int alphabet, BottleneckOptions options)
    {
        var n = joint.CountX;
        var order = Enumerable.Range(0, n).OrderByDescending(x => joint.X[x]).ToArray();
        yield return Annealed(joint, beta, Hard(joint, alphabet, [.. Enumerable.Range(0, n).Select(x => Array.IndexOf(order, x))]));
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            var key = options.Key.Fold("start").Fold((ulong)restart);
            var soft = new double[n, alphabet];
            for (var x = 0; x < n; x++)
            {
                var sum = 0.0;
                for (var t = 0; t < alphabet; t++)
                    sum += soft[x, t] = Math.Pow(key.Exponential((ulong)(x * alphabet + t)), restart + 1) + Blur;
                for (var t = 0; t < alphabet; t++)
                    soft[x, t] /= sum;
            }
            yield return StateOf(joint, soft);
        }
    }

    /// <summary>The state of the encoder that ignores x.</summary>
    public static double[] Constant(JointDistribution joint)
    {
        var encoder = new double[joint.CountX, 1];
        for (var x = 0; x < joint.CountX; x++)
            encoder[x, 0] = 1;
        return StateOf(joint, encoder);
    }

    /// <summary>log p(t) and log p(y|t) of an encoder, none below -700; all of them -700 for an empty cluster.</summary>
    public static double[] StateOf(JointDistribution joint, double[,] encoder)
    {
        var (m, k) = (joint.CountY, encoder.GetLength(1));
        var state = new double[k * (m + 1)];
        for (var t = 0; t < k; t++)
        {
            var mass = 0.0;
            var output = state.AsSpan(k + t * m, m);
            for (var x = 0; x < joint.CountX; x++)
            {
                mass += joint.X[x] * encoder[x, t];
                for (var y = 0; y < m; y++)
                    output[y] += joint[x, y] * encoder[x, t];
            }
            state[t] = Math.Max(Math.Log(mass), -700);
            foreach (ref var v in output)
                v = v > 0 ? Math.Max(Math.Log(v / mass), -700) : -700;
        }
        return state;
    }

    /// <summary>The encoder with its two most similar clusters merged or its emptiest one dropped, if they are alike or it is nearly
    /// empty.</summary>
    public static double[]? Slim(JointDistribution joint, ClusterIteration run)
    {
        if (run.Clusters == 1) return null;
        var (least, from, into) = (SameCluster, -1, -1);
        var posteriors = Enumerable.Range(0, run.Clusters).Select(t => run.Mass(t) > 0 ? run.Posterior(t) : null).ToArray();
        for (var a = 0; a < run.Clusters; a++)
            for (var b = 0; b < run.Clusters; b++)
            {
                if (a == b || run.Mass(a) > run.Mass(b) || posteriors[b] is not { } larger) continue;
                var distance = posteriors[a] is { } smaller ? Distance(smaller, larger) : 0;
                if (run.Mass(a) < EmptyCluster) distance = Math.Min(distance, SameCluster) * 1e-3;
                if (distance < least) (least, from, into) = (distance, a, b);
            }
        if (from < 0) return null;
        var encoder = new double[joint.CountX, run.Clusters - 1];
        for (var x = 0; x < joint.CountX; x++)
            for (var t = 0; t < run.Clusters; t++)
            {
                var target = t == from ? into : t;
                encoder[x, target > from ? target - 1 : target] += run.Encoder(x, t);
            }
        return StateOf(joint, encoder);
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return sum;
    }

    private static double[,] Hard(JointDistribution joint, int alphabet, int[] cluster)
    {
        var encoder = new double[joint.CountX, alphabet];
        for (var x = 0; x < joint.CountX; x++)
            for (var t = 0; t < alphabet; t++)
                encoder[x, t] = Blur / alphabet + (cluster[x] % alphabet == t ? 1 - Blur : 0);
        return encoder;
    }

    // Rising temperature: the clusters of smaller trade-offs, a few steps each, lead to those of the wanted one.
    private static double[] Annealed(JointDistribution joint, double beta, double[,] encoder)
    {
        var state = StateOf(joint, encoder);
        foreach (var factor in (ReadOnlySpan<double>)[0.25, 0.4, 0.6, 0.8])
        {
            var run = new ClusterIteration(joint, factor * beta, state);
            run.Run(30, 1e-6);
            state = run.State;
        }
        return state;
    }
}
