using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>The first test images as they are before they are preprocessed, to show what a network learns from.</summary>
/// <param name="Count">How many.</param>
public sealed record SampleImages(int Count) : Measurement<SampleImages.Outcome>
{
    internal const string Word = "samples";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>Some images.</summary>
    /// <param name="Shape">The shape of each.</param>
    /// <param name="Intensities">Their numbers in [0, 1], channel by channel and row by row, of every image.</param>
    public sealed record Outcome(ImageShape Shape, EquatableArray<EquatableArray<float>> Intensities);

    internal override Outcome Take(TrainedRun run, CancellationToken cancellation)
    {
        using var cache = new DataCache();
        using var data = RunData.Load(run.Settings with { Preprocessing = Preprocessing.None }, run.Options, cache);
        using var images = data.Set.Test.Take(Math.Min(Count, data.Set.Test.Count));
        var shape = images.Shape;
        using var batch = images.InOrder(images.Count)[0];
        var numbers = batch.Images.data<float>().ToArray();
        return new(shape, [.. numbers.Chunk(shape.Size).Select(image => image.ToImmutableArray())]);
    }
}
