namespace IDropTheory.Experiments.Runs;

/// <summary>Why a run failed: the content of failure.json in its folder.</summary>
/// <param name="Message">The reason.</param>
/// <param name="When">When the last attempt failed, UTC.</param>
/// <param name="Program">The version of the program, with its commit.</param>
/// <param name="Attempts">How many attempts failed.</param>
/// <param name="Diverged">Whether the training diverged: another attempt would do the same.</param>
public sealed record RunFailure(string Message, DateTime When, string Program, int Attempts, bool Diverged)
{
    private const int MostAttempts = 2;

    /// <summary>Whether a study leaves the run alone: it diverged, or the second attempt failed too.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinal => Diverged || Attempts >= MostAttempts;

    /// <summary>The failure of one more attempt.</summary>
    /// <param name="before">The failure of the attempt before it; null if this was the first.</param>
    /// <param name="message">The reason.</param>
    /// <param name="diverged">Whether the training diverged.</param>
    public static RunFailure After(RunFailure? before, string message, bool diverged) =>
        new(message, DateTime.UtcNow, RunManifest.Program, (before?.Attempts ?? 0) + 1, diverged);
}
