namespace IDropTheory.Experiments.Reproduction;

/// <summary>The learning rates of the paper's section 8, with the number of epochs that they belong to.</summary>
internal static class PaperSchedules
{
    /// <summary>The fully connected network on MNIST.</summary>
    public static (LearningRateSchedule Schedule, int Epochs) Mlp { get; } = (new(0.07, 0.1, [30, 70]), 80);

    /// <summary>All-CNN-32 on CIFAR-10.</summary>
    public static (LearningRateSchedule Schedule, int Epochs) AllCnn32 { get; } = (new(0.1, 0.1, [80, 120]), 160);
}
