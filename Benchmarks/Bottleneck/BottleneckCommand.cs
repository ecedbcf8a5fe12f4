using System.CommandLine;
using System.Diagnostics;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Bottleneck;

/// <summary><c>bottleneck</c>: time and gap of the solver against the alphabet, and its iteration against NumPy's.</summary>
internal static class BottleneckCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "bottleneck";

    public static Command Create(Shell shell)
    {
        var sizes = NumberOption.Counts("--sizes", "Symbols of x and of y", 2, 1024, 3, 4, 6, 8, 10, 14, 20, 32, 64);
        var shares = NumberOption.Values(
            "--betas", "Trade-offs, as shares of the local threshold of learning", NumberRange.Positive, 0.3, 0.6, 0.9);
        var efforts = new Option<string[]>("--efforts")
        {
            Description = "Values of --effort of ib solve",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["quick", "standard"],
        };
        efforts.AcceptOnlyFromAmong([.. ProofEffort.Efforts.Select(effort => effort.Word)]);
        var seed = NumberOption.Seed();
        var python = new Option<string?>("--python")
        {
            Description = "Python interpreter that has NumPy: the iteration is timed against its",
            HelpName = "command",
        };
        return shell.Command(
            Name,
            "Time the information bottleneck on random joints (uniform on the simplex): seconds, and the gap that is left, by alphabet",
            [sizes, shares, efforts, seed, python],
            run =>
            {
                var key = RandomKey.FromSeed(run.Get(seed));
                JointDistribution Joint(int size) => JointDistribution.Random(key.Fold((ulong)size), size, size);
                // The first solutions compile the code.
                for (var size = 4; size <= 12; size += 8)
                    InformationBottleneck.Solve(Joint(size), Beta.FromPaper(0.05), new() { CellBudget = 2_000 });
                var solved = run.Working(Name, say => (
                    from size in run.Get(sizes)
                    from effort in ProofEffort.Efforts.Where(effort => run.Get(efforts).Contains(effort.Word)).OrderBy(e => e.Cells)
                    from share in run.Get(shares)
                    select Solved(Joint(size), share, effort, say, run.Cancellation)).ToList());
                var iterated = run.Working(Name, say => (
                    from size in run.Get(sizes)
                    select Iterated(Joint(size), run.Get(python), say)).ToList());
                return new CommandResult()
                    .Add("rows", "time and gap", solved)
                    .Add("iterations", "one iteration, in microseconds", iterated);
            });
    }

    private static CommandResult Solved(
        JointDistribution joint, double share, (string Word, int Cells) effort, Action<string> say, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        say($"{joint.CountX} symbols, {effort.Word}");
        var beta = Beta.FromPaper(share * Thresholds.Local(joint).Paper);
        var (processor, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var (first, last) = ((double?)null, (BottleneckSolution?)null);
        foreach (var solution in InformationBottleneck.Improve(joint, beta, new() { CellBudget = effort.Cells }, cancellation))
        {
            first ??= Stopwatch.GetElapsedTime(start).TotalSeconds;
            last = solution;
        }
        return new CommandResult()
            .Add("symbols", "symbols", joint.CountX)
            .Add("effort", "effort", effort.Word)
            .Add("beta", "beta", beta.Paper)
            .Add("firstEncoder", "s to an encoder", first)
            .Add("seconds", "s", Stopwatch.GetElapsedTime(start).TotalSeconds)
            .Add("processorSeconds", "processor s", (Environment.CpuUsage.TotalTime - processor).TotalSeconds)
            .Add("gap", "gap", last!.Gap)
            .Add("gapShare", "gap / I(x;y)", last.Gap.Value / joint.MutualInformation().Value)
            .Add("certified", "certified", last.Certified);
    }

    private static CommandResult Iterated(JointDistribution joint, string? python, Action<string> say)
    {
        say($"{joint.CountX} symbols, iteration");
        var beta = 0.6 * Thresholds.Local(joint).Paper;
        var (processor, iterations) = (Environment.CpuUsage.TotalTime, 0);
        // One start may end early, by convergence.
        for (ulong seed = 0; iterations < 1_000; seed++)
        {
            var options = new BottleneckOptions { Certify = false, Restarts = 2, Key = RandomKey.FromSeed(seed) };
            iterations += InformationBottleneck.Solve(joint, Beta.FromPaper(beta), options).Iterations;
        }
        var own = (Environment.CpuUsage.TotalTime - processor).TotalSeconds / iterations;
        var result = new CommandResult().Add("symbols", "symbols", joint.CountX).Add("own", "IDropTheory", 1e6 * own);
        if (python is null) return result;
        const int Peers = 1_000;
        var peer = NumPyIteration.Run(python, joint, beta, Peers);
        return result
            .Add("numpy", "NumPy", 1e6 * peer["processor"]!.GetValue<double>() / Peers)
            .Add("version", "its version", peer["numpy"]!.GetValue<string>());
    }
}
