using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using IDropTheory.Experiments;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Runs;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C or polite kill asks the command to stop; the same once more ends the process at once. The other one is no repetition: a terminal's
// Ctrl-C reaches the trainings that a command has started, which the command then also asks to stop.
var asked = new ConcurrentDictionary<PosixSignal, bool>();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = asked.TryAdd(signal.Signal, true);
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Before any matrix: MathNet would choose by itself at first use.
LinearAlgebraProvider.Use();

return CommandLine.Run(args, Streams.OfConsole(), cancellation.Token);
