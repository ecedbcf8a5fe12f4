using System.Globalization;

namespace IDropTheory.Experiments;

/// <summary>The runs of a study with their learning curves.</summary>
internal static class RunTable
{
    public static Html Of(IReadOnlyList<RunRecord> runs)
    {
        var errors = new Sparkline(runs.SelectMany(Errors));
        var kl = new Sparkline(runs.SelectMany(Kl));
        return ScrollTable.Of(
            $"Every run, epoch by epoch. All curves of a column share one logarithmic scale{Range(errors, 100, "%")}{Range(kl, 1, " nats")}.",
            $"""
            <th>run</th><th class="number">beta</th><th class="number">seed</th><th class="number">epochs</th>
            <th>validation error</th><th>KL, all layers</th><th class="number">test error</th>
            <th class="number">cross-entropy (nats)</th><th class="number">seconds</th>
            """,
            Html.Each(runs, run => Row(run, errors, kl)));
    }

    private static Html Row(RunRecord run, Sparkline errors, Sparkline kl) => $"""
        <tr><td>{run.Settings.Network.Words}</td><td class="number">{Numbers.Short(run.Settings.Beta)}</td>
        <td class="number">{run.Settings.Seed.ToString(CultureInfo.InvariantCulture)}</td>
        <td class="number">{run.Epochs.Count} of {run.Settings.Epochs}</td>
        <td>{errors.Draw([.. Errors(run)], Described("validation error", Errors(run), 100, "%"))}</td>
        <td>{kl.Draw([.. Kl(run)], Described("KL of all layers", Kl(run), 1, " nats"))}</td>
        <td class="number">{(run.Result?.Test.Error is { } error ? Percent(error) : "not finished")}</td>
        <td class="number">{(run.Result is { } result ? Words.Number(result.Test.CrossEntropy.Value) : "")}</td>
        <td class="number">{run.Result?.Seconds.ToString("0", CultureInfo.InvariantCulture)}</td></tr>

        """;

    private static IEnumerable<double> Errors(RunRecord run) => run.Epochs.Where(e => e.Validation?.Error is not null).Select(e => e.Validation!.Error!.Value);

    private static IEnumerable<double> Kl(RunRecord run) =>
        run.Epochs.Where(e => !e.KlPerLayer.IsEmpty).Select(e => e.KlPerLayer.Values.Sum(kl => kl.Value));

    private static string Described(string what, IEnumerable<double> values, double factor, string unit) =>
        values.ToArray() is [var first, .., var last] ? $"{what} from {Words.Number(factor * first)}{unit} to {Words.Number(factor * last)}{unit}" : what;

    private static string Range(Sparkline column, double factor, string unit) =>
        column.Range is { } range ? $"; {Words.Number(factor * range.Low)} to {Words.Number(factor * range.High)}{unit}" : "";

    private static string Percent(double fraction) => (100 * fraction).ToString("F2", CultureInfo.InvariantCulture) + "%";
}
