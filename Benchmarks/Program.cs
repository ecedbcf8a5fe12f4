using BenchmarkDotNet.Running;
using IDropTheory.Benchmarks;
using IDropTheory.Benchmarks.Training;
using IDropTheory.Experiments.Output;

// dotnet run -c Release --project Benchmarks -- --filter '*Kl*'    micro-benchmarks of Theory
// dotnet run -c Release --project Benchmarks -- training           training steps
if (args is [TrainingCommand.Name, ..])
    return TrainingCommand.Run(args, Streams.OfConsole());
BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args);
return 0;
