using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using IDropTheory.Experiments;
using IDropTheory.Experiments.Runs;

using var cancellation = new CancellationTokenSource();

// The first SIGINT (Ctrl-C) and the first SIGTERM ask the command to stop; a second signal of the same kind ends the process at once.
// One of each is not a repetition: Ctrl-C in a terminal also reaches the processes that train for a command, and then the command sends
// them SIGTERM.
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
