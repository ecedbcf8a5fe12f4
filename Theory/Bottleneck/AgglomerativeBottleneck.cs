using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The agglomerative bottleneck (Slonim and Tishby 1999): clusters of x are merged pair by pair, each time the pair that loses
/// least of I(t;y).</summary>
/// <example>
/// <code>
/// JointDistribution joint = JointDistribution.Random(RandomKey.FromSeed(1), rows: 5, columns: 3);
/// foreach (AgglomerativeStep step in AgglomerativeBottleneck.Solve(joint))
/// {
///     Nats kept = step.Point.InformationY;         // I(t;y) of the clustering into step.Size clusters
/// }
/// </code>
/// </example>
public static class AgglomerativeBottleneck
{
    /// <summary>All clusterings from the finest, one cluster per symbol of positive probability, down to a single cluster.</summary>
    /// <remarks>The merges are greedy: only the first two clusterings and the last one are certain to be optimal of their size. Of several
    /// equal losses the first pair is merged.</remarks>
    public static ImmutableArray<AgglomerativeStep> Solve(JointDistribution joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        // Symbols of probability zero join the first cluster: no result depends on them.
        var alive = Enumerable.Range(0, joint.CountX).Where(x => joint.X[x] > 0).ToList();
        var cluster = Enumerable.Range(0, joint.CountX).Select(x => joint.X[x] > 0 ? x : alive[0]).ToArray();
        var masses = alive.ToDictionary(x => x, x => ClusterMerge.Mass(joint, x));
        var costs = new double[joint.CountX, joint.CountX];
        for (var j = 0; j < alive.Count; j++)
            for (var i = 0; i < j; i++)
                costs[alive[i], alive[j]] = ClusterMerge.Cost(masses[alive[i]], masses[alive[j]], 0);

        var steps = ImmutableArray.CreateBuilder<AgglomerativeStep>(alive.Count);
        steps.Add(new(alive.Count, null, Nats.Zero, Evaluate()));
        while (alive.Count > 1)
        {
            var (first, second) = Cheapest();
            var loss = new Nats(costs[first, second]);
            for (var y = 0; y < joint.CountY; y++)
                masses[first][y] += masses[second][y];
            for (var x = 0; x < cluster.Length; x++)
                if (cluster[x] == second)
                    cluster[x] = first;
            alive.Remove(second);
            foreach (var other in alive.Where(other => other != first))
                costs[Math.Min(first, other), Math.Max(first, other)] = ClusterMerge.Cost(masses[first], masses[other], 0);
            steps.Add(new(alive.Count, (first, second), loss, Evaluate()));
        }
        return steps.MoveToImmutable();

        (int First, int Second) Cheapest()
        {
            var pair = (First: alive[0], Second: alive[1]);
            for (var j = 1; j < alive.Count; j++)
                for (var i = 0; i < j; i++)
                    if (costs[alive[i], alive[j]] < costs[pair.First, pair.Second])
                        pair = (alive[i], alive[j]);
            return pair;
        }

        BottleneckPoint Evaluate() =>
            BottleneckPoint.Of(joint, Channel.Deterministic(alive.Count, [.. cluster.Select(name => alive.IndexOf(name))]));
    }
}
