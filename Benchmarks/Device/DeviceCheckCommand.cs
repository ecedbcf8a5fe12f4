using System.CommandLine;
using IDropTheory.Benchmarks.PyTorch;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Output;
using IDropTheory.Experiments.Text;
using TorchSharp;

namespace IDropTheory.Benchmarks.Device;

/// <summary><c>device-check</c>: whether a device computes what the CPU computes, and how fast it trains beside PyTorch.</summary>
internal static class DeviceCheckCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "device-check";

    private const int Batch = 100;
    private static readonly double[] Percentages = [25, 100];

    public static Command Create(Shell shell)
    {
        var device = new Choice<string>("--device", "The device", ("cuda", "cuda"), ("cpu", "cpu"));
        var python = PyTorchCommand.PythonOption();
        var quick = new Option<bool>("--quick") { Description = "Fewer and smaller networks: a test of this command, not of a device" };
        var alone = new Option<bool>("--no-pytorch") { Description = "Time this library alone" };
        var eager = new Option<bool>("--no-compile") { Description = "Do not time torch.compile, which takes a minute for each network" };
        var threads = NumberOption.OptionalCount("--threads", "Threads of one operation (default: all processors but one)", 1, 1024);
        var file = new Option<string?>("--out") { Description = "Also write the result to this file, as JSON", HelpName = "file" };
        return shell.Command(
            Name,
            "Compare layers, noise and a resumed training of a device with those of the CPU, train points of Fig. 5 there, and time "
            + "training steps against PyTorch's; the exit code is 1 if something differs, and 2 if there is no such device",
            [device, threads, python, alone, eager, quick, file],
            run =>
            {
                var state = TorchRuntime.Configure(run.Get(threads));
                var name = run.Get(device);
                if (name == "cuda" && TorchRuntimeState.CudaDevices == 0)
                    throw new UserError(
                        $"no CUDA device is usable with the libtorch in {state.LibTorchFolder}; nothing was checked. Use --device cpu to "
                        + "try this command without one.");
                using var peer = run.Get(alone) ? null : new PyTorchProcess(run.Get(python), state.Threads);
                run.Note("comparing layers, noise and a resumed training with the CPU");
                var there = new torch.Device(name);
                Finding[] findings = [.. LayerAgreement.Of(there), .. NoiseAgreement.Of(there), .. ResumeAgreement.Of(there)];
                run.Note("training two points of Fig. 5");
                var point = FigurePoint.On(name);
                var compiled = peer is not null && !run.Get(eager);
                var rows = Cases(run.Get(quick)).SelectMany(each => Speed(run, each, peer, name, run.Get(quick), compiled)).ToList();
                var passes = findings.All(finding => finding.Passes)
                    && point.Loss.Concat(point.TotalCorrelation).All(double.IsFinite);
                var result = Result(state, name, peer, findings, point, rows, passes);
                if (run.Get(file) is { } path) File.WriteAllText(path, result.ToJson(InformationUnit.Nats) + "\n");
                return result;
            });
    }

    private static IEnumerable<NetworkCase> Cases(bool quick) =>
        from percent in quick ? [3.0] : Percentages
        from noise in new[] { (false, Activation.Relu), (true, Activation.Relu), (true, Activation.Softplus) }
        select new NetworkCase(NetworkCase.AllCnn, percent, noise.Item1, noise.Item2, Batch);

    private static IEnumerable<CommandResult> Speed(
        Invocation run, NetworkCase each, PyTorchProcess? peer, string device, bool quick, bool compiled)
    {
        foreach (var compile in compiled ? new[] { false, true } : [false])
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Note($"timing {each.Label}, {each.Method}, {each.Activation}, PyTorch {(compile ? "compiled" : "eager")}");
            var steps = PairedSteps.Measure(each, peer, device, compile, quick ? 1 : 5, quick ? 0.01 : 1);
            yield return new CommandResult()
                .Add("network", "network", each.Label)
                .Add("method", "noise", each.Method)
                .Add("activation", "activation", Label.Of(each.Activation))
                .Add("pytorch", "PyTorch", compile ? "torch.compile" : "eager")
                .Add("imagesPerSecond", "here, images/s", steps.Rate(steps.Own, time => time.Wall))
                .Add("peerImagesPerSecond", "PyTorch, images/s", steps.Rate(steps.Peer, time => time.Wall))
                .Add("ratio", "ratio", steps.Ratio(time => time.Wall))
                .Add("reason", null, steps.Reason);
        }
    }

    private static CommandResult Result(
        TorchRuntimeState state, string device, PyTorchProcess? peer, Finding[] findings, FigurePoint point, List<CommandResult> rows,
        bool passes) => new CommandResult { ExitCode = passes ? ExitCode.Success : ExitCode.CheckFailed }
            .Add("device", "device", device)
            .Add("gpu", "GPU", peer?.Description["gpu"]?.GetValue<string>())
            .Add("libtorch", "libtorch", $"{state.LibTorchVersion ?? "unknown"} in {state.LibTorchFolder}")
            .Add("peer", "PyTorch", peer?.Summary)
            .Add("passes", "everything agrees", passes)
            .Add("findings", "differences from the CPU", [.. findings.Select(finding => new CommandResult()
                .Add("what", "what", finding.What)
                .Add("value", "measured", finding.Value)
                .Add("allowed", "allowed", finding.Allowed)
                .Add("passes", "passes", finding.Passes))])
            .Add("figure5", "Fig. 5 (smoke), two values of beta", new CommandResult()
                .Add("loss", "training loss", point.Loss)
                .Add("totalCorrelation", "total correlation (nats)", point.TotalCorrelation)
                .Add("seconds", "seconds", point.Seconds))
            .Add("speed", "training steps", rows);
}
