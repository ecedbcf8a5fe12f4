using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Cluttered MNIST: a digit anywhere on a larger canvas, among pieces of other digits. From MNIST or any other 28 x 28 grey
/// bytes.</summary>
/// <remarks>
/// Mnih et al., "Recurrent models of visual attention" (2014), as Figure 2 of the paper uses it. On a black W x W canvas: pieces of 8 x
/// 8, each
/// from a uniformly drawn source image at a uniform offset, at uniform positions, added and clipped at full intensity; then one whole
/// digit at a uniform position, added and clipped. The digits come in random order, none twice before each was used once.
/// </remarks>
public sealed class ClutteredMnist : IDisposable
{
    private const int Side = 28;

    private readonly RandomKey _key;
    private readonly int[] _digits;
    private readonly int _source;

    private ClutteredMnist(RandomKey key, ClutterOptions options, int[] digits, int source, ImageSet images) =>
        (_key, Options, _digits, _source, Images) = (key, options, digits, source, images);

    /// <summary>Sizes of canvas and clutter.</summary>
    public ClutterOptions Options { get; }

    /// <summary>The images: bytes [N, 1, W, W], labelled by their whole digit.</summary>
    public ImageSet Images { get; }

    /// <summary>Composes images. The same key and source give the same images on any number of threads.</summary>
    /// <param name="source">28 x 28 grey bytes, of the split that the result is for.</param>
    /// <param name="count">How many images.</param>
    /// <param name="key">Determines the scenes.</param>
    /// <param name="options">Sizes of canvas and clutter.</param>
    /// <exception cref="ArgumentException">The source has another shape or type.</exception>
    public static ClutteredMnist Compose(ImageSet source, int count, RandomKey key, ClutterOptions? options = null)
    {
        var sizes = options ?? new();
        sizes.Validate();
        var (digits, labels) = DigitBytes.Of(source);
        var order = new int[Require.AtLeast(count, 1)];
        for (var (start, round) = (0, 0UL); start < count; start += source.Count, round++)
            key.Fold("order").Fold(round).Permutation(source.Count)
                .AsSpan(0, Math.Min(source.Count, count - start)).CopyTo(order.AsSpan(start));
        var area = sizes.Width * sizes.Width;
        var pixels = new byte[checked(count * area)];
        Parallel.For(0, count, i =>
        {
            var scene = Draw(key, i, order[i], source.Count, sizes);
            var canvas = pixels.AsSpan(i * area, area);
            foreach (var piece in scene.Distractors)
                Add(digits, piece.Source, piece.CropX, piece.CropY, sizes.PieceSide, canvas, sizes.Width, piece.X, piece.Y);
            Add(digits, scene.Digit, 0, 0, Side, canvas, sizes.Width, scene.X, scene.Y);
        });
        var step = $"cluttered {sizes.Width}x{sizes.Width} with {sizes.Pieces} pieces of {sizes.PieceSide}x{sizes.PieceSide}, "
            + $"key {key.High:x16}{key.Low:x16}";
        var images = new ImageSet(
            $"cluttered {source.Name}", source.Split, tensor(pixels, [count, 1, sizes.Width, sizes.Width]),
            tensor(Array.ConvertAll(order, digit => labels[digit])), source.Classes, source.Provenance.Then(step));
        return new(key, sizes, order, source.Count, images);
    }

    /// <summary>The scene of image <paramref name="index"/>: its digit and its distractors.</summary>
    public ClutterScene Scene(int index) => Draw(_key, index, _digits[index], _source, Options);

    /// <summary>The region of every pixel of an image, by the boxes of digit and pieces: row by row, W x W.</summary>
    public SceneRegion[] Regions(int index)
    {
        var scene = Scene(index);
        var regions = new SceneRegion[Options.Width * Options.Width];
        Array.Fill(regions, SceneRegion.Background);
        foreach (var piece in scene.Distractors)
            Mark(piece.X, piece.Y, Options.PieceSide, SceneRegion.Distractor);
        Mark(scene.X, scene.Y, Side, SceneRegion.Digit);
        return regions;

        void Mark(int x, int y, int side, SceneRegion region)
        {
            for (var row = y; row < y + side; row++)
                Array.Fill(regions, region, row * Options.Width + x, side);
        }
    }

    /// <summary>Frees the images.</summary>
    public void Dispose() => Images.Dispose();

    private static ClutterScene Draw(RandomKey key, int index, int digit, int source, ClutterOptions sizes)
    {
        var random = new UniformSequence(key.Fold("scene").Fold((ulong)index));
        var (free, offsets) = (sizes.Width - sizes.PieceSide + 1, Side - sizes.PieceSide + 1);
        var pieces = new Distractor[sizes.Pieces];
        for (var p = 0; p < pieces.Length; p++)
            pieces[p] = new(random.Below(source), random.Below(offsets), random.Below(offsets), random.Below(free), random.Below(free));
        var room = sizes.Width - Side + 1;
        return new(digit, random.Below(room), random.Below(room), [.. pieces]);
    }

    /// <summary>Adds a square of a digit to the canvas; sums stay at full intensity once there, so that the order does not
    /// matter.</summary>
    private static void Add(byte[] digits, int digit, int cropX, int cropY, int side, Span<byte> canvas, int width, int x, int y)
    {
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                ref var pixel = ref canvas[(y + row) * width + x + column];
                pixel = (byte)Math.Min(255, pixel + digits[(digit * Side + cropY + row) * Side + cropX + column]);
            }
    }
}
