using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Benchmarks.Faults;

/// <summary><c>faults</c>: plants single faults of one per cent in Theory and reports what notices them.</summary>
internal static class FaultsCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "faults";

    public static Command Create(Shell shell)
    {
        var only = new Option<string>("--only")
        {
            Description = "Only faults whose file or text contains this",
            HelpName = "text",
            DefaultValueFactory = _ => "",
        };
        var alone = new Option<bool>("--verify-alone") { Description = "Do not try the property tests" };
        return shell.Command(
            Name,
            "Plant single faults of one per cent in Theory, compile it, and report which of them idrop verify and the nearest property "
            + "tests notice; the tree stays as it is, and dotnet build -c Release comes first",
            [only, alone],
            run =>
            {
                var repository = Repository();
                Fault[] faults = [.. FaultCatalogue.All.Where(fault => fault.Concerns(run.Get(only)))];
                if (faults.Length == 0)
                    throw new UserError($"No fault has '{run.Get(only)}' in its file or text; name a file of Theory, or leave out --only.");
                var theory = new FaultyTheory(Path.Combine(repository, "Theory"));
                using var ground = new TrialGround(repository);
                run.Note("the control: Theory as it is");
                theory.Compile(null, ground.Theory, run.Cancellation);
                ImmutableArray<string> classes = run.Get(alone) ? [] : [.. faults.SelectMany(fault => fault.Tests).Distinct()];
                Control(ground, classes, run.Cancellation);
                var trials = faults.Select((fault, i) => Try(run, theory, ground, fault, !run.Get(alone), $"{i + 1} of {faults.Length}"));
                return Result([.. trials], classes.Length, !run.Get(alone));
            },
            new() { Examples = ["benchmarks faults", "benchmarks faults --only RateDistortion"] });
    }

    /// <summary>The folder with the solution, above this program.</summary>
    private static string Repository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "IDropTheory.sln"))) return folder;
        throw new UserError("There is no IDropTheory.sln above this program; run it from the repository: dotnet run --project Benchmarks.");
    }

    private static void Control(TrialGround ground, ImmutableArray<string> classes, CancellationToken cancellation)
    {
        string[] alarms = [.. ground.Verify(cancellation), .. classes.Where(tests => ground.Fails(tests, cancellation))];
        if (alarms.Length > 0)
            throw new UserError($"Without a fault {string.Join(", ", alarms)} fails; nothing can be said of the faults. Mend that first.");
    }

    private static Trial Try(Invocation run, FaultyTheory theory, TrialGround ground, Fault fault, bool withTests, string count)
    {
        var clock = Stopwatch.StartNew();
        theory.Compile(fault, ground.Theory, run.Cancellation);
        var compiled = clock.Elapsed.TotalSeconds;
        var checks = ground.Verify(run.Cancellation);
        var verified = clock.Elapsed.TotalSeconds;
        var test = withTests ? fault.Tests.FirstOrDefault(tests => ground.Fails(tests, run.Cancellation)) : null;
        run.Note($"{count}: {fault.File}: {fault.OneLine}: verify {(checks.IsEmpty ? "SURVIVED" : checks[0])}"
            + (withTests ? $", tests {test ?? "SURVIVED"}" : "")
            + $" ({compiled:F1} s to compile, {verified - compiled:F1} s to verify, {clock.Elapsed.TotalSeconds - verified:F1} s to test)");
        return new(fault, checks, test);
    }

    private static CommandResult Result(ImmutableArray<Trial> trials, int controls, bool withTests)
    {
        var result = new CommandResult()
            .Add("faults", "faults", trials.Length)
            .Add("byVerify", "noticed by verify", trials.Count(trial => !trial.Checks.IsEmpty));
        if (withTests)
            result.Add("byTests", "noticed by the property tests", trials.Count(trial => trial.Test is not null))
                .Add("controls", "classes of tests that pass without a fault", controls);
        return result.Add("trials", "trials", [.. trials.Select(trial => new CommandResult()
            .Add("file", "file", trial.Fault.File)
            .Add("text", "text", trial.Fault.OneLine)
            .Add("change", null, trial.Fault.Change)
            .Add("checks", "checks that fail", trial.Checks.IsEmpty ? ["none"] : trial.Checks)
            .Add("test", "class of tests that fails", trial.Test ?? (withTests ? "none" : "not tried")))]);
    }

    private sealed record Trial(Fault Fault, ImmutableArray<string> Checks, string? Test);
}
