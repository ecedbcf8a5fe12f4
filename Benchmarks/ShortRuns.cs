using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace IDropTheory.Benchmarks;

/// <summary>A few seconds per benchmark, in this process: no project is generated or restored.</summary>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns()
    {
        Add(DefaultConfig.Instance);
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithIterationTime(TimeInterval.FromMilliseconds(50))
                .WithWarmupCount(6)
                .WithIterationCount(30)
                .WithId("short"));
    }
}
