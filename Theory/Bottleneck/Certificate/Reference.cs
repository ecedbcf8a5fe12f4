namespace IDropTheory;

/// <summary>A point at which the bound of a cell is taken.</summary>
/// <param name="r">The input distribution.</param>
/// <param name="s">Its output distribution.</param>
/// <param name="theta">The slope of the conjugate; empty in a search over inputs, which needs none.</param>
/// <param name="conjugate">The conjugate at <paramref name="theta"/>; 0 in a search over inputs.</param>
internal sealed class Reference(double[] r, double[] s, double[] theta, double conjugate)
{
    /// <summary>The input distribution.</summary>
    public double[] R { get; } = r;

    /// <summary>The output distribution.</summary>
    public double[] S { get; } = s;

    /// <summary>The slope of the conjugate.</summary>
    public double[] Theta { get; } = theta;

    /// <summary>The value of the conjugate at <see cref="Theta"/>.</summary>
    public double Conjugate { get; } = conjugate;
}
