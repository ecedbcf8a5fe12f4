namespace IDropTheory.Experiments.Output;

/// <summary>The exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>The command did its work; for <c>verify</c>: every check passed.</summary>
    public const int Success = 0;

    /// <summary>The command ran, and a check failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>The arguments or an input file cannot be used.</summary>
    public const int UsageError = 2;

    /// <summary>For <c>verify</c> and <c>report</c>: no check failed, and one of them had too few samples to decide.</summary>
    public const int Undecided = 3;

    /// <summary>A defect of this program.</summary>
    public const int InternalError = 70;

    /// <summary>Interrupted by Ctrl-C: 128 + SIGINT, as in shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of checks, given how many failed and how many could not be decided.</summary>
    internal static int OfChecks(int failed, int undecided) => failed > 0 ? CheckFailed : undecided > 0 ? Undecided : Success;
}
