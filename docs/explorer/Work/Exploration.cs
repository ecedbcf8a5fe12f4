namespace IDropTheory.Explorer.Work;

/// <summary>What is known of one joint distribution at one trade-off.</summary>
public sealed record Exploration(JointDistribution Joint, Beta Beta)
{
    private const int Points = 25;

    // Small effort first. The larger one is that of `idrop ib solve`.
    private static readonly BottleneckOptions Draft = new() { Certify = false, Restarts = 1 };
    private static readonly BottleneckOptions Quick = new() { CellBudget = 1_000 };
    private static readonly BottleneckOptions Thorough = new() { ProofBudget = 2_000 };

    public Beta Local { get; private init; } = Thresholds.Local(Joint);

    public BottleneckSolution? Best { get; private init; }

    public LearnabilityThreshold? Learnability { get; private init; }

    /// <summary>Optima from beta = 0 to the end of learning.</summary>
    public ImmutableArray<BottleneckSolution> Curve { get; private init; } = [];

    /// <summary>What is being computed; null when nothing is left to do.</summary>
    public string? Doing { get; private init; } = "solving";

    private bool HasThresholds { get; init; }

    /// <summary>The same, or what is still true of it, for another distribution or trade-off.</summary>
    public Exploration At(JointDistribution joint, Beta beta) =>
        joint.Equals(Joint) ? this with { Beta = beta, Best = null, Doing = "solving" } : new(joint, beta);

    /// <summary>Ever more knowledge, computed while the sequence is read.</summary>
    public IEnumerable<Exploration> Improve(CancellationToken cancellation)
    {
        var now = this;
        foreach (var solution in InformationBottleneck.Improve(Joint, Beta, Quick, cancellation))
            yield return now = now with { Best = solution };
        now = now with { Doing = "tracing the curve" };
        if (now.Learnability is null)
            yield return now = now with { Learnability = Thresholds.Learnability(Joint, cellBudget: 0, cancellation: cancellation) };
        while (now.Curve.Length < Points)
        {
            var beta = Beta.FromPaper(now.Curve.Length / (Points - 1.0) * now.Learnability.Beta.Paper);
            yield return now = now with { Curve = now.Curve.Add(InformationBottleneck.Solve(Joint, beta, Draft, cancellation)) };
        }
        if (!now.HasThresholds)
        {
            now = now with { Doing = "bounding the learnability threshold" };
            foreach (var interval in Thresholds.ImproveLearnability(Joint, cellBudget: 8_000, cancellation: cancellation))
                yield return now = now with { Learnability = interval };
            now = now with { HasThresholds = true };
        }
        now = now with { Doing = "proving that no encoder is better" };
        foreach (var solution in InformationBottleneck.Improve(Joint, Beta, Thorough, cancellation))
            yield return now = solution.Proof is not null || solution.Gap < now.Best!.Gap ? now with { Best = solution } : now;
        yield return now with { Doing = null };
    }
}
