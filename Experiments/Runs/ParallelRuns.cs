using System.Diagnostics;
using System.Runtime.InteropServices;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>Carries out runs side by side in processes of one thread each: several small trainings share a machine best that way. A process
/// takes run after run, so that the program starts, and images are read or generated, once; a run that ends its process ends no other
/// run.</summary>
internal static class ParallelRuns
{
    private const int PollMilliseconds = 500;

    /// <summary>Runs all of them that no other process has, so many at a time, and waits for those that others have. A run that fails
    /// records it in its folder, and the others go on.</summary>
    /// <param name="pending">The runs that are still to do, the first to start first; asked again whenever one ends, and read only as far
    /// as runs are needed.</param>
    /// <param name="options">How many at a time, and how each is carried out.</param>
    /// <param name="say">Told what is running.</param>
    /// <param name="note">Told, in a line, of a run that another process took, and whom this one waits for.</param>
    /// <param name="refused">Told of a run that failed for a reason that lies outside of it, as missing images; the message is what its
    /// process said.</param>
    /// <param name="cancellation">Stops all of them.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user, after every process has saved.</exception>
    public static void ToEnd(
        Func<IEnumerable<RunFolder>> pending, RunOptions options, Action<IReadOnlyList<RunInProgress>> say, Action<string> note,
        Action<RunFolder, TrainingException> refused, CancellationToken cancellation)
    {
        var (running, idle, others) = (new List<Worker>(), new Stack<Worker>(), new OtherProcesses(note));
        try
        {
            while (true)
            {
                if (running.Count < options.Jobs)
                    foreach (var run in others.Free(pending().Where(run => !running.Exists(worker => worker.Has(run)))))
                    {
                        running.Add(idle.TryPop(out var free) ? free : new(options));
                        running[^1].Begin(run);
                        if (running.Count == options.Jobs) break;
                    }
                if (running.Count == 0 && !(others.HaveRuns && options.WaitsForOthers)) return;
                if (running.Count == 0) others.SayWaiting();
                Await(running, running.Count < options.Jobs && others.HaveRuns ? OtherProcesses.LookAgain : TimeSpan.MaxValue);
                foreach (var ended in running.Where(worker => worker.Answer.IsCompleted).ToArray())
                {
                    running.Remove(ended);
                    if (ended.Succeeded)
                    {
                        if (ended.TakenOver is { } words) note(words);
                        idle.Push(ended);
                    }
                    else
                        using (ended)
                            ended.RecordFailure(refused);
                }
            }
        }
        finally
        {
            // Each saves where it is; only then does this process end.
            foreach (var worker in running.Concat(idle))
                worker.Interrupt();
            foreach (var worker in running.Concat(idle))
                worker.Dispose();
        }

        void Await(List<Worker> workers, TimeSpan longest)
        {
            var clock = Stopwatch.StartNew();
            do
            {
                say([.. workers.Select(worker => worker.Progress)]);
                if (Task.WaitAny([.. workers.Select(worker => worker.Answer)], PollMilliseconds, cancellation) >= 0) break;
                // Without workers it returns at once.
                if (workers.Count == 0) cancellation.WaitHandle.WaitOne(PollMilliseconds);
            }
            while (clock.Elapsed < longest && !cancellation.IsCancellationRequested);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A process that reads folders of runs from its standard input and writes each back when its run is finished or another
    /// process has it, or else a line that says who took it over. If a run fails it ends, with the exit code of that failure.</summary>
    private sealed class Worker : IDisposable
    {
        // Not SIGINT: a process started in the background of a shell ignores that one, and its children do too.
        private const int Sigterm = 15;

        private readonly Process _process;
        private readonly Task<string> _said;
        private RunFolder? _folder;
        private RunSettings? _settings;
        private int _failuresBefore;

        public Worker(RunOptions options)
        {
            _process = Process.Start(Start(options))!;
            _said = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        }

        /// <summary>What it has written back; null if it ended before.</summary>
        public Task<string?> Answer { get; private set; } = Task.FromResult<string?>(null);

        public bool Succeeded => Answer.Result is not null;

        /// <summary>Who took the run over while it was trained; null if nobody did.</summary>
        public string? TakenOver => Answer.Result == _folder?.Path ? null : Answer.Result;

        public bool Has(RunFolder run) => run.Path == _folder?.Path;

        /// <summary>What it does, with the epochs that it has written.</summary>
        public RunInProgress Progress => new(_settings!, _folder!.MetricsLines().Count());

        public void Begin(RunFolder folder)
        {
            (_folder, _settings, _failuresBefore) = (folder, folder.ReadSettings(), Failures(folder));
            Answer = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
            try
            {
                _process.StandardInput.WriteLine(folder.Path);
                _process.StandardInput.Flush();
            }
            catch (IOException)
            {
                // It has ended, and its answer will be null.
            }
        }

        /// <summary>Records the failure of a process that was ended before it could do so itself.</summary>
        public void RecordFailure(Action<RunFolder, TrainingException> refused)
        {
            _process.WaitForExit();
            if (Failures(_folder!) > _failuresBefore) return;
            var last = _said.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var line] ? line : "it said nothing";
            var message = $"{_settings!.Label} ended with exit code {_process.ExitCode}: {last} Its folder is {_folder!.Path}.";
            if (_process.ExitCode is ExitCode.UsageError or ExitCode.Interrupted) refused(_folder, new(message));
            else
            {
                // Its claim died with it, unless another process has the run already.
                using var mine = ClaimedRun.TryTake(_folder);
                mine?.Fail(message, diverged: false);
            }
        }

        private static int Failures(RunFolder folder) => folder.ReadFailure()?.Attempts ?? 0;

        public void Interrupt()
        {
            if (_process.HasExited) return;
            // One that waits for a run ends when there is none.
            _process.StandardInput.Close();
            if (OperatingSystem.IsWindows()) _process.Kill();
            else _ = Kill(_process.Id, Sigterm);
        }

        public void Dispose()
        {
            _process.WaitForExit();
            _process.Dispose();
        }

        private static ProcessStartInfo Start(RunOptions options)
        {
            var start = new ProcessStartInfo(OwnProgram.Words[0])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            List<string> arguments =
            [
                .. OwnProgram.Words[1..],
                "train", "--resume", "-", "--threads", 1.ToString(CultureInfo.InvariantCulture), "--device", options.Device,
            ];
            if (options.Data.Directory is { } data) arguments.AddRange(["--data", data]);
            if (options.Data.AllowUnverified) arguments.Add("--allow-unverified");
            if (!options.KeepCheckpoint) arguments.Add("--no-checkpoint");
            if (options.TensorBoard) arguments.Add("--tensorboard");
            foreach (var argument in arguments)
                start.ArgumentList.Add(argument);
            return start;
        }

        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Kill(int process, int signal);
    }
}
