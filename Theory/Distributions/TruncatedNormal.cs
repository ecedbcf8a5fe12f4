namespace IDropTheory;

/// <summary>A normal distribution conditioned on an interval: the posterior of log z that a proper log-uniform prior requires.</summary>
/// <remarks>The interval may lie far in the normal's tail, and its length be far below or above the scale: nothing is lost to
/// cancellation.</remarks>
public readonly record struct TruncatedNormal
{
    /// <summary>N(location, scale^2) conditioned on [lower, upper].</summary>
    /// <param name="location">Mean before truncation, finite; it need not lie in the interval.</param>
    /// <param name="scale">Standard deviation before truncation, finite and &gt; 0.</param>
    /// <param name="lower">Least value, finite.</param>
    /// <param name="upper">Largest value, finite and above <paramref name="lower"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range, or the interval is empty.</exception>
    public TruncatedNormal(double location, double scale, double lower, double upper)
    {
        (Location, Scale) = (Require.Finite(location), Require.Positive(scale));
        (Lower, Upper) = Require.Interval(lower, upper);
    }

    /// <summary>Mean before truncation.</summary>
    public double Location { get; }

    /// <summary>Standard deviation before truncation, &gt; 0.</summary>
    public double Scale { get; }

    /// <summary>Least value.</summary>
    public double Lower { get; }

    /// <summary>Largest value.</summary>
    public double Upper { get; }

    /// <summary>upper - lower.</summary>
    public double Length => Upper - Lower;

    /// <summary>The logarithm of the normal's probability of the interval.</summary>
    public double LogMass => Oriented.LogMass;

    /// <summary>The mean after truncation.</summary>
    public double Mean => Sign * Oriented.Mean;

    /// <summary>The differential entropy after truncation, in nats.</summary>
    public Nats Entropy => new Nats(Math.Log(Length)) - KlFromUniform;

    /// <summary>KL from the uniform distribution on the same interval, in nats: &gt;= 0, and accurate however small it is.</summary>
    public Nats KlFromUniform => new(Oriented.KlFromUniform);

    /// <summary>The logarithm of the density; -infinity outside the interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is NaN.</exception>
    public double LogDensity(double x) =>
        Require.NotNaN(x) < Lower || x > Upper ? double.NegativeInfinity : Oriented.LogDensity(Sign * x);

    /// <summary>The probability of at most x.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is NaN.</exception>
    public double Cdf(double x)
    {
        if (Require.NotNaN(x) <= Lower) return 0;
        if (x >= Upper) return 1;
        return IsMirrored ? Oriented.UpperTail(-x) : Oriented.Cdf(x);
    }

    /// <summary>The x with the given probability at or below it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The argument is not a probability in [0, 1].</exception>
    public double Quantile(double probability)
    {
        Require.Probability(probability);
        if (probability == 0) return Lower;
        if (probability == 1) return Upper;
        return Math.Clamp(IsMirrored ? -Oriented.UpperQuantile(probability) : Oriented.Quantile(probability), Lower, Upper);
    }

    /// <summary>The random number at an index of a key, by inversion.</summary>
    public double Sample(RandomKey key, ulong index) => Quantile(key.Uniform(index));

    /// <summary>Whether the mode is beyond the centre; the regimes are written for the mirror image then.</summary>
    private bool IsMirrored => 0.5 * Lower + 0.5 * Upper < Location;

    private double Sign => IsMirrored ? -1 : 1;

    private TruncationRegime Oriented =>
        IsMirrored
            ? TruncationRegime.Of(-Location, Scale, -Upper, -Lower)
            : TruncationRegime.Of(Location, Scale, Lower, Upper);
}
