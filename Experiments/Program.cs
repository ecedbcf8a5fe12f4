using System.Runtime.InteropServices;
using IDropTheory.Experiments;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C asks the command to stop; the second one ends the process at once.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
});

// Before any matrix: MathNet would choose by itself at first use.
LinearAlgebraProvider.Use();

return CommandLine.Run(args, Streams.OfConsole(), cancellation.Token);
