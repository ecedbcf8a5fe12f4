using TorchSharp;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Device;

/// <summary>Whether a training on a device that is saved and resumed ends with the weights and the metrics of one that is not.</summary>
internal static class ResumeAgreement
{
    // Sums of gradients in atomic operations have another order each time.
    private const double Allowed = 1e-3;

    /// <summary>The largest difference of a weight, relative to the largest, and that of the losses.</summary>
    public static IEnumerable<Finding> Of(torch.Device device)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "checkpoint.safetensors");
        using var scope = NewDisposeScope();
        var (weights, losses) = Train(device, session =>
        {
            for (var step = 0; step < 7; step++) session.Advance();
            session.Save(file);
        });
        var (resumed, later) = Train(device, session => session.Restore(file));
        var difference = weights.Zip(resumed, (a, b) => ((a - b).abs().max() / a.abs().max().clamp_min(1e-6)).item<double>()).Max();
        return
        [
            new("resumed: difference of weights", difference, Allowed),
            new("resumed: difference of the loss", Math.Abs(losses[^1] / later[^1] - 1), Allowed),
        ];
    }

    private static (Tensor[] Weights, double[] Losses) Train(torch.Device device, Action<TrainingSession> begin)
    {
        using var generator = new Generator(9);
        using var images = new ImageSet(
            "noise", Split.Train, rand([50, 3, 32, 32], generator: generator),
            randint(0, AllCnnArchitecture.PaperClasses, [50], ScalarType.Int64, generator: generator),
            AllCnnArchitecture.PaperClasses, Provenance.Generated("uniform noise"));
        using var there = images.To(device);
        var method = new DropoutMethod.Information(PriorFamily.LogNormal, new());
        using var network = SeededWeights.Create(
            RandomKey.FromSeed(5), () => new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters(10), Activation.Softplus, method));
        var objective = new ClassificationObjective(network, InformationPenalty.OfKl(new(1e-3)));
        objective.MoveTo(device);
        using var session = new TrainingSession(
            objective, there,
            new(3, 10, LearningRateSchedule.Constant(0.01), new OptimiserSettings.Sgd(0.9, Nesterov: true), RandomKey.FromSeed(1))
            {
                Normalisation = Normalisation.FitTo(images),
            });
        begin(session);
        var losses = new List<double>();
        while (!session.IsFinished)
            if (session.Advance() is { } epoch)
                losses.Add(epoch.Loss);
        return ([.. network.parameters().Select(weight => weight.detach().to(ScalarType.Float64).cpu().clone())], [.. losses]);
    }
}
