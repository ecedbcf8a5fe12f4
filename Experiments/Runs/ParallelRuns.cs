using System.Diagnostics;
using System.Runtime.InteropServices;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>Carries out runs side by side, each in a process of its own with one thread: several small trainings share a machine best that
/// way.</summary>
internal static class ParallelRuns
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs all of them, so many at a time. A run that fails records it in its folder, and the others go on.</summary>
    /// <param name="pending">The runs that are still to do, the first to start first; asked again whenever one ends.</param>
    /// <param name="options">How many at a time, and how each is carried out.</param>
    /// <param name="say">Told what is running.</param>
    /// <param name="cancellation">Stops all of them.</param>
    /// <exception cref="TrainingException">A process failed for a reason that lies outside of its run, as missing images; the message is
    /// what it said.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user, after every process has saved.</exception>
    public static void ToEnd(
        Func<IReadOnlyList<RunFolder>> pending, RunOptions options, Action<IReadOnlyList<string>> say, CancellationToken cancellation)
    {
        var running = new List<Child>();
        try
        {
            while (true)
            {
                if (running.Count < options.Jobs)
                    running.AddRange(pending().Where(run => !running.Exists(child => child.Is(run))).Take(options.Jobs - running.Count)
                        .ToArray().Select(run => new Child(run, options)));
                if (running.Count == 0) return;
                say([.. running.Select(child => child.Label)]);
                while (!running.Exists(child => child.HasExited))
                {
                    cancellation.WaitHandle.WaitOne(Poll);
                    cancellation.ThrowIfCancellationRequested();
                    say([.. running.Select(child => child.Label)]);
                }
                foreach (var finished in running.Where(child => child.HasExited).ToArray())
                {
                    running.Remove(finished);
                    using (finished)
                        finished.Conclude();
                }
            }
        }
        finally
        {
            // Each saves where it is; only then does this process end.
            foreach (var child in running)
                child.Interrupt();
            foreach (var child in running)
                child.Dispose();
        }
    }

    private sealed class Child : IDisposable
    {
        // Not SIGINT: a process started in the background of a shell ignores that one, and its children do too.
        private const int Sigterm = 15;

        private readonly RunFolder _folder;
        private readonly RunSettings _settings;
        private readonly Process _process;
        private readonly Task<string> _said;
        private readonly int _failuresBefore;

        public Child(RunFolder folder, RunOptions options)
        {
            (_folder, _settings, _failuresBefore) = (folder, folder.ReadSettings(), Failures(folder));
            _process = Process.Start(Start(folder, options))!;
            // Nobody reads its result here: the folder has it.
            _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _said = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        }

        public bool Is(RunFolder run) => run.Path == _folder.Path;

        public bool HasExited => _process.HasExited;

        /// <summary>What it does, with the epochs that it has written.</summary>
        public string Label
        {
            get
            {
                var epochs = File.Exists(_folder.Metrics) ? File.ReadLines(_folder.Metrics).Count() : 0;
                return $"{_settings.ShortLabel}: {epochs}/{_settings.Epochs}";
            }
        }

        /// <summary>Records the failure of a process that was ended before it could do so itself.</summary>
        public void Conclude()
        {
            if (_process.ExitCode == ExitCode.Success || Failures(_folder) > _failuresBefore) return;
            var last = _said.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var line] ? line : "it said nothing";
            var message = $"{_settings.Label} ended with exit code {_process.ExitCode}: {last} Its folder is {_folder.Path}.";
            if (_process.ExitCode is ExitCode.UsageError or ExitCode.Interrupted) throw new TrainingException(message);
            _folder.Fail(message, diverged: false);
        }

        private static int Failures(RunFolder folder) => folder.ReadFailure()?.Attempts ?? 0;

        public void Interrupt()
        {
            if (_process.HasExited) return;
            if (OperatingSystem.IsWindows()) _process.Kill();
            else _ = Kill(_process.Id, Sigterm);
        }

        public void Dispose()
        {
            _process.WaitForExit();
            _process.Dispose();
        }

        private static ProcessStartInfo Start(RunFolder folder, RunOptions options)
        {
            // This program, by what started it: its own executable file, or the host of .NET.
            var own = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "idrop" or "dotnet"
                ? Environment.ProcessPath : "dotnet";
            var start = new ProcessStartInfo(own)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            List<string> arguments =
            [
                .. Path.GetFileNameWithoutExtension(own) == "idrop" ? [] : new[] { Path.Combine(AppContext.BaseDirectory, "idrop.dll") },
                    "train", "--resume", folder.Path, "--json",
                "--threads", 1.ToString(CultureInfo.InvariantCulture), "--device", options.Device,
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
