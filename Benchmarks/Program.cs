using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using IDropTheory.Benchmarks;
using IDropTheory.Experiments.Output;

// dotnet run -c Release --project Benchmarks -- --filter '*Kl*'    micro-benchmarks of Theory
// dotnet run -c Release --project Benchmarks -- training           training steps against their bare convolutions
// dotnet run -c Release --project Benchmarks -- pytorch            training steps against PyTorch's
// dotnet run -c Release --project Benchmarks -- bottleneck         time and gap of the bottleneck by alphabet, NumPy's iteration
// dotnet run -c Release --project Benchmarks -- faults             which faults of one per cent the checks and the tests notice
// dotnet run -c Release --project Benchmarks -- device-check       does another device compute what the CPU computes, and how fast
if (args is [var first, ..] && BenchmarkCommands.Names.Contains(first))
    return BenchmarkCommands.Run(args, Streams.OfConsole());
Microbenchmarks(args);
return 0;

// By itself: a published program, which takes no benchmarks to another machine, has no BenchmarkDotNet.
[MethodImpl(MethodImplOptions.NoInlining)]
static void Microbenchmarks(string[] arguments) => BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(arguments);
