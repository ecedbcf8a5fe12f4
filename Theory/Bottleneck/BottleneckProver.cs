using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>Writes a <see cref="BottleneckProof"/> for an encoder that is known to be good.</summary>
/// <example>
/// <code>
/// var joint = JointDistribution.Of(FiniteDistribution.Uniform(2), Channel.BinarySymmetric(0.1));
/// BottleneckSolution best = InformationBottleneck.Solve(joint, Beta.FromPaper(0.4));
/// BottleneckProof? proof = BottleneckProver.Prove(joint, best);
/// bool holds = proof is not null &amp;&amp; BottleneckProofChecker.Check(proof).IsAccepted;
/// </code>
/// </example>
public static class BottleneckProver
{
    // The bisection of the search closes its gap to less than is asked. What is left is for rounding and for cells that fit less well.
    private const double Slack = 1.02;

    /// <summary>A proof that the solution's gap is at most its tolerance, or about what the search found if that is more.</summary>
    /// <param name="joint">The joint distribution that was solved.</param>
    /// <param name="solution">Its solution.</param>
    /// <param name="budget">The largest number of steps; of n &gt; 6 symbols each counts as (n/6)^3.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <returns>Null if the budget is spent first, if it is cancelled, or if beta is infinite.</returns>
    /// <exception cref="ArgumentException">The solution is not of this joint distribution.</exception>
    public static BottleneckProof? Prove(
        JointDistribution joint, BottleneckSolution solution, int budget = 50_000, CancellationToken cancellation = default) =>
        Search(joint, solution, budget, cancellation).LastOrDefault();

    /// <summary>The search of <see cref="Prove"/>, done while it is read: null from time to time, and at last the proof if one is
    /// found.</summary>
    internal static IEnumerable<BottleneckProof?> Search(
        JointDistribution joint, BottleneckSolution solution, int budget, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(joint);
        ArgumentNullException.ThrowIfNull(solution);
        Require.SameLength(solution.Point.Encoder.Inputs, joint.CountX, "the solution's encoder", "the joint distribution");
        return double.IsFinite(solution.Beta.Paper)
            ? Search(
                joint, solution.Beta.Paper, solution.Point.Encoder, Math.Max(solution.Tolerance, Slack * solution.Gap.Value), budget,
                cancellation)
            : [];
    }

    private static IEnumerable<BottleneckProof?> Search(
        JointDistribution joint, double beta, Channel encoder, double gap, int budget, CancellationToken cancellation)
    {
        var statistic = new SufficientStatistic(joint);
        var classes = ImmutableArray.CreateRange(Enumerable.Range(0, joint.CountX).Select(x => statistic.ClassOf(x) ?? -1));
        var system = new ClassSystem(joint, classes, statistic.Classes);
        var draft = new BottleneckProof(
            Table(joint.CountX, joint.CountY, (x, y) => joint[x, y]), beta,
            Table(encoder.Inputs, encoder.Outputs, (x, t) => encoder[x, t]),
            classes, system.Dual(encoder, beta), [], Nats.Zero, Nats.Zero);
        var enclosed = new EnclosedSystem(draft);
        var (objective, offset) = (enclosed.Objective(draft).Upper, enclosed.Offset(draft).Lower);
        var search = new ProofSearch(system, draft, new(enclosed, beta, draft.Lambda), objective - gap - offset);
        var steps = (int)(budget / Math.Max(1, Math.Pow(statistic.Classes / 6.0, 3)));
        foreach (var found in search.Run(system.Posteriors(encoder), steps, cancellation))
            yield return found is var (walk, least)
                ? new(draft.Masses, beta, draft.Encoder, classes, draft.Lambda, walk, new(Directed.SumDown(offset, least)), new(objective))
                : null;
    }

    private static ImmutableArray<ImmutableArray<double>> Table(int rows, int columns, Func<int, int, double> at) =>
        [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => at(i, j)).ToImmutableArray())];
}
