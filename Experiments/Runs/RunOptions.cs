namespace IDropTheory.Experiments.Runs;

/// <summary>How runs are carried out, as opposed to what they compute.</summary>
/// <param name="Data">Where images are read from.</param>
/// <param name="Device">"cpu" or "cuda".</param>
/// <param name="KeepCheckpoint">Whether the final weights are kept.</param>
/// <param name="TensorBoard">Whether TensorBoard event files are written.</param>
public sealed record RunOptions(DataOptions Data, string Device = "cpu", bool KeepCheckpoint = true, bool TensorBoard = false)
{
    /// <summary>Time between two checkpoints.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs of a study at a time: more than one is one process each, with one thread.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Whether to wait for runs that other processes carry out.</summary>
    public bool WaitsForOthers { get; init; } = true;

    /// <summary>On the CPU one process per core, each with one thread, which is faster than one process on all cores; on another device
    /// one, which has it to itself.</summary>
    /// <param name="device">As <see cref="Device"/>.</param>
    public static int DefaultJobs(string device) => device == "cpu" ? Environment.ProcessorCount : 1;
}
