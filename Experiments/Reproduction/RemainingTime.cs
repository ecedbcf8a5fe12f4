namespace IDropTheory.Experiments.Reproduction;

/// <summary>The time that work still takes, as it is told to a person: from the speed so far, and without jumps.</summary>
/// <param name="Elapsed">Seconds since the work began.</param>
/// <param name="Left">Seconds that are left.</param>
internal readonly record struct RemainingTime(double Elapsed, double Left)
{
    // For so many seconds at the expected speed a machine is trusted to have it.
    private const double Trust = 15;

    // What is told follows a changed estimate within about so many seconds.
    private const double Inertia = 15;

    /// <summary>What is told next.</summary>
    /// <param name="elapsed">Seconds since the work began.</param>
    /// <param name="done">Work that is done.</param>
    /// <param name="open">Work that is not.</param>
    /// <param name="expected">Expected speed: work per second.</param>
    public RemainingTime After(double elapsed, double done, double open, double expected)
    {
        if (open <= 0) return new(elapsed, 0);
        var estimate = open * (Trust + elapsed) / (Trust * expected + done);
        var passed = elapsed - Elapsed;
        return new(elapsed, estimate + (Math.Max(Left - passed, 0) - estimate) * Math.Exp(-passed / Inertia));
    }

    /// <summary>The work that is done of a run in progress. Between two epochs it is the work of the time that has passed.</summary>
    /// <param name="work">All work of the run.</param>
    /// <param name="epochs">Epochs that are complete.</param>
    /// <param name="of">All epochs; what follows them counts as one more.</param>
    /// <param name="expected">What the run should have done since it began, given the speed so far.</param>
    public static double Done(double work, int epochs, int of, double expected) =>
        Math.Clamp(expected, work * Math.Min(epochs, of) / (of + 1), work * (Math.Min(epochs, of) + 1) / (of + 1));

    /// <summary>In words.</summary>
    public string Describe() => Left < 90
        ? Invariant($"about {5 * Math.Ceiling(Left / 5):F0} s left")
        : Invariant($"about {Left / 60:F0} min left");
}
