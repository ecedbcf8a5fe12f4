using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace IDropTheory.Benchmarks;

/// <summary>A few seconds per benchmark, in this process: no project is generated or restored.</summary>
/// <remarks>Many short iterations, so that the column Min is what the code takes when a shared machine leaves it alone.</remarks>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns()
    {
        Add(DefaultConfig.Instance);
        AddColumn(StatisticColumn.Min, StatisticColumn.Median);
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithIterationTime(TimeInterval.FromMilliseconds(10))
                .WithWarmupCount(40)
                .WithIterationCount(100)
                .WithId("short"));
    }
}
