using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace IDropTheory.Benchmarks;

/// <summary>For benchmarks of a tenth of a second and more: each iteration is one call, in this process.</summary>
internal sealed class LongRuns : ManualConfig
{
    public LongRuns()
    {
        Add(DefaultConfig.Instance);
        AddColumn(StatisticColumn.Min, StatisticColumn.Median);
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithStrategy(RunStrategy.Monitoring)
                .WithWarmupCount(1)
                .WithIterationCount(5)
                .WithId("long"));
    }
}
