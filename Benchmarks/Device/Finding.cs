namespace IDropTheory.Benchmarks.Device;

/// <summary>A number that was measured on a device, and how large it may be.</summary>
/// <param name="What">What was compared.</param>
/// <param name="Value">The number; a difference or a statistic, &gt;= 0, or not a number.</param>
/// <param name="Allowed">The largest value that passes.</param>
internal sealed record Finding(string What, double Value, double Allowed)
{
    /// <summary>Whether the value is allowed. One that is not a number is not.</summary>
    public bool Passes => Value <= Allowed;
}
