namespace IDropTheory.Experiments.Reproduction;

/// <summary>Learning rates with the number of epochs that they belong to.</summary>
internal static class Schedules
{
    /// <summary>Epochs from one validation to the next. Where training images are few, validating as often as in the other presets would
    /// take longer than training: there is one validation, or there are four.</summary>
    public static int? ValidationEvery(Preset preset, int epochs) => preset switch
    {
        Preset.Quick => epochs,
        Preset.SmallData when epochs > 4 => (epochs + 3) / 4,
        _ => null,
    };

    /// <summary>What the paper's section 8 says.</summary>
    internal static class Paper
    {
        /// <summary>The fully connected network on MNIST.</summary>
        public static Schedule Mlp { get; } = new(new(0.07, 0.1, [30, 70]), 80);

        /// <summary>All-CNN-32 on CIFAR-10.</summary>
        public static Schedule AllCnn32 { get; } = new(new(0.1, 0.1, [80, 120]), 160);

        /// <summary>The autoencoder of Table 1.</summary>
        public static Schedule Vae { get; } = new(new(1e-3, 0.1, [30, 120]), 300);
    }

    /// <summary>Shorter trainings on real images.</summary>
    internal static class Short
    {
        /// <summary>All-CNN-96 on Cluttered MNIST.</summary>
        public static Schedule AllCnn96 { get; } = new(new(0.01, 0.1, [9]), 12);

        /// <summary>The autoencoder of Table 1, with the first drop of the paper.</summary>
        public static Schedule Vae { get; } = new(new(1e-3, 0.1, [30]), 60);
    }

    /// <summary>What the authors' published code does.</summary>
    internal static class Authors
    {
        /// <summary>All-CNN-32 on CIFAR-10.</summary>
        public static Schedule AllCnn32 { get; } = new(new(0.05, 0.1, [80, 120, 160]), 200);

        /// <summary>All-CNN-96 on Cluttered MNIST.</summary>
        public static Schedule AllCnn96 { get; } = new(new(0.01, 0.1, [30, 60]), 80);

        /// <summary>Factor of 1/2 |w|^2 on CIFAR-10; none on Cluttered MNIST.</summary>
        public const double WeightDecay = 1e-3;
    }
}

/// <summary>The learning rate of a training with its length.</summary>
/// <param name="Rates">The rate of every epoch.</param>
/// <param name="Epochs">Number of epochs.</param>
internal sealed record Schedule(LearningRateSchedule Rates, int Epochs)
{
    /// <summary>The rates of another number of epochs, dropping at the same fractions. The first epoch has the initial rate: a drop that
    /// would fall before it is left out.</summary>
    public LearningRateSchedule Over(int epochs)
    {
        var rates = Rates.Rescaled(Epochs, epochs);
        return rates with { Drops = [.. rates.Drops.Where(drop => drop > 0)] };
    }
}
