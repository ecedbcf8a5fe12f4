using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>About how many seconds one core takes for a run: a forecast needs the ratios, and the speed of the machine corrects the
/// rest.</summary>
/// <remarks>Measured on one core of a Xeon with AVX-512, of trainings with generated digits.</remarks>
internal static class RunCost
{
    private const double Fixed = 0.3;
    private const double Measuring = 1;
    private const double Step = 0.8e-3;
    private const double Sample = 0.8e-6;
    private const double Weight = 0.15e-9;
    private const double FeatureOf32 = 24e-9;
    private const double FeatureOf96 = 12.5e-9;
    private const double Product = 0.043e-9;

    // With validation, and at the end the evaluation of all images.
    private const double Validating = 1.25;

    // Of a data set whose size is not in the settings.
    private const int Images = 50_000;
    private const int Pixels = 28 * 28;

    /// <summary>The whole run, with what is measured of it.</summary>
    public static double Seconds(PlannedRun planned)
    {
        var run = planned.Settings;
        var image = OfImage(run.Network);
        var images = run.TrainImages ?? JointSource.All.FirstOrDefault(joint => joint.Name == run.Dataset)?.Counts.Samples ?? Images;
        double Epoch(int count) => Math.Ceiling(count / (double)run.Batch) * Step + count * (Sample + image);
        return Fixed + planned.Measurements.Sum(Measured) + (run.Validation > 0 ? Validating : 1) * run.Epochs * Epoch(images);

        // The network's pass and the probe's step take about as long as a step of the network.
        double Measured(Measurement measurement) => measurement is NuisanceProbeError probe
            ? probe.Epochs * Epoch(probe.OnAllImages ? Images : images)
            : Measuring;
    }

    /// <summary>One image, forwards and backwards.</summary>
    private static double OfImage(NetworkSettings network) => network switch
    {
        AllCnnSettings convolutions => OfImage(
            convolutions.Architecture.WithFilters(convolutions.Filters), convolutions.Size == 96 ? FeatureOf96 : FeatureOf32),
        // The noise scale of a unit has weights of its own.
        MlpSettings { Method: DropoutMethod.Information } dense => 2 * Weight * Weights(dense),
        MlpSettings dense => Weight * Weights(dense),
        VaeSettings { Size: { } size } => Weight * size.Hidden * (2 * Pixels + 3 * size.Code),
        VaeSettings table => Weight * 512 * table.K * (2 * Pixels + 3 * 256 * table.K),
        _ => 0,
    };

    private static double Weights(MlpSettings dense) => dense.Width == 1 ? 0 : dense.Width * (Pixels + (dense.Layers - 1.0) * dense.Width);

    private static double OfImage(AllCnnArchitecture network, double feature)
    {
        var (seconds, side, channels) = (0.0, (double)network.ImageSize, network.Channels);
        foreach (var stage in network.Stages)
        {
            side /= stage.Stride;
            seconds += side * side * stage.Filters * (feature + Product * stage.Kernel * stage.Kernel * channels);
            channels = stage.Filters;
        }
        return seconds;
    }
}
