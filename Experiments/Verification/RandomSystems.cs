namespace IDropTheory.Experiments.Verification;

/// <summary>Random joint distributions for the checks.</summary>
internal static class RandomSystems
{
    /// <summary>p(x) and each row of p(y|x) drawn uniformly from their simplices.</summary>
    public static JointDistribution Joint(RandomKey key, int countX, int countY) =>
        JointDistribution.Of(FiniteDistribution.Random(key.Fold("x"), countX), Channel.Random(key.Fold("y|x"), countX, countY));
}
