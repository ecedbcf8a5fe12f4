namespace IDropTheory.Experiments.Cluster;

/// <summary>Workers that a cluster starts for a list of runs: each is the same command, which takes runs that no other worker has until
/// none is left.</summary>
/// <param name="Name">What is carried out, in a word.</param>
/// <param name="Folder">The folder of the runs, as the workers see it.</param>
/// <param name="Arguments">The arguments of <c>idrop</c> for every worker.</param>
/// <param name="Workers">How many there are.</param>
/// <param name="Processors">Processors of each.</param>
/// <param name="Gpus">GPUs of each.</param>
internal sealed record WorkerJob(
    string Name, string Folder, EquatableArray<string> Arguments, int Workers, int Processors, int Gpus)
{
    /// <summary>Time in which a worker that is asked to end saves its runs.</summary>
    public const int SavingSeconds = 120;
}
