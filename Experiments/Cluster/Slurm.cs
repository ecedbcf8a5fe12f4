using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IDropTheory.Experiments.Cluster;

/// <summary>Hands workers to Slurm as a job array.</summary>
internal static partial class Slurm
{
    private const string Script = "slurm.sh";
    private const string Jobs = "slurm.jobs";

    // Of so many that were submitted last the queue is asked.
    private const int MostJobs = 10;

    /// <summary>The batch script of a job array.</summary>
    /// <param name="job">The workers.</param>
    /// <param name="program">The words that start <c>idrop</c>.</param>
    /// <param name="options">Options of <c>sbatch</c>, each as <c>--name=value</c>.</param>
    public static string Text(WorkerJob job, IEnumerable<string> program, IEnumerable<string> options)
    {
        string[] directives =
        [
            $"--job-name=idrop-{job.Name}", Invariant($"--array=1-{job.Workers}"), Invariant($"--cpus-per-task={job.Processors}"),
            .. job.Gpus > 0 ? [Invariant($"--gpus={job.Gpus}")] : Array.Empty<string>(),
            "--output=%A_%a.log", "--open-mode=append", "--requeue", Invariant($"--signal=B:USR1@{WorkerJob.SavingSeconds}"), .. options,
        ];
        return $$"""
            #!/bin/bash
            # {{job.Workers}} workers for {{job.Folder}}
            # Each takes runs that no other has until none is left. If one ends early, its runs continue from their checkpoints.
            {{string.Join('\n', directives.Select(directive => $"#SBATCH {directive}"))}}

            # Shortly before the time limit: save, and stand in the queue again.
            again() {
                kill -TERM "$worker"
                wait "$worker"
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
                exit
            }
            trap again USR1

            {{string.Join(' ', program.Concat(job.Arguments).Select(Quote))}} &
            worker=$!
            wait "$worker"

            """.ReplaceLineEndings("\n");
    }

    /// <summary>Writes the script into the folder of the runs and submits it.</summary>
    /// <param name="folder">The folder of the runs.</param>
    /// <param name="text">The script.</param>
    /// <returns>The script's file and the number of the job.</returns>
    /// <exception cref="UserError">Slurm is not there, or refuses the job.</exception>
    public static (string File, string Job) Submit(string folder, string text)
    {
        var cluster = FolderOf(folder);
        Directory.CreateDirectory(cluster);
        var file = Path.Combine(cluster, Script);
        WholeFile.Write(file, text);
        var answer = Run(cluster, "sbatch", "--parsable", Script)
            ?? throw new UserError($"sbatch is not on the PATH: this machine cannot submit to Slurm. {file} is written; submit it where "
                + "Slurm is.");
        if (answer.Code != 0)
            throw new UserError($"sbatch refused {file}: {OneLine.Of(answer.Error.Trim())} Change the options and submit again.");
        var job = answer.Output.Trim().Split(';')[0];
        File.AppendAllText(Path.Combine(cluster, Jobs), job + "\n");
        return (file, job);
    }

    /// <summary>How many elements of the jobs that were submitted for a folder are in which state; empty where Slurm is not.</summary>
    public static IReadOnlyList<(string Job, string State, int Elements)> Queue(string folder)
    {
        var file = Path.Combine(FolderOf(folder), Jobs);
        if (!File.Exists(file)) return [];
        var jobs = File.ReadLines(file).Where(job => job.Length > 0 && job.All(char.IsAsciiDigit)).TakeLast(MostJobs).ToArray();
        // A job that ended long ago is unknown to squeue, which then fails as a whole: each is asked for alone.
        return
        [
            .. from job in jobs
               let answer = Run(folder, "squeue", "--noheader", "--array", "--format=%T", "--job", job)
               where answer is { Code: 0 }
               from state in answer.Value.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
               group state by (job, state) into same
               select (same.Key.job, same.Key.state.ToLowerInvariant(), same.Count()),
        ];
    }

    private static string FolderOf(string folder) => Path.Combine(folder, "cluster");

    /// <summary>A word as the shell reads it.</summary>
    private static string Quote(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_./:=,@%+-]+\z")]
    private static partial Regex Plain();

    /// <summary>Runs a program to its end; null if there is none of that name.</summary>
    private static (int Code, string Output, string Error)? Run(string directory, string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
