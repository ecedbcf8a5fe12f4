namespace IDropTheory;

/// <summary>A proper distribution, with a density, of a positive number z; improper priors do not implement it.</summary>
public interface IPositiveDistribution
{
    /// <summary>The logarithm of the density at z; -infinity outside the support.</summary>
    /// <exception cref="ArgumentOutOfRangeException">z is NaN.</exception>
    double LogDensity(double z);

    /// <summary>The probability of at most z.</summary>
    /// <exception cref="ArgumentOutOfRangeException">z is NaN.</exception>
    double Cdf(double z);

    /// <summary>The z with the given probability at or below it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The argument is not a probability in [0, 1].</exception>
    double Quantile(double probability);

    /// <summary>The differential entropy of log z, in nats; it may be negative.</summary>
    Nats EntropyOfLog { get; }

    /// <summary>The differential entropy of z, in nats: that of log z plus the mean of log z. It may be negative.</summary>
    Nats Entropy { get; }

    /// <summary>The random number at an index of a key.</summary>
    double Sample(RandomKey key, ulong index);
}
