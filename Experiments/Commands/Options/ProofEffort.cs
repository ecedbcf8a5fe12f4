using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options --effort and --seconds: how much work a proof may take.</summary>
internal sealed class ProofEffort
{
    private readonly Choice<int> _effort = new(
        "--effort", "Work for the bound: about 2 s, 0.2 s or 80 s of one core; the result depends on no clock", Efforts);

    private readonly Option<double?> _seconds = NumberOption.Optional(
        "--seconds", "Instead: stop when the bound is good enough or after so many seconds", NumberRange.Positive);

    /// <summary>The words for amounts of work, in cells of the branch and bound: 50,000 of six symbols take about two seconds.</summary>
    public static (string Word, int Cells)[] Efforts => [("standard", 50_000), ("quick", 5_000), ("thorough", 2_000_000)];

    public IReadOnlyList<Option> All => [_effort, _seconds];

    /// <summary>Does work whose result is the better the later it is asked to stop.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="work">Is given the most cells, and the request to stop: at Ctrl-C or when the time is up.</param>
    public T Within<T>(Invocation run, Func<int, CancellationToken, T> work)
    {
        if (run.Get(_seconds) is not { } seconds) return work(run.Get(_effort), run.Cancellation);
        if (run.IsGiven(_effort)) throw new UserError("give either --effort or --seconds.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        stop.CancelAfter(TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(20).TotalSeconds)));
        return work(int.MaxValue, stop.Token);
    }

    /// <summary>Adds to a result what limited its work.</summary>
    public CommandResult Describe(Invocation run, CommandResult result)
    {
        var interrupted = run.Cancellation.IsCancellationRequested;
        var limit = run.Get(_seconds) is { } seconds
            ? $"{Numbers.Short(seconds)} s, so that the bound depends on this machine"
            : run.Get((Option<string>)_effort);
        return result.Add("effort", "effort", limit).Add("interrupted", interrupted ? "interrupted" : null, interrupted);
    }
}
