namespace IDropTheory.Models;

/// <summary>How much generated digits vary: ranges of the uniformly drawn factors, and the sizes of the two distortions.</summary>
/// <remarks>The remarks of <see cref="GeneratedDigits"/> give error rates on images with the defaults.</remarks>
public sealed record DigitVariation
{
    /// <summary>Largest displacement of the digit's middle along each axis, in pixels.</summary>
    public double Translation { get; init; } = 2.0;

    /// <summary>Range of half the digit's height, in pixels.</summary>
    public (double Low, double High) Scale { get; init; } = (7.5, 10.0);

    /// <summary>Range of width over height, relative to the alphabet's.</summary>
    public (double Low, double High) Aspect { get; init; } = (0.8, 1.2);

    /// <summary>Largest rotation to either side, in radians; at most 0.5.</summary>
    public double Rotation { get; init; } = 0.25;

    /// <summary>Range of the lean to the left; negative leans to the right, as handwriting does.</summary>
    public (double Low, double High) Shear { get; init; } = (-0.45, 0.15);

    /// <summary>Range of the pen's width, in pixels.</summary>
    public (double Low, double High) Thickness { get; init; } = (1.4, 3.4);

    /// <summary>Largest displacement of each point of a stroke along each axis, in half digit heights.</summary>
    public double Jitter { get; init; } = 0.10;

    /// <summary>Largest displacement by the smooth elastic field along each axis, in half digit heights.</summary>
    public double Elasticity { get; init; } = 0.28;

    /// <summary>Throws if a range is empty or not finite.</summary>
    internal void Validate()
    {
        Require.NonNegative(Translation);
        Require.NonNegative(Jitter);
        Require.NonNegative(Elasticity);
        Positive(Scale, nameof(Scale));
        Positive(Aspect, nameof(Aspect));
        Positive(Thickness, nameof(Thickness));
        Ordered(Shear, nameof(Shear));
        if (Rotation is not (>= 0 and <= 0.5)) throw Require.Refuse(Rotation, "0 to 0.5", nameof(Rotation));
    }

    private static void Positive((double Low, double High) range, string name)
    {
        Require.Positive(range.Low, name);
        Ordered(range, name);
    }

    private static void Ordered((double Low, double High) range, string name)
    {
        Require.Finite(range.Low, name);
        Require.Finite(range.High, name);
        if (range.High < range.Low) throw Require.Refuse(range.High, FormattableString.Invariant($"at least {range.Low}"), name);
    }
}
