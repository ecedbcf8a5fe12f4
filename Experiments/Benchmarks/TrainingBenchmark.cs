using TorchSharp;

namespace IDropTheory.Experiments.Benchmarks;

/// <summary>Times training steps of an All-CNN against the bare convolutions and batch normalisations of the same steps.</summary>
/// <remarks>The two take turns in one process, so that both meet the same machine.</remarks>
/// <param name="Architecture">The network.</param>
/// <param name="Activation">Its nonlinearity.</param>
/// <param name="Method">Its noise.</param>
/// <param name="Options">Its details.</param>
/// <param name="Batch">Images per step.</param>
internal sealed record TrainingBenchmark(
    AllCnnArchitecture Architecture, Activation Activation, DropoutMethod Method, AllCnnOptions Options, int Batch)
{
    // The first steps allocate, compile and choose kernels.
    private const int Warmup = 3;

    /// <summary>Runs a number of timed steps of each kind.</summary>
    /// <param name="repetitions">How many, &gt;= 1.</param>
    /// <param name="progress">Told after each pair how many are done.</param>
    /// <param name="cancellation">Stops after the step in progress.</param>
    public StepComparison Run(int repetitions, Action<int> progress, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var images = RandomImages();
        using var network = new AllCnn(Architecture, Activation, Method, Options);
        using var session = new TrainingSession(
            new ClassificationObjective(network, InformationPenalty.OfKl(Beta.FromPaper(1).PerSample(50_000))),
            images,
            new(int.MaxValue, Batch, LearningRateSchedule.Constant(1e-3), new OptimiserSettings.Sgd(0.9, Nesterov: true), RandomKey.FromSeed(1)));
        using var bare = new BareNetwork(Architecture, Method, Options.Precision);
        var input = ChannelsLast.Arrange(images.InOrder(Batch)[0].Images);
        var (training, least) = (new List<StepTime>(), new List<StepTime>());
        for (var done = -Warmup; done < repetitions; done++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, second) = (StepTime.Of(() => session.Advance()), StepTime.Of(() => bare.Step(input)));
            if (done < 0) continue;
            training.Add(first);
            least.Add(second);
            progress(done + 1);
        }
        return new(training, least);
    }

    private ImageSet RandomImages()
    {
        using var generator = new torch.Generator(1);
        long size = Architecture.ImageSize;
        return new(
            "noise", Split.Train,
            torch.rand([Batch, Architecture.Channels, size, size], generator: generator),
            torch.randint(0, AllCnnArchitecture.Classes, [Batch], torch.ScalarType.Int64, generator: generator),
            AllCnnArchitecture.Classes, Provenance.Generated("uniform noise"));
    }
}
