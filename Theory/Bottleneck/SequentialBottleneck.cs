namespace IDropTheory;

/// <summary>The sequential bottleneck (Slonim, Friedman, Tishby 2002): a hard clustering improved by moving one symbol x at a
/// time.</summary>
/// <remarks>For a hard encoder I(x;t) = H(t), so this is also the single-move descent of the deterministic bottleneck.</remarks>
public static class SequentialBottleneck
{
    /// <summary>The best of several descents of H(y|t) + beta I(x;t) over hard clusterings of x.</summary>
    /// <param name="joint">p(x, y).</param>
    /// <param name="clusters">The largest number of clusters, at least 1.</param>
    /// <param name="beta">Trade-off; 0 maximises I(t;y).</param>
    /// <param name="key">Randomness of the starts and of the order of the moves.</param>
    /// <param name="restarts">Number of random starts, at least 1; the first start puts each symbol in a cluster of its own if there are
    /// enough clusters.</param>
    /// <exception cref="ArgumentOutOfRangeException">No clusters or no restarts.</exception>
    public static LocalOptimum Solve(JointDistribution joint, int clusters, Beta beta, RandomKey key, int restarts = 8)
    {
        ArgumentNullException.ThrowIfNull(joint);
        Require.AtLeast(clusters, 1);
        // More clusters than symbols gain nothing, and for beta > 1 a constant is optimal.
        var (count, factor) = (Math.Min(clusters, joint.CountX), Math.Min(beta.Paper, 2));
        LocalOptimum? best = null;
        for (var start = 0; start < Require.AtLeast(restarts, 1); start++)
        {
            var stream = key.Fold((ulong)start);
            var assignment = Enumerable.Range(0, joint.CountX)
                .Select(x => start == 0 ? x % count : stream.Fold("start").Below(count, (ulong)x))
                .ToArray();
            var optimum = Descend(joint, count, beta, factor, assignment, stream);
            best = best is null ? optimum : LocalOptimum.Better(best, optimum);
        }
        return best!;
    }

    private static LocalOptimum Descend(JointDistribution joint, int count, Beta beta, double factor, int[] assignment, RandomKey key)
    {
        var rows = Enumerable.Range(0, joint.CountX).Select(x => ClusterMerge.Mass(joint, x)).ToArray();
        var (masses, members) = Gather(rows, assignment, count, joint.CountY);
        var point = BottleneckPoint.Of(joint, Channel.Deterministic(count, assignment));
        var trace = new List<Nats> { point.Objective(beta) };
        for (var sweep = 0UL; ; sweep++)
        {
            var moved = false;
            foreach (var x in key.Fold(sweep).Permutation(joint.CountX))
                moved |= Reassign(x);
            if (!moved) break;
            var next = BottleneckPoint.Of(joint, Channel.Deterministic(count, assignment));
            if (next.Objective(beta) >= trace[^1]) break;
            point = next;
            trace.Add(next.Objective(beta));
        }
        return new(beta, point, [.. trace]);

        // Takes x out of its cluster and puts it where merging costs least; it stays unless a move gains more than rounding.
        bool Reassign(int x)
        {
            var home = assignment[x];
            Shift(home, x, -1);
            var (target, least) = (home, ClusterMerge.Cost(rows[x], masses[home], factor) - 1e-15);
            for (var t = 0; t < count; t++)
                if (t != home && ClusterMerge.Cost(rows[x], masses[t], factor) is var cost && cost < least)
                    (target, least) = (t, cost);
            Shift(target, x, 1);
            assignment[x] = target;
            return target != home;
        }

        void Shift(int cluster, int x, int sign)
        {
            members[cluster] += sign;
            for (var y = 0; y < joint.CountY; y++)
                masses[cluster][y] = members[cluster] == 0 ? 0 : Math.Max(masses[cluster][y] + sign * rows[x][y], 0);
        }
    }

    private static (double[][] Masses, int[] Members) Gather(double[][] rows, int[] assignment, int count, int outputs)
    {
        var (masses, members) = (new double[count][], new int[count]);
        for (var t = 0; t < count; t++)
            masses[t] = new double[outputs];
        for (var x = 0; x < rows.Length; x++)
        {
            members[assignment[x]]++;
            for (var y = 0; y < outputs; y++)
                masses[assignment[x]][y] += rows[x][y];
        }
        return (masses, members);
    }
}
