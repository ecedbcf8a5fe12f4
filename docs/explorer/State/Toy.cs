namespace IDropTheory.Explorer.State;

/// <summary>A joint distribution to begin with, from the library's own problems.</summary>
public sealed record Toy(string Name, JointDistribution Joint)
{
    public static IReadOnlyList<Toy> All { get; } =
    [
        new("A noisy bit (the paper's Remark)", AnalyticBottleneck.BinarySymmetric(0.1).Joint),
        new("A bit that is sometimes lost", AnalyticBottleneck.Z(0.5).Joint),
        new("A bit that arrives whole or not at all", AnalyticBottleneck.BinaryErasure(0.3).Joint),
        new("y = x mod 3, six symbols", AnalyticBottleneck.Deterministic(FiniteDistribution.Uniform(6), 0, 1, 2, 0, 1, 2).Joint),
        new("Two dependent bits, to tell apart", JointDistribution.Of(new(0.3, 0.3, 0.3, 0.1), Channel.Identity(4))),
        new("Random, 4 x 4", JointDistribution.Random(RandomKey.FromSeed(5), 4, 4)),
        new("Random, 6 x 6", JointDistribution.Random(RandomKey.FromSeed(7), 6, 6)),
    ];
}
