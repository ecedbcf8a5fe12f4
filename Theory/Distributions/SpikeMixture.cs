namespace IDropTheory;

/// <summary>The prior q0 delta_0 + (1 - q0) slab of Proposition 2: exactly zero with probability q0, else a proper positive
/// distribution.</summary>
/// <example>
/// <code>
/// var prior = new SpikeMixture&lt;LogNormal&gt;(spike: 0.3, new LogNormal(0, 1));
/// double atMostZero = prior.Cdf(0);                // 0.3
/// Nats kl = KlDivergence.LogNormal(activation: 2, new LogNormal(0, 0.5), prior);
/// </code>
/// </example>
/// <typeparam name="TSlab">The distribution of z given that it is not zero.</typeparam>
public readonly record struct SpikeMixture<TSlab>
    where TSlab : struct, IPositiveDistribution
{
    /// <summary>A mixture of a point mass at zero and a slab.</summary>
    /// <param name="spike">The probability q0 of exactly zero, in [0, 1].</param>
    /// <param name="slab">The distribution of the rest.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="spike"/> is not a probability.</exception>
    public SpikeMixture(double spike, TSlab slab) => (Spike, Slab) = (Require.Probability(spike), slab);

    /// <summary>The probability q0 of exactly zero.</summary>
    public double Spike { get; }

    /// <summary>The distribution of z given that it is not zero.</summary>
    public TSlab Slab { get; }

    /// <summary>The probability of at most z: 0 below zero, q0 at zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">z is NaN.</exception>
    public double Cdf(double z) => Require.NotNaN(z) < 0 ? 0 : Spike + (1 - Spike) * Slab.Cdf(z);

    /// <summary>The random number at an index of a key: zero with probability q0.</summary>
    public double Sample(RandomKey key, ulong index) =>
        key.Fold("spike").Uniform(index) < Spike ? 0 : Slab.Sample(key.Fold("slab"), index);
}
