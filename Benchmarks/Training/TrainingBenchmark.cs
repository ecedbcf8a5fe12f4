using TorchSharp;

namespace IDropTheory.Benchmarks.Training;

/// <summary>Compares the time of training steps of an All-CNN with that of their convolutions and batch normalisations alone.</summary>
/// <remarks>The two kinds of step alternate in one process, so that other load on the machine affects both alike.</remarks>
/// <param name="Architecture">The network.</param>
/// <param name="Activation">Its nonlinearity.</param>
/// <param name="Method">Its noise.</param>
/// <param name="Options">Its other settings.</param>
/// <param name="Batch">Images per step.</param>
internal sealed record TrainingBenchmark(
    AllCnnArchitecture Architecture, Activation Activation, DropoutMethod Method, AllCnnOptions Options, int Batch)
{
    // The first steps allocate memory and choose kernels.
    private const int Warmup = 3;

    /// <summary>Times steps of both kinds.</summary>
    /// <param name="repetitions">Timed steps of each kind, at least 1.</param>
    /// <param name="progress">Called after each pair of steps with the number of pairs done.</param>
    /// <param name="cancellation">Stops after the pair in progress.</param>
    public StepComparison Run(int repetitions, Action<int> progress, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var network = new AllCnn(Architecture, Activation, Method, Options);
        using var steps = new RandomTraining(
            network, new(Architecture.Channels, Architecture.ImageSize, Architecture.ImageSize), Batch, torch.CPU);
        using var bare = new BareNetwork(Architecture, Method, Options.Precision);
        var input = ChannelsLast.Arrange(steps.Images.InOrder(Batch)[0].Images);
        var (training, least) = (new List<StepTime>(), new List<StepTime>());
        for (var done = -Warmup; done < repetitions; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, second) = (StepTime.Of(() => steps.Run(1)), StepTime.Of(() => bare.Step(input)));
            if (done < 0) continue;
            training.Add(first);
            least.Add(second);
            progress(done + 1);
        }
        return new(training, least);
    }
}
