using System.Runtime.InteropServices;
using IDropTheory.Experiments;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C (or a polite kill) asks the command to stop; the second one ends the process at once.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Before any matrix: MathNet would choose by itself at first use.
LinearAlgebraProvider.Use();

return CommandLine.Run(args, Streams.OfConsole(), cancellation.Token);
