namespace IDropTheory.Experiments.Reproduction;

/// <summary>The learning rates and weight decay of the authors' published code, where it differs from the paper's text.</summary>
internal static class AuthorsSchedules
{
    /// <summary>All-CNN-32 on CIFAR-10.</summary>
    public static (LearningRateSchedule Schedule, int Epochs) AllCnn32 { get; } = (new(0.05, 0.1, [80, 120, 160]), 200);

    /// <summary>All-CNN-96 on Cluttered MNIST.</summary>
    public static (LearningRateSchedule Schedule, int Epochs) AllCnn96 { get; } = (new(0.01, 0.1, [30, 60]), 80);

    /// <summary>Factor of 1/2 |w|^2 on CIFAR-10; none on Cluttered MNIST.</summary>
    public const double WeightDecay = 1e-3;
}
