namespace IDropTheory.Experiments.Runs;

/// <summary>Who claims a run: the content of the claim's file.</summary>
/// <param name="Host">The machine's name, for people.</param>
/// <param name="Machine">What tells machines, and the process numbers of containers, apart.</param>
/// <param name="Process">The process's number there.</param>
/// <param name="Started">When the process started, as that machine counts: numbers of processes are used again.</param>
/// <param name="Since">When it claimed the run, UTC by the clock of that machine.</param>
/// <param name="StaleAfter">Seconds without renewal after which another process may take the run over.</param>
/// <param name="Id">A name of this claim alone.</param>
internal sealed record ClaimHolder(
    string Host, string Machine, int Process, string Started, DateTime Since, double StaleAfter, string Id)
{
    /// <summary>The environment variable of <see cref="StaleAfter"/>.</summary>
    public const string SecondsVariable = "IDROP_CLAIM_SECONDS";

    private static readonly NumberRange Allowed = NumberRange.Whole(1, 86_400);

    private static readonly string ThisMachine = OperatingSystem.IsLinux()
        ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
        : Environment.MachineName;

    private static readonly string ThisStart = StartOf(Environment.ProcessId) ?? "";

    /// <summary>A process that has not written yet who it is.</summary>
    public static ClaimHolder Unknown { get; } = new("a process that has just begun", "", 0, "", default, 0, "");

    /// <summary>This process, from now on.</summary>
    /// <exception cref="UserError">The environment variable has no number that is allowed.</exception>
    public static ClaimHolder Now() => new(
        Environment.MachineName, ThisMachine, Environment.ProcessId, ThisStart, DateTime.UtcNow, DefaultSeconds, $"{Guid.NewGuid():N}");

    /// <summary>Seconds without renewal after which a claim of this process may be taken over.</summary>
    /// <exception cref="UserError">The environment variable has no number that is allowed.</exception>
    public static double DefaultSeconds => Environment.GetEnvironmentVariable(SecondsVariable) is not { Length: > 0 } text ? 120
        : Numbers.TryParse(text, out var seconds) && Allowed.Contains(seconds) ? seconds
        : throw new UserError($"{SecondsVariable} is {Quoted.Text(text)}; allowed: {Allowed.Description}.");

    /// <summary>Whether the process is known to have ended: it was one of this machine, and is no more.</summary>
    public bool HasEnded => Machine == ThisMachine && CanSeeProcesses && StartOf(Process) != Started;

    /// <summary>For people.</summary>
    public string Label => Process == 0 ? Host : $"{Host}, process {Process}";

    // Linux may hide the processes of other users.
    private static bool CanSeeProcesses => !OperatingSystem.IsLinux() || Directory.Exists("/proc/1");

    /// <summary>When a process started; null if there is none, or it has ended and its parent does not know yet.</summary>
    private static string? StartOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var other = System.Diagnostics.Process.GetProcessById(process);
                return other.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
            }
            // The fields after the name in parentheses: the state first, the start as the twentieth.
            var status = File.ReadAllText($"/proc/{process}/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
