namespace IDropTheory.Experiments.Runs;

/// <summary>How a study is carried out, as opposed to what it computes.</summary>
/// <param name="Run">How each run is carried out.</param>
/// <param name="Jobs">Runs at a time: more than one is one process each, with one thread.</param>
internal sealed record StudyOptions(RunOptions Run, int Jobs)
{
    /// <summary>One process per core but one: that is faster than one process on all cores, and leaves room for other work.</summary>
    public static int DefaultJobs => Math.Max(1, Environment.ProcessorCount - 1);
}
