namespace IDropTheory.Experiments.Runs;

/// <summary>Another process has the run: this one writes nothing of it.</summary>
/// <param name="message">Who has it.</param>
/// <param name="wasMine">Whether this process had it before and worked on it.</param>
internal sealed class RunTakenException(string message, bool wasMine) : Exception(message)
{
    public bool WasMine => wasMine;
}
