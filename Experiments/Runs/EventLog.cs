using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs;

/// <summary>Writes epochs as TensorBoard scalars.</summary>
internal sealed class EventLog(string folder)
{
    private readonly SummaryWriter _writer = utils.tensorboard.SummaryWriter(folder);

    public void Write(EpochRecord epoch)
    {
        Scalar("loss", epoch.Loss);
        Scalar("cross-entropy (nats)", epoch.CrossEntropy.Value);
        Scalar("learning rate", epoch.LearningRate);
        Scalar("error/train", epoch.TrainError);
        Scalar("error/validation", epoch.Validation?.Error);
        foreach (var (layer, kl) in epoch.KlPerLayer)
            Scalar($"KL (nats)/{layer}", kl.Value);
        foreach (var layer in epoch.Validation?.Layers ?? [])
        {
            Scalar($"mean alpha/{layer.Layer}", layer.MeanAlpha);
            Scalar($"saturated alpha/{layer.Layer}", layer.Saturated);
        }

        void Scalar(string tag, double? value)
        {
            if (value is { } number) _writer.add_scalar(tag, (float)number, epoch.Epoch);
        }
    }
}
