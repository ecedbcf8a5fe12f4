using TorchSharp;

namespace IDropTheory.Benchmarks.Training;

/// <summary>A training on random images that never ends, as <see cref="TrainingSession"/> takes its steps.</summary>
internal sealed class RandomTraining : IDisposable
{
    // An epoch ends with a look at every weight, which a real training takes once in hundreds of steps.
    private const int BatchesPerEpoch = 20;

    /// <summary>Weight of the KL: beta = 1 for 50,000 images.</summary>
    public static EffectiveBeta Beta { get; } = IDropTheory.Beta.FromPaper(1).PerSample(50_000);

    private readonly TrainingSession _session;
    private readonly bool _waits;

    /// <summary>Starts a training.</summary>
    /// <param name="network">The network, which is moved to the device; the caller owns it.</param>
    /// <param name="shape">The shape of its images.</param>
    /// <param name="batch">Images per step.</param>
    /// <param name="device">Where it trains.</param>
    public RandomTraining(Classifier network, ImageShape shape, int batch, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var count = BatchesPerEpoch * batch;
        using var images = new ImageSet(
            "noise", Split.Train,
            torch.rand([count, shape.Channels, shape.Height, shape.Width], generator: generator),
            torch.randint(0, AllCnnArchitecture.PaperClasses, [count], torch.ScalarType.Int64, generator: generator),
            AllCnnArchitecture.PaperClasses, Provenance.Generated("uniform noise"));
        Images = images.To(device);
        var objective = new ClassificationObjective(network, InformationPenalty.OfKl(Beta));
        objective.MoveTo(device);
        _waits = device.type == DeviceType.CUDA;
        _session = new(
            objective, Images,
            new(
                int.MaxValue, batch, LearningRateSchedule.Constant(1e-3), new OptimiserSettings.Sgd(0.9, Nesterov: true),
                RandomKey.FromSeed(1)));
    }

    /// <summary>The images of an epoch.</summary>
    public ImageSet Images { get; }

    /// <summary>Takes some steps and waits until the device has done them.</summary>
    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
            _session.Advance();
        if (_waits) torch.cuda.synchronize();
    }

    public void Dispose()
    {
        _session.Dispose();
        Images.Dispose();
    }
}
