using System.Text.Json;
using System.Text.Json.Nodes;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Device;

/// <summary>Points of Fig. 5 on generated digits, by the command <c>idrop run fig5 --preset smoke</c> itself: trainings, evaluations and
/// the total correlation.</summary>
/// <param name="Loss">The training loss of the last epoch, for each value of beta.</param>
/// <param name="TotalCorrelation">Total correlation less its bias, in nats, for each value of beta.</param>
/// <param name="Seconds">What all of it took.</param>
internal sealed record FigurePoint(IReadOnlyList<double> Loss, IReadOnlyList<double> TotalCorrelation, double Seconds)
{
    /// <summary>Runs the command on a device.</summary>
    /// <exception cref="UserError">It failed, or a training did.</exception>
    public static FigurePoint On(string device)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var start = System.Diagnostics.Stopwatch.StartNew();
        var code = Experiments.CommandLine.Run(
            ["run", "fig5", "--preset", "smoke", "--device", device, "--out", folder.Path, "--json"], Streams.Captured(output, error));
        if (code != ExitCode.Success) throw new UserError($"idrop run fig5 ended with exit code {code}: {error.ToString().Trim()}");
        var rows = JsonNode.Parse(output.ToString())!["errorInformationAndTotalCorrelation"]!.AsArray();
        var losses = Directory.GetFiles(folder.Path, "metrics.jsonl", SearchOption.AllDirectories)
            .Select(file => JsonNode.Parse(File.ReadLines(file).Last())!["loss"]!);
        return new(
            [.. losses.Select(Number)], [.. rows.Select(row => Number(row!["correctedNats"]!))], start.Elapsed.TotalSeconds);
    }

    private static double Number(JsonNode node) => node.GetValueKind() == JsonValueKind.String
        ? double.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
        : node.GetValue<double>();
}
