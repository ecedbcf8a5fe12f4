using IDropTheory.Experiments.Runs.Settings;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>Where in cluttered images the dropout layers let information through: the KL of every position, summed over channels (Fig.
/// 2).</summary>
/// <remarks>In evaluation mode with every noise at its median, as the KL of a run's result. A position belongs to what the pixel is part of
/// that its receptive field
/// is centred at.</remarks>
/// <param name="Images">The first so many test images, for the numbers.</param>
/// <param name="Drawn">The first so many of these are kept as images.</param>
public sealed record KlMaps(int Images, int Drawn) : Measurement<KlMaps.Outcome>
{
    internal const string Word = "kl-maps";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>What was measured.</summary>
    /// <param name="Images">Number of images.</param>
    /// <param name="Layers">The dropout layers, the first first.</param>
    /// <param name="Samples">Some of the images, with their maps.</param>
    public sealed record Outcome(int Images, EquatableArray<Layer> Layers, EquatableArray<Sample> Samples);

    /// <summary>A dropout layer.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Side">Positions in each direction.</param>
    /// <param name="Field">What they see of the image.</param>
    /// <param name="Digit">The positions at the digit.</param>
    /// <param name="Distractors">Those at the pieces of other digits.</param>
    /// <param name="Background">All others.</param>
    /// <param name="Peaks">Share of the images in which the position with the greatest KL is at the digit; where several are greatest, the
    /// first counts.</param>
    public sealed record Layer(string Name, int Side, ReceptiveField Field, Region Digit, Region Distractors, Region Background,
        double Peaks)
    {
        /// <summary>KL of the layer in nats, mean per image.</summary>
        internal double Kl => Digit.Kl + Distractors.Kl + Background.Kl;

        /// <summary>Share of the layer's KL in a region; NaN where the layer lets nothing through.</summary>
        internal double Share(Func<Layer, Region> region) => region(this).Kl / Kl;

        /// <summary>Share of the positions in a region.</summary>
        internal double Area(Func<Layer, Region> region) => region(this).Positions / (Side * Side);
    }

    /// <summary>A region of the images in a layer.</summary>
    /// <param name="Kl">Its KL in nats, mean per image.</param>
    /// <param name="Positions">Its number of positions, mean per image.</param>
    public sealed record Region(double Kl, double Positions);

    /// <summary>An image with its maps.</summary>
    /// <param name="Label">Its digit.</param>
    /// <param name="Pixels">Its grey levels, row by row.</param>
    /// <param name="Maps">KL of every position in nats, row by row, of every layer.</param>
    public sealed record Sample(long Label, ReadOnlyMemory<byte> Pixels, EquatableArray<EquatableArray<float>> Maps)
    {
        /// <summary>Whether all members are equal, the pixels one by one.</summary>
        public bool Equals(Sample? other) =>
            other is not null && Label == other.Label && Pixels.Span.SequenceEqual(other.Pixels.Span) && Maps == other.Maps;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Label, Pixels.Length, Maps);
    }

    internal override Outcome Take(TrainedRun run, CancellationToken cancellation)
    {
        var count = Math.Min(Images, run.Set.Test.Count);
        using var scenes = Scenes(run, count);
        using var images = run.Set.Test.Take(count);
        var (pixels, size) = (Bytes(images), images.Shape.Size);
        if (!pixels.AsSpan().SequenceEqual(Bytes(scenes.Images)))
            throw new UserError($"The test images of this run are not those that {run.Settings.Dataset} has now; train it again.");
        var fields = Fields(run);
        var batches = run.Batches(images);
        var samples = ImmutableArray.CreateBuilder<Sample>();
        Sums[]? sums = null;
        for (var step = 0; step < batches.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = batches[step];
            var maps = Maps(run, batch);
            sums ??= [.. maps.Zip(fields, (map, field) => new Sums(map.Name, map.Side, field, scenes.Options.Width))];
            for (var i = 0; i < batch.Labels.shape[0]; i++)
            {
                var index = step * batches.Size + i;
                var regions = scenes.Regions(index);
                foreach (var (map, sum) in maps.Zip(sums))
                    sum.Add(map.Of(i), regions);
                if (index < Drawn)
                    samples.Add(new(batch.Labels[i].item<long>(), pixels.AsMemory(index * size, size),
                        [.. maps.Select(map => map.Rounded(i))]));
            }
        }
        return new(count, [.. sums!.Select(layer => layer.Mean(count))], samples.ToImmutable());
    }

    private static byte[] Bytes(ImageSet images)
    {
        using var pixels = images.Pixels.cpu().contiguous();
        return pixels.data<byte>().ToArray();
    }

    private static ClutteredMnist Scenes(TrainedRun run, int count) =>
        DataSource.Named(run.Settings.Dataset) is ClutteredSource source && run.Settings.Preprocessing != Preprocessing.Whiten
            ? source.TestScenes(run.Options, count)
            : throw new UserError(
                $"Maps of the KL need to know where the digit is; {run.Settings.Dataset} does not say. "
                + $"Use {string.Join(" or ", ClutteredSource.All.Select(s => s.Name))}, not whitened.");

    private static ImmutableArray<ReceptiveField> Fields(TrainedRun run) =>
        run.Settings.Network is AllCnnSettings network
            ? network.Architecture.DropoutFields(network.Options)
            : throw new UserError($"Maps of the KL need a convolutional network; {run.Settings.Network.Label} is none. Use --network "
                + "all-cnn-96.");

    /// <summary>The maps of every layer for a batch.</summary>
    private static LayerMaps[] Maps(TrainedRun run, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var ledger = new KlLedger();
        run.Classifier.FrozenRepresentation(batch.Images, NoisePass.Median(ledger));
        return ledger.Entries.Count > 0
            ? [.. ledger.Entries.Select(LayerMaps.Of)]
            : throw new UserError($"Maps of the KL need Information Dropout; {run.Settings.Network.Label} has no layer with a KL. Use "
                + "--method information.");
    }

    /// <summary>The maps of a layer for a batch, image after image, row by row.</summary>
    private sealed class LayerMaps(string name, int side, double[] values)
    {
        public string Name => name;

        public int Side => side;

        public static LayerMaps Of(KlEntry entry)
        {
            using var map = entry.Kl.to(ScalarType.Float64).sum(1).cpu().contiguous();
            return new(entry.Layer, (int)map.shape[^1], map.data<double>().ToArray());
        }

        /// <summary>The map of an image.</summary>
        public ReadOnlySpan<double> Of(int image) => values.AsSpan(image * side * side, side * side);

        /// <summary>The map of an image, to draw.</summary>
        public ImmutableArray<float> Rounded(int image)
        {
            var map = ImmutableArray.CreateBuilder<float>(side * side);
            foreach (var kl in Of(image))
                map.Add((float)kl);
            return map.MoveToImmutable();
        }
    }

    /// <summary>Adds up a layer's maps by region.</summary>
    private sealed class Sums(string name, int side, ReceptiveField field, int width)
    {
        private readonly double[] _kl = new double[3];
        private readonly long[] _positions = new long[3];
        private int _peaks;

        public void Add(ReadOnlySpan<double> map, SceneRegion[] regions)
        {
            var (most, peak) = (double.NegativeInfinity, SceneRegion.Background);
            for (var row = 0; row < side; row++)
                for (var column = 0; column < side; column++)
                {
                    var region = regions[field.Centre(row) * width + field.Centre(column)];
                    var kl = map[row * side + column];
                    _kl[(int)region] += kl;
                    _positions[(int)region]++;
                    if (kl > most) (most, peak) = (kl, region);
                }
            if (peak == SceneRegion.Digit) _peaks++;
        }

        public Layer Mean(int images)
        {
            Region Of(SceneRegion region) => new(_kl[(int)region] / images, _positions[(int)region] / (double)images);
            return new(name, side, field, Of(SceneRegion.Digit), Of(SceneRegion.Distractor), Of(SceneRegion.Background),
                _peaks / (double)images);
        }
    }
}
