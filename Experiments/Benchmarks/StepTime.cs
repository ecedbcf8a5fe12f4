using System.Diagnostics;

namespace IDropTheory.Experiments.Benchmarks;

/// <summary>What one step took.</summary>
/// <param name="Wall">Seconds that passed.</param>
/// <param name="Processor">Seconds of processor time, all threads of this program together.</param>
internal readonly record struct StepTime(double Wall, double Processor)
{
    /// <summary>Times some work.</summary>
    public static StepTime Of(Action work)
    {
        var (processor, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        work();
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
