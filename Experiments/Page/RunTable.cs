using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Page;

/// <summary>The runs of a study with their learning curves.</summary>
internal static class RunTable
{
    public static Html Of(IReadOnlyList<RunRecord> runs)
    {
        var measure = runs.Any(run => Errors(run).Any()) ? Classified : Encoded;
        var (progress, kl) = (new Sparkline(runs.SelectMany(measure.Progress)), new Sparkline(runs.SelectMany(Kl)));
        return Html.Table(
            $"Every run, epoch by epoch. All curves of a column share one logarithmic scale{Range(progress, measure)}{Range(kl, Nats)}.",
            $"""
            <th>run</th><th class="number">beta</th><th class="number">seed</th><th class="number">epochs</th>
            <th>{measure.ProgressName}</th><th>KL, all layers</th><th class="number">{measure.ResultName}</th>
            <th class="number">cross-entropy (nats)</th><th class="number">seconds</th>
            """,
            Html.Each(runs, run => Row(run, measure, progress, kl)));
    }

    private static Measure Classified { get; } = new("validation error", "test error", 100, "%", Errors, result => result.Test.Error);

    private static Measure Encoded { get; } = new(
        "training cross-entropy", "test bound", 1, " nats",
        run => run.Epochs.Select(e => e.CrossEntropy.Value), result => result.Test.Bound);

    private static Measure Nats { get; } = Encoded;

    private static Html Row(RunRecord run, Measure measure, Sparkline progress, Sparkline kl) => $"""
        <tr><td>{run.Settings.Network.Label}</td><td class="number">{Numbers.Short(run.Settings.Beta)}</td>
        <td class="number">{run.Settings.Seed.ToString(CultureInfo.InvariantCulture)}</td>
        <td class="number">{run.Epochs.Length} of {run.Settings.Epochs}</td>
        <td>{progress.Draw([.. measure.Progress(run)], Described(measure.ProgressName, measure.Progress(run), measure))}</td>
        <td>{kl.Draw([.. Kl(run)], Described("KL of all layers", Kl(run), Nats))}</td>
        <td class="number">{Result(run, measure)}</td>
        <td class="number">{(run.Result is { } result ? Numbers.Sentence(result.Test.CrossEntropy.Value) : "")}</td>
        <td class="number">{run.Result?.Seconds.ToString("0", CultureInfo.InvariantCulture)}</td></tr>

        """;

    private static string Result(RunRecord run, Measure measure) =>
        run.Result is null ? run.Failed ? "failed" : "not finished"
        : measure.Result(run.Result) is { } value ? Fixed(measure.Factor * value) + measure.Unit
        : "";

    private static IEnumerable<double> Errors(RunRecord run) =>
        run.Epochs.Where(e => e.Validation?.Error is not null).Select(e => e.Validation!.Error!.Value);

    private static IEnumerable<double> Kl(RunRecord run) =>
        run.Epochs.Where(e => !e.KlPerLayer.IsEmpty).Select(e => e.KlPerLayer.Values.Sum(kl => kl.Value));

    private static string Described(string what, IEnumerable<double> values, Measure unit) => values.ToArray() is [var first, .., var last]
        ? $"{what} from {Numbers.Sentence(unit.Factor * first)}{unit.Unit} to {Numbers.Sentence(unit.Factor * last)}{unit.Unit}"
        : what;

    private static string Range(Sparkline column, Measure unit) => column.Range is { } range
        ? $"; {Numbers.Sentence(unit.Factor * range.Low)} to {Numbers.Sentence(unit.Factor * range.High)}{unit.Unit}"
        : "";

    private static string Fixed(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>The quantity by which the runs of a study are judged.</summary>
    private sealed record Measure(
        string ProgressName, string ResultName, double Factor, string Unit,
        Func<RunRecord, IEnumerable<double>> Progress, Func<RunResult, double?> Result);
}
