using BenchmarkDotNet.Running;
using IDropTheory.Benchmarks;

// dotnet run -c Release --project Benchmarks -- --filter '*Kl*'
BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args);
return 0;
