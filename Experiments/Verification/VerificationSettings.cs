namespace IDropTheory.Experiments.Verification;

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
}
