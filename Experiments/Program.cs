using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using IDropTheory.Experiments;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Runs;

using var cancellation = new CancellationTokenSource();

// The first SIGINT (Ctrl-C) and the first SIGTERM ask the command to stop; a second signal of the same kind ends the process at once. Two different
// signals are not a repetition: a terminal's Ctrl-C also reaches the processes of a command's trainings, to which the command then sends SIGTERM.
var asked = new ConcurrentDictionary<PosixSignal, bool>();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = asked.TryAdd(signal.Signal, true);
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Before the first matrix is made: MathNet would then choose a provider by itself.
LinearAlgebraProvider.Use();

return CommandLine.Run(args, Streams.OfConsole(), cancellation.Token);
