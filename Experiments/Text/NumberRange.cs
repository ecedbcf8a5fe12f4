namespace IDropTheory.Experiments.Text;

/// <summary>A set of allowed numbers.</summary>
/// <param name="Description">The range, as messages and help print it.</param>
/// <param name="Contains">Whether a number is allowed. No range contains NaN.</param>
internal sealed record NumberRange(string Description, Func<double, bool> Contains)
{
    /// <summary>Whether only whole numbers are allowed.</summary>
    public bool IsWhole { get; private init; }

    public static NumberRange Finite { get; } = new("a finite number", double.IsFinite);

    public static NumberRange Positive { get; } = new("finite and > 0", v => v > 0 && double.IsFinite(v));

    public static NumberRange NonNegative { get; } = new("finite and >= 0", v => v >= 0 && double.IsFinite(v));

    public static NumberRange NonNegativeOrInfinite { get; } = new(">= 0 (inf included)", v => v >= 0);

    public static NumberRange Probability { get; } = new("a probability in [0, 1]", v => v is >= 0 and <= 1);

    public static NumberRange OpenProbability { get; } = new("a probability in (0, 1)", v => v is > 0 and < 1);

    public static NumberRange Correlation { get; } = new("in (-1, 1)", v => v is > -1 and < 1);

    public static NumberRange Whole(int least, int most) =>
        new($"a whole number from {least} to {most}", v => v >= least && v <= most && v == Math.Floor(v)) { IsWhole = true };
}
