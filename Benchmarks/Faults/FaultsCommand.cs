using System.Collections.Immutable;
using System.CommandLine;
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
        var by = new Choice<Noticing>(
            "--by", "What is tried", ("both", Noticing.Verify | Noticing.Tests), ("verify", Noticing.Verify), ("tests", Noticing.Tests));
        return shell.Command(
            Name,
            "Plant single faults of one per cent in Theory, compile it, and report which of them idrop verify and the nearest property "
            + "tests notice; the tree stays as it is, and dotnet build -c Release comes first",
            [only, by],
            run =>
            {
                var repository = Repository();
                Fault[] faults = [.. FaultCatalogue.All.Where(fault => fault.Concerns(run.Get(only)))];
                if (faults.Length == 0)
                    throw new UserError($"No fault has '{run.Get(only)}' in its file or text; name a file of Theory, or leave out --only.");
                var theory = new FaultyTheory(Path.Combine(repository, "Theory"));
                using var ground = run.Get(by).HasFlag(Noticing.Tests) ? new TrialGround(repository) : null;
                run.Note("the control: Theory as it is");
                ImmutableArray<string> classes = [.. faults.SelectMany(fault => fault.Tests).Distinct()];
                Control(theory, run.Get(by), ground, classes, run.Cancellation);
                var trials = new List<Trial>();
                foreach (var fault in faults)
                    trials.Add(Try(run, theory, run.Get(by), ground, fault, trials, faults.Length));
                return Result([.. trials], run.Get(by), classes.Length);
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

    private static void Control(
        FaultyTheory theory, Noticing by, TrialGround? ground, ImmutableArray<string> classes, CancellationToken cancellation)
    {
        var assembly = theory.Compile(null, cancellation);
        ground?.Exchange(assembly);
        string[] alarms =
        [
            .. by.HasFlag(Noticing.Verify) ? Verify(assembly, [], cancellation) : [],
            .. classes.Where(tests => ground is not null && ground.Fails(tests, cancellation)),
        ];
        if (alarms.Length > 0)
            throw new UserError($"Without a fault {string.Join(", ", alarms)} fails; nothing can be said of the faults. Mend that first.");
    }

    private static Trial Try(
        Invocation run, FaultyTheory theory, Noticing by, TrialGround? ground, Fault fault, List<Trial> before, int count)
    {
        var assembly = theory.Compile(fault, run.Cancellation);
        ground?.Exchange(assembly);
        var trial = new Trial(
            fault,
            by.HasFlag(Noticing.Verify) ? Verify(assembly, Neighbours(fault, before), run.Cancellation) : null,
            ground is null ? null : [.. fault.Tests.Where(tests => ground.Fails(tests, run.Cancellation)).Take(1)]);
        run.Note($"{before.Count + 1} of {count}: {fault.File}: {fault.OneLine}: verify {Short(trial.Checks)}, tests {Short(trial.Tests)}");
        return trial;
    }

    private static ImmutableArray<string> Verify(byte[] assembly, HashSet<string> likely, CancellationToken cancellation)
    {
        using var theory = new LoadedTheory(new MemoryStream(assembly));
        return theory.Failure(likely, cancellation) is { } check ? [check] : [];
    }

    // What noticed other faults in the same folder is tried first: that saves time, and changes no outcome.
    private static HashSet<string> Neighbours(Fault fault, List<Trial> before) =>
    [
        .. before.Where(trial => Path.GetDirectoryName(trial.Fault.File) == Path.GetDirectoryName(fault.File))
            .SelectMany(trial => trial.Checks ?? []),
    ];

    private static string Short(ImmutableArray<string>? noticing) => noticing switch
    {
        null => "not tried",
        [] => "SURVIVED",
        [var first, ..] => first,
    };

    private static CommandResult Result(ImmutableArray<Trial> trials, Noticing by, int classes)
    {
        var result = new CommandResult().Add("faults", "faults", trials.Length);
        if (by.HasFlag(Noticing.Verify))
            result.Add("byVerify", "noticed by verify", trials.Count(trial => trial.Checks is [_, ..]));
        if (by.HasFlag(Noticing.Tests))
            result.Add("byTests", "noticed by the property tests", trials.Count(trial => trial.Tests is [_, ..]))
                .Add("controls", "classes of tests that pass without a fault", classes);
        return result.Add("trials", "trials", [.. trials.Select(trial => new CommandResult()
            .Add("file", "file", trial.Fault.File)
            .Add("text", "text", trial.Fault.OneLine)
            .Add("change", null, trial.Fault.Change)
            .Add("verify", "a check that fails", Short(trial.Checks))
            .Add("tests", "class of tests that fails", Short(trial.Tests)))]);
    }

    [Flags]
    private enum Noticing
    {
        Verify = 1,
        Tests = 2,
    }

    /// <summary>What came of a fault: the checks and the class of tests that fail; null where they were not tried.</summary>
    private sealed record Trial(Fault Fault, ImmutableArray<string>? Checks, ImmutableArray<string>? Tests);
}
