using IDropTheory.Benchmarks.Training;
using MathNet.Numerics.Statistics;
using TorchSharp;

namespace IDropTheory.Benchmarks.PyTorch;

/// <summary>Steps of this library and of PyTorch in turn, so that other load on the machine affects both alike.</summary>
/// <param name="Images">Images per block of steps.</param>
/// <param name="Own">Times of this library's blocks.</param>
/// <param name="Peer">The time of PyTorch's block after each of them; empty if it cannot take these steps.</param>
/// <param name="Reason">Why PyTorch cannot; null if it can.</param>
internal sealed record PairedSteps(double Images, IReadOnlyList<StepTime> Own, IReadOnlyList<StepTime> Peer, string? Reason)
{
    private const int MostSteps = 500;

    // Steps of a second and more are timed well by few.
    private const int BlocksOfSlowSteps = 3;

    /// <summary>Images per second; median over blocks.</summary>
    /// <param name="times">Of one side.</param>
    /// <param name="of">Which time.</param>
    public double? Rate(IReadOnlyList<StepTime> times, Func<StepTime, double> of) =>
        times.Count == 0 ? null : Images / times.Select(of).Median();

    /// <summary>PyTorch's time divided by that of this library in the block before it; median. Above 1 this library is faster.</summary>
    public double? Ratio(Func<StepTime, double> of) => Peer.Count == 0 ? null : Own.Zip(Peer, (own, peer) => of(peer) / of(own)).Median();

    /// <summary>Measures a case.</summary>
    /// <param name="each">What both train.</param>
    /// <param name="peer">PyTorch; null to measure this library alone.</param>
    /// <param name="device">"cpu" or "cuda".</param>
    /// <param name="compile">Whether PyTorch compiles.</param>
    /// <param name="blocks">Blocks of steps of each side; three at most if a step takes a second or more.</param>
    /// <param name="seconds">The length of a block of this library; at least one step is taken.</param>
    public static PairedSteps Measure(NetworkCase each, PyTorchProcess? peer, string device, bool compile, int blocks, double seconds)
    {
        using var network = each.Network();
        using var own = each.Train(network, new torch.Device(device));
        // The first steps allocate memory and choose kernels.
        own.Run(2);
        var step = StepTime.Of(() => own.Run(1)).Wall;
        var steps = (int)Math.Clamp(seconds / step, 1, MostSteps);
        var request = each.Request(device, compile, steps);
        var reason = peer is null ? "not asked for" : peer.Run(request with { Steps = 1 }).Reason;
        var (mine, theirs) = (new List<StepTime>(), new List<StepTime>());
        for (var block = 0; block < (step < 1 ? blocks : Math.Min(blocks, BlocksOfSlowSteps)); block++)
        {
            mine.Add(StepTime.Of(() => own.Run(steps)));
            if (reason is not null) continue;
            var (time, failure) = peer!.Run(request);
            reason = failure;
            if (time is { } taken) theirs.Add(taken);
        }
        return new((double)each.Batch * steps, mine, reason is null ? theirs : [], reason);
    }
}
