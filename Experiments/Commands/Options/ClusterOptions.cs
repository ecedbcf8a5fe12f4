using System.CommandLine;
using System.Text.RegularExpressions;
using IDropTheory.Experiments.Cluster;
using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>The options that hand the runs of a command to a cluster.</summary>
internal sealed partial class ClusterOptions
{
    private const int MostWorkersByDefault = 100;
    private const string InContainer = "/results";

    private readonly Choice<Engine> _on = new(
        "--on", "Where runs are carried out: by this process, or by workers that Slurm or Kubernetes starts",
        ("here", Engine.Here), ("slurm", Engine.Slurm), ("kubernetes", Engine.Kubernetes));

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Print the batch script or the manifest, and write and submit nothing",
    };

    private readonly Option<int?> _workers = NumberOption.OptionalCount(
        "--array-limit", "Workers: elements of the job array (default: one for each run that is open, "
            + Invariant($"at most {MostWorkersByDefault})"), 1, 10_000);

    private readonly Option<int?> _gpus = NumberOption.OptionalCount("--gpus", "GPUs of a worker, which then trains on cuda", 0, 64);
    private readonly Option<string?> _time = Word("--time", "Slurm: time limit of a worker; near it, it saves and is queued again", "time");
    private readonly Option<string?> _partition = Word("--partition", "Slurm: the partition", "name");
    private readonly Option<string?> _account = Word("--account", "Slurm: the account", "name");
    private readonly Option<string?> _sbatch = new("--sbatch-options")
    {
        Description = "Slurm: other options of sbatch, as '--mem=4G --qos=long'",
        HelpName = "options",
    };

    private readonly Option<string?> _image = Word("--image", "Kubernetes: the container image (default: idrop:latest)", "name");
    private readonly Option<string?> _volume = Word(
        "--volume-claim", "Kubernetes: the claim of the shared volume (default: idrop-results), mounted at --out "
            + $"(default there: {InContainer})", "name");

    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "End when only runs of other processes are left, instead of waiting for them; workers of a cluster do",
    };

    private Option[] OfSlurm => [_time, _partition, _account, _sbatch];

    private Option[] OfKubernetes => [_image, _volume];

    /// <summary>All, under a title.</summary>
    public (string Title, IReadOnlyList<Option> Options) Group =>
        ("Many machines", [_on, _dryRun, _workers, _gpus, .. OfSlurm, .. OfKubernetes, _noWait]);

    /// <summary>Whether this process waits for runs that others carry out.</summary>
    public bool Waits(Invocation run) => !run.Get(_noWait);

    /// <summary>Hands the runs to a cluster; null where this process carries them out.</summary>
    /// <param name="run">The command as it was given.</param>
    /// <param name="work">What is carried out.</param>
    /// <exception cref="UserError">Options do not fit together, there is nothing to do, or the cluster refuses.</exception>
    public CommandResult? Submit(Invocation run, ClusterWork work)
    {
        var engine = run.Get(_on);
        Option[] others = engine switch
        {
            Engine.Slurm => OfKubernetes,
            Engine.Kubernetes => OfSlurm,
            _ => [_dryRun, _workers, _gpus, .. OfSlurm, .. OfKubernetes],
        };
        if (others.FirstOrDefault(run.IsGiven) is { } alien)
            throw new UserError(
                $"{alien.Name} does not belong to --on {run.Written(_on).ElementAtOrDefault(1) ?? "here"}; leave it out, or name another "
                + "--on.");
        if (engine == Engine.Here) return null;
        return engine == Engine.Slurm ? ToSlurm(run, work) : ToKubernetes(run, work);
    }

    private CommandResult ToSlurm(Invocation run, ClusterWork work)
    {
        string[] options =
        [
            .. new[] { _partition, _account, _time }.SelectMany(option => run.Get(option) is { } word
                ? new[] { $"{option.Name}={word}" } : []),
            .. Sbatch(run.Get(_sbatch)),
        ];
        var output = Path.GetFullPath(run.Get(work.Output));
        string Script(int open) => Slurm.Text(Job(run, work, output, Path.GetFullPath, open), OwnProgram.Words, options);
        if (run.Get(_dryRun)) return Printed(Script(Some(work.Open())));
        work.Begin();
        var (file, job) = Slurm.Submit(Path.Combine(output, work.Subfolder), Script(Some(work.Open())));
        return new CommandResult()
            .Add("job", "job", job)
            .Add("open", "runs to do", work.Open())
            .Add("script", "script", file)
            .Add("folder", "folder", Path.Combine(output, work.Subfolder));

        int Some(int open) => open > 0 ? open : throw new UserError(
            $"every run of {Path.Combine(output, work.Subfolder)} has ended: there is nothing to submit. Leave out --on to see the "
            + "result.");
    }

    private CommandResult ToKubernetes(Invocation run, ClusterWork work)
    {
        if (!run.Get(_dryRun))
            throw new UserError("--on kubernetes submits nothing itself; add --dry-run and pipe the manifest to `kubectl apply -f -`.");
        var output = run.IsGiven(work.Output) ? run.Get(work.Output) : InContainer;
        if (!output.StartsWith('/'))
            throw new UserError($"--out is {Quoted.Text(output)}; with --on kubernetes it is an absolute path in the container.");
        return Printed(Kubernetes.Manifest(
            Job(run, work, output, path => path, work.Open()),
            run.Get(_image) ?? "idrop:latest", run.Get(_volume) ?? "idrop-results", output));
    }

    private WorkerJob Job(Invocation run, ClusterWork work, string output, Func<string, string> path, int open)
    {
        var (jobs, gpus) = (run.Get(work.Jobs) ?? 1, run.Get(_gpus) ?? 0);
        var (threads, data) = work.Data.OfWorker(run, gpus > 0, path);
        return new(
            work.Name, Path.Combine(output, work.Subfolder),
            [
                .. work.Command,
                .. work.Options.Except([work.Output, work.Jobs]).SelectMany(run.Written),
                "--out", output, "--jobs", Invariant($"{jobs}"), .. data, .. work.IsPlannedAtOnce ? [_noWait.Name] : Array.Empty<string>(),
            ],
            run.Get(_workers) ?? Math.Min((open + jobs - 1) / jobs, MostWorkersByDefault), Math.Max(jobs, threads), gpus);
    }

    private static CommandResult Printed(string text) => new CommandResult { Verbatim = text }.Add("text", null, text);

    private static string[] Sbatch(string? text)
    {
        string[] words = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.FirstOrDefault(word => !SbatchWord().IsMatch(word)) is { } wrong
            ? throw new UserError($"--sbatch-options has {Quoted.Text(wrong)}; allowed: words --name or --name=value without quotes, as "
                + "'--mem=4G --qos=long'.")
            : words;
    }

    private static Option<string?> Word(string name, string help, string what) => new(name)
    {
        Description = help,
        HelpName = what,
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (!PlainWord().IsMatch(word))
                result.AddError($"{name} is {Quoted.Text(word)}; allowed: letters, digits and the signs . _ , : @ + = / -, not first.");
            return word;
        },
    };

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.,:@+=/-]*\z")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"^--[a-z][A-Za-z0-9_.,:@+=/%\[\]-]*\z")]
    private static partial Regex SbatchWord();

    private enum Engine
    {
        Here,
        Slurm,
        Kubernetes,
    }
}

/// <summary>A command whose runs a cluster can carry out.</summary>
internal sealed class ClusterWork
{
    /// <summary>What is carried out, in a word.</summary>
    public required string Name { get; init; }

    /// <summary>The command and its arguments.</summary>
    public required EquatableArray<string> Command { get; init; }

    /// <summary>Its options, without those of data and device and those of a cluster.</summary>
    public required IEnumerable<Option> Options { get; init; }

    /// <summary>That of the folder of results.</summary>
    public required Option<string> Output { get; init; }

    /// <summary>The folder of the runs in it; empty if it is the same.</summary>
    public string Subfolder { get; init; } = "";

    /// <summary>That of runs at a time.</summary>
    public required Option<int?> Jobs { get; init; }

    /// <summary>Those of data and device.</summary>
    public required RunDataOptions Data { get; init; }

    /// <summary>Whether no run depends on the outcome of others, so that a worker may end before the last run.</summary>
    public bool IsPlannedAtOnce { get; init; } = true;

    /// <summary>Begins the folders of all runs.</summary>
    public required Action Begin { get; init; }

    /// <summary>How many runs have not ended.</summary>
    public required Func<int> Open { get; init; }
}
