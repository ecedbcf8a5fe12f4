namespace IDropTheory.Experiments.Verification;

/// <summary>Random joint distributions for the checks.</summary>
internal static class RandomSystems
{
    /// <summary>Systems with p(x) and each row of p(y|x) drawn uniformly from their simplices.</summary>
    public static IEnumerable<JointDistribution> Joints(this VerificationSettings settings, string purpose, int count, int x, int y) =>
        from key in settings.Keys(purpose, count)
        select JointDistribution.Of(FiniteDistribution.Random(key.Fold("x"), x), Channel.Random(key.Fold("y|x"), x, y));
}
