namespace IDropTheory.Experiments.Runs;

/// <summary>How a run is carried out, as opposed to what it computes.</summary>
/// <param name="Data">Where images are read from.</param>
/// <param name="Device">"cpu" or "cuda".</param>
/// <param name="KeepCheckpoint">Whether the final weights are kept.</param>
/// <param name="TensorBoard">Whether TensorBoard event files are written.</param>
public sealed record RunOptions(DataOptions Data, string Device = "cpu", bool KeepCheckpoint = true, bool TensorBoard = false)
{
    /// <summary>Time between two checkpoints.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(60);
}
