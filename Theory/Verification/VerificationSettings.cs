namespace IDropTheory.Verification;

/// <summary>The settings of a verification.</summary>
/// <param name="Seed">Seed of all random numbers.</param>
/// <param name="Samples">Samples per Monte-Carlo check.</param>
public sealed record VerificationSettings(ulong Seed, int Samples)
{
    /// <summary>The settings of a plain <c>idrop verify</c>.</summary>
    public static VerificationSettings Default { get; } = new(1, 1_000_000);

    /// <summary>A key for one purpose.</summary>
    public RandomKey Key(string purpose) => RandomKey.FromSeed(Seed).Fold(purpose);

    /// <summary>Independent keys for one purpose.</summary>
    public IEnumerable<RandomKey> Keys(string purpose, int count) =>
        Enumerable.Range(0, count).Select(i => Key(purpose).Fold((ulong)i));

    /// <summary>Random systems for one purpose: p(x) and each row of p(y|x) are uniform on their simplices.</summary>
    public IEnumerable<JointDistribution> Joints(string purpose, int count, int x, int y) =>
        from key in Keys(purpose, count)
        select JointDistribution.Of(FiniteDistribution.Random(key.Fold("x"), x), Channel.Random(key.Fold("y|x"), x, y));
}
