using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>What the finished runs of a study came to.</summary>
internal interface IFinishedRuns
{
    /// <summary>The result of a run, or null while it is not finished.</summary>
    RunResult? Result(RunSettings run);

    /// <summary>What was measured of a run, or null while it was not.</summary>
    T? Measured<T>(RunSettings run, Measurement<T> measurement)
        where T : class;
}
