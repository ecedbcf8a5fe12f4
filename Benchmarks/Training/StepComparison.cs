using System.Diagnostics;
using MathNet.Numerics.Statistics;

namespace IDropTheory.Benchmarks.Training;

/// <summary>Training steps and bare steps, timed in turn: medians of the times, and of the ratios of neighbours.</summary>
/// <param name="training">Times of the training steps.</param>
/// <param name="bare">The time of the bare step after each of them.</param>
internal sealed class StepComparison(IReadOnlyList<StepTime> training, IReadOnlyList<StepTime> bare)
{
    /// <summary>Median seconds of a training step.</summary>
    public double Seconds => training.Select(time => time.Wall).Median();

    /// <summary>Median seconds of a bare step.</summary>
    public double BareSeconds => bare.Select(time => time.Wall).Median();

    /// <summary>The time of a bare step divided by that of the training step before it; median.</summary>
    public double Ratio => Ratios(time => time.Wall).Median();

    /// <summary>The same ratio of processor times, which other programs on the machine disturb less.</summary>
    public double ProcessorRatio => Ratios(time => time.Processor).Median();

    private IEnumerable<double> Ratios(Func<StepTime, double> of) => training.Zip(bare, (step, least) => of(least) / of(step));
}

/// <summary>The time that one step took.</summary>
/// <param name="Wall">Seconds by the clock.</param>
/// <param name="Processor">Seconds of processor time, summed over all threads of this program.</param>
internal readonly record struct StepTime(double Wall, double Processor)
{
    /// <summary>Times a step.</summary>
    public static StepTime Of(Action step)
    {
        var (processor, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        step();
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
