using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Verification;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop verify</c>: tests every statement of the paper that numbers can test.</summary>
internal static class VerifyCommand
{
    public static Command Create(Shell shell)
    {
        var seed = NumberOption.Seed(VerificationSettings.Default.Seed);
        var samples = NumberOption.Count(
            "--samples", "Samples per Monte-Carlo check", 1000, 1_000_000_000, VerificationSettings.Default.Samples);
        var all = new Option<bool>("--all") { Description = "Show every check, not only the errata and what failed" };
        return shell.Command(
            "verify",
            "Check every proposition, identity and erratum against an independent computation; exit code 1 if one fails",
            [seed, samples, all],
            run =>
            {
                var settings = new VerificationSettings(run.Get(seed), run.Get(samples));
                return Result(Check(run, settings), settings, run.Get(all));
            },
            new() { Examples = ["idrop verify", "idrop verify --all --seed 7"] });
    }

    /// <summary>Runs every check and shows the progress.</summary>
    public static IReadOnlyList<Check> Check(Invocation run, VerificationSettings settings) => run.Working(
        "checking", say => CheckCatalogue.Run(settings, (done, all) => say($"checking: {done} of {all} done"), run.Cancellation));

    /// <summary>The checks as one result; for people the errata and what failed, or everything.</summary>
    internal static CommandResult Result(IReadOnlyList<Check> checks, VerificationSettings settings, bool all)
    {
        var failed = checks.Count(c => !c.Passed);
        return new CommandResult
        {
            ExitCode = failed == 0 ? ExitCode.Success : ExitCode.CheckFailed,
            ForPeople = unit => ForPeople(checks, all, unit),
        }
            .Add("checks", "checks", [.. checks.Select(Entry)])
            .Add("passed", "passed", checks.Count - failed)
            .Add("failed", "failed", failed)
            .Add("seed", "seed", settings.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Add("samples", "samples", settings.Samples);
    }

    private static CommandResult Entry(Check check)
    {
        CommandResult Put(CommandResult to, string key, double? value) =>
            value is { } v && check.IsInformation && !double.IsNaN(v) ? to.Add(key, key, new Nats(v)) : to.Add(key, key, value);

        var result = new CommandResult()
            .Add("id", "id", check.Id).Add("statement", "statement", check.Statement).Add("how", "how", Label.Of(check.How));
        Put(Put(result, "computed", check.Computed), "reference", check.Reference);
        if (check.IsInformation && !double.IsNaN(check.Low))
            result.Add("interval", "interval", (new Nats(check.Low), new Nats(check.High)));
        else
            result.Add("interval", "interval", (check.Low, check.High));
        if (check.How == Evidence.Proof) result.Add("coefficients", "coefficients", check.Coefficients);
        Put(result.Add("errorProbability", "error probability", check.ErrorProbability), "printed", check.Printed);
        if (check.Failure is { } failure) result.Add("failure", "failure", failure);
        return result.Add("information", null, check.IsInformation).Add("passed", "passed", check.Passed);
    }

    // In a terminal of 80 columns: the errata and what failed, unless all is asked for.
    private static Rows ForPeople(IReadOnlyList<Check> checks, bool all, InformationUnit unit)
    {
        var failed = checks.Where(check => !check.Passed).ToArray();
        var misprints = checks.Where(check => check.Passed && check.Printed is not null).ToArray();
        var summary = failed.Length == 0
            ? $"[green]{checks.Count} checks passed[/]; {misprints.Length} of them refute a printed form. Information in {unit.Name()}."
            : $"[red]{failed.Length} of {checks.Count} checks failed[/]. Information in {unit.Name()}.";
        IRenderable[] tables = all ? [Everything(checks, unit)]
            : failed.Length == 0 ? [Errata(misprints, unit)]
            : [Errata(misprints, unit), Everything(failed, unit)];
        var proofs = checks.Where(check => check.Passed && check.How == Evidence.Proof).Select(check => check.Id.Replace(".proof", ""));
        return new Rows(
        [
            .. tables,
            new Markup($"Proved for all parameters: {string.Join(", ", proofs)}."),
            new Markup(summary + (all ? "" : " Every check: --all.")),
        ]);
    }

    private static Table Errata(IEnumerable<Check> misprints, InformationUnit unit)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "what the paper prints, and what follows", "derived", "printed");
        foreach (var check in misprints.OrderBy(check => check.Id, StringComparer.Ordinal))
            table.AddRow(
                new Spectre.Console.Text(check.Id), new Spectre.Console.Text(check.Statement),
                new Spectre.Console.Text(Value(check, check.Computed, unit)), new Spectre.Console.Text(Value(check, check.Printed, unit)));
        return table;
    }

    private static Table Everything(IEnumerable<Check> checks, InformationUnit unit)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("", "check", "statement", "computed", "reference", "printed", "how sure");
        foreach (var check in checks)
            table.AddRow(
                new Markup(check.Passed ? "[green]pass[/]" : "[red]FAIL[/]"),
                new Spectre.Console.Text(check.Id),
                new Spectre.Console.Text(check.Failure is { } failure ? $"{check.Statement}: {failure}" : check.Statement),
                new Spectre.Console.Text(Value(check, check.Computed, unit)),
                new Spectre.Console.Text(Value(check, check.Reference, unit)),
                new Markup(check.Printed is null ? "" : $"[yellow]{Value(check, check.Printed, unit)}[/]"),
                new Spectre.Console.Text(check.Sureness));
        return table;
    }

    private static string Value(Check check, double? value, InformationUnit unit) => value is not { } number ? ""
        : Numbers.Short(check.IsInformation && !double.IsNaN(number) ? new Nats(number).In(unit) : number);
}
