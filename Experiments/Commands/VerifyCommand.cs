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
        var seeds = NumberOption.OptionalCount(
            "--seeds", "Repeat the checks that depend on the seed with so many seeds, from --seed on", 1, 1_000_000);
        return shell.Command(
            "verify",
            "Check every proposition, identity and erratum against an independent computation; exit code 1 if one fails, 3 if none does "
            + "and one has too few samples to decide",
            [seed, samples, all, seeds],
            run =>
            {
                var settings = new VerificationSettings(run.Get(seed), run.Get(samples));
                return run.Get(seeds) is { } count
                    ? Result(Repeat(run, settings, count), settings)
                    : Result(Check(run, settings), settings, run.Get(all));
            },
            new() { Examples = ["idrop verify", "idrop verify --all --seed 7", "idrop verify --seeds 300 --samples 100000"] });
    }

    /// <summary>Runs every check and shows the progress.</summary>
    public static IReadOnlyList<Check> Check(Invocation run, VerificationSettings settings) => run.Working(
        "checking", say => CheckCatalogue.Run(settings, (done, all) => say($"checking: {done} of {all} done"), run.Cancellation));

    private static IReadOnlyList<SeedTally> Repeat(Invocation run, VerificationSettings settings, int seeds) => run.Working(
        "checking",
        say => CheckCatalogue.Repeat(settings, seeds, (done, all) => say($"checking: {done} of {all} seeds done"), run.Cancellation));

    /// <summary>The checks as one result; for people the errata and what failed, or everything.</summary>
    internal static CommandResult Result(IReadOnlyList<Check> checks, VerificationSettings settings, bool all)
    {
        int Count(CheckOutcome outcome) => checks.Count(check => check.Outcome == outcome);
        return new CommandResult
        {
            ExitCode = ExitCode.OfChecks(Count(CheckOutcome.Failed), Count(CheckOutcome.Undecided)),
            ForPeople = unit => ForPeople(checks, all, unit),
        }
            .Add("checks", "checks", [.. checks.Select(Entry)])
            .Add("passed", "passed", Count(CheckOutcome.Passed))
            .Add("failed", "failed", Count(CheckOutcome.Failed))
            .Add("undecided", "undecided", Count(CheckOutcome.Undecided))
            .Add("seed", "seed", Text(settings.Seed))
            .Add("samples", "samples", settings.Samples);
    }

    /// <summary>What came of many seeds; for people a table of what failed or could not be decided.</summary>
    internal static CommandResult Result(IReadOnlyList<SeedTally> tallies, VerificationSettings settings)
    {
        var (failed, undecided) = (tallies.Sum(tally => tally.Failed.Length), tallies.Sum(tally => tally.Undecided.Length));
        return new CommandResult { ExitCode = ExitCode.OfChecks(failed, undecided), ForPeople = _ => ForPeople(tallies, settings) }
            .Add("checks", "checks", [.. tallies.Select(tally => new CommandResult()
                .Add("id", "id", tally.Id).Add("statement", "statement", tally.Statement)
                .Add("errorProbability", "error probability", tally.ErrorProbability)
                .Add("failed", "failed with the seeds", [.. tally.Failed.Select(Text)])
                .Add("undecided", "undecided with the seeds", [.. tally.Undecided.Select(Text)]))])
            .Add("failed", "failed", failed)
            .Add("undecided", "undecided", undecided)
            .Add("errorProbability", "error probability for each seed", tallies.Sum(tally => tally.ErrorProbability))
            .Add("seed", "first seed", Text(settings.Seed))
            .Add("seeds", "seeds", tallies[0].Seeds)
            .Add("samples", "samples", settings.Samples);
    }

    // Seeds have more digits than a JSON number keeps.
    private static string Text(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);

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
        if (check.SamplesNeeded is { } needed) result.Add("samplesNeeded", "samples needed", needed);
        return result.Add("information", null, check.IsInformation).Add("outcome", "outcome", Label.Of(check.Outcome));
    }

    // In a terminal of 80 columns: the errata and what failed, unless all is asked for.
    private static Rows ForPeople(IReadOnlyList<Check> checks, bool all, InformationUnit unit)
    {
        var failed = checks.Where(check => check.Outcome == CheckOutcome.Failed).ToArray();
        var undecided = checks.Where(check => check.Outcome == CheckOutcome.Undecided).ToArray();
        var misprints = checks.Where(check => check.Passed && check.Printed is not null).ToArray();
        var summary = failed.Length > 0 ? $"[red]{failed.Length} of {checks.Count} checks failed[/]."
            : $"[green]{checks.Count - undecided.Length} checks passed[/]; {misprints.Length} of them refute a printed form.";
        IRenderable[] tables = all ? [Everything(checks, unit)]
            : failed.Length == 0 ? [Errata(misprints, unit)]
            : [Errata(misprints, unit), Everything(failed, unit)];
        var proofs = checks.Where(check => check.Passed && check.How == Evidence.Proof).Select(check => check.Id.Replace(".proof", ""));
        return new Rows(
        [
            .. tables,
            new Markup($"Proved for all parameters: {string.Join(", ", proofs)}."),
            .. undecided.Length == 0 ? Array.Empty<IRenderable>() : [new Markup(Undecided(undecided))],
            new Markup($"{summary} Information in {unit.Name()}.{(all ? "" : " Every check: --all.")}"),
        ]);
    }

    // Of so few samples a wrong value could not be told from the right one.
    private static string Undecided(Check[] checks) =>
        $"[yellow]{checks.Length} undecided[/] for too few samples, neither passed nor failed: "
        + $"{string.Join(", ", checks.Select(check => check.Id))}. --samples {checks.Max(check => check.SamplesNeeded)} decides them.";

    private static Rows ForPeople(IReadOnlyList<SeedTally> tallies, VerificationSettings settings)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("check", "statement", "failed with the seeds", "undecided");
        foreach (var tally in tallies.Where(tally => !tally.Failed.IsEmpty || !tally.Undecided.IsEmpty))
            table.AddRow(
                new Spectre.Console.Text(tally.Id), new Spectre.Console.Text(tally.Statement),
                new Markup($"[red]{string.Join(", ", tally.Failed)}[/]"), new Spectre.Console.Text($"{tally.Undecided.Length}"));
        var (seeds, failed) = (tallies[0].Seeds, tallies.Sum(tally => tally.Failed.Length));
        var undecided = tallies.Sum(tally => tally.Undecided.Length);
        var sampled = tallies.Count(tally => tally.ErrorProbability > 0);
        var runs = (long)seeds * tallies.Count;
        return new Rows(
        [
            .. table.Rows.Count == 0 ? Array.Empty<IRenderable>() : [table],
            new Markup(Invariant(
                $"{tallies.Count} checks depend on the seed. With {seeds} seeds from {settings.Seed} on, ")
                + (failed == 0 ? Invariant($"[green]none of {runs} failed[/]") : Invariant($"[red]{failed} of {runs} failed[/]"))
                + (undecided == 0 ? ". " : Invariant($", {undecided} were undecided. "))
                + Invariant($"{sampled} of them sample and state how often they fail a true statement: at most ")
                + Invariant($"{tallies.Sum(tally => tally.ErrorProbability):G2} for each seed. The others can fail by rounding alone.")),
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
                new Markup(check.Outcome switch
                {
                    CheckOutcome.Passed => "[green]pass[/]",
                    CheckOutcome.Failed => "[red]FAIL[/]",
                    _ => "[yellow]?[/]",
                }),
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
