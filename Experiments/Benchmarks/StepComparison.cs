using MathNet.Numerics.Statistics;

namespace IDropTheory.Experiments.Benchmarks;

/// <summary>Training steps and bare steps that took turns: medians of the times, and of the ratios of neighbours.</summary>
/// <param name="Training">Times of training steps.</param>
/// <param name="Bare">Times of the bare steps that followed them.</param>
internal sealed record StepComparison(IReadOnlyList<StepTime> Training, IReadOnlyList<StepTime> Bare)
{
    /// <summary>Median seconds of a training step.</summary>
    public double Seconds => Training.Select(time => time.Wall).Median();

    /// <summary>Median seconds of a bare step.</summary>
    public double BareSeconds => Bare.Select(time => time.Wall).Median();

    /// <summary>The share of a training step that its bare step needs.</summary>
    public double Ratio => Ratios(time => time.Wall).Median();

    /// <summary>The same share of processor time, which other programs on the machine disturb less.</summary>
    public double ProcessorRatio => Ratios(time => time.Processor).Median();

    private IEnumerable<double> Ratios(Func<StepTime, double> of) => Training.Zip(Bare, (training, bare) => of(bare) / of(training));
}
