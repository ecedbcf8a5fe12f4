using SkiaSharp;

namespace IDropTheory.Experiments.Images;

/// <summary>Pictures in folders, one for each class: <c>train/CLASS</c> and <c>test/CLASS</c>, or <c>CLASS</c> alone, of which a fifth
/// becomes
/// the test images.</summary>
/// <remarks>All pictures have one size. If all are grey they have one channel, else three. Transparent pixels are black. The images are
/// mixed by a fixed key, so that the first ones are of all classes.</remarks>
internal sealed class ImageFolders
{
    private const int LargestSide = 4096;
    private const int TestShare = 5;
    private static readonly RandomKey Key = RandomKey.FromSeed(0).Fold("own images");
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    private readonly string _path;
    private readonly string[] _classes;
    private readonly (string File, int Class)[] _train;
    private readonly (string File, int Class)[] _test;
    private readonly bool _isDrawn;
    private readonly Lazy<(ImageShape Shape, byte[][] Train, byte[][] Test)> _pictures;

    /// <summary>Lists the pictures of a folder.</summary>
    /// <exception cref="UserError">It has no class folders with pictures.</exception>
    public ImageFolders(string path)
    {
        _path = path;
        var (train, test) = (Path.Combine(path, "train"), Path.Combine(path, "test"));
        _isDrawn = !Directory.Exists(train) || !Directory.Exists(test);
        if (_isDrawn && (Directory.Exists(train) || Directory.Exists(test)))
            throw new UserError($"{path} has a folder {(Directory.Exists(train) ? "train" : "test")} without "
                + $"{(Directory.Exists(train) ? "test" : "train")}; give both, or class folders alone.");
        _classes = Ordered(Directory.GetDirectories(_isDrawn ? path : train).Select(folder => Path.GetFileName(folder)));
        if (_classes.Length < 2)
            throw new UserError($"{(_isDrawn ? path : train)} has {_classes.Length} class folders; at least 2 are needed, each with "
                + ".png or .jpg files (or arrays: x_train, y_train, x_test, y_test).");
        var all = Mixed(Files(_isDrawn ? path : train));
        if (_isDrawn)
        {
            var seen = new int[_classes.Length];
            var isTest = all.Select(file => seen[file.Class]++ % TestShare == 0).ToArray();
            (_train, _test) = ([.. all.Where((_, i) => !isTest[i])], [.. all.Where((_, i) => isTest[i])]);
            if (Array.FindIndex(seen, count => count < 2) is >= 0 and var few)
                throw new UserError($"{Path.Combine(path, _classes[few])} has {seen[few]} picture; at least 2 are needed, one of them "
                    + "for the test.");
        }
        else
        {
            var others = Directory.GetDirectories(test).Select(folder => Path.GetFileName(folder)).Except(_classes).ToArray();
            if (others.Length > 0)
                throw new UserError($"{test} has the class {Quoted.Text(others[0])}, and {train} has not; both need the same class "
                    + "folders.");
            (_train, _test) = (all, Mixed(Files(test)));
            if (_test.Length == 0) throw new UserError($"{test} has no .png or .jpg file; at least one is needed.");
        }
        _pictures = new(Decode);
    }

    /// <summary>1 if all pictures are grey, else 3.</summary>
    public int Channels => _pictures.Value.Shape.Channels;

    /// <summary>The images.</summary>
    public (RawImages Train, RawImages Test) Read(Provenance provenance)
    {
        var (shape, train, test) = _pictures.Value;
        var from = provenance with
        {
            Remarks = [$"Own images of {_classes.Length} classes: "
                + $"{string.Join(", ", _classes.Take(20))}{(_classes.Length > 20 ? ", ..." : "")}."
                + (_isDrawn ? " A fifth of each class, drawn at random, are the test images." : "")],
        };
        return (Of(_train, train), Of(_test, test));

        RawImages Of((string File, int Class)[] files, byte[][] pictures) =>
            new(shape, [.. pictures.SelectMany(picture => picture)], null, [.. files.Select(file => (long)file.Class)], from);
    }

    private (string File, int Class)[] Files(string folder) =>
    [
        .. _classes.Index().Where(c => Directory.Exists(Path.Combine(folder, c.Item)))
            .SelectMany(c => Directory.GetFiles(Path.Combine(folder, c.Item))
                .Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()) && !Path.GetFileName(file).StartsWith('.'))
                .Order(StringComparer.Ordinal).Select(file => (file, c.Index))),
    ];

    private static (string File, int Class)[] Mixed((string File, int Class)[] files) =>
        files.Length == 0 ? files : [.. Key.Permutation(files.Length).Select(i => files[i])];

    private static string[] Ordered(IEnumerable<string> names)
    {
        var all = names.Where(name => !name.StartsWith('.')).ToArray();
        return all.All(name => long.TryParse(name, out _)) ? [.. all.OrderBy(long.Parse)] : [.. all.Order(StringComparer.Ordinal)];
    }

    private (ImageShape Shape, byte[][] Train, byte[][] Test) Decode()
    {
        var count = _train.Length + _test.Length;
        (int Width, int Height, string File)? first = null;
        // Every picture as three channels, and whether these are equal in all of them.
        var isGrey = true;
        byte[][] All((string File, int Class)[] files) => [.. files.Select(file => Picture(file.File))];
        var (train, test) = (All(_train), All(_test));
        var (width, height, _) = first!.Value;
        return isGrey
            ? (new(1, height, width), [.. train.Select(Grey)], [.. test.Select(Grey)])
            : (new(3, height, width), train, test);

        byte[] Grey(byte[] picture) => picture[..(width * height)];

        byte[] Picture(string file)
        {
            using var codec = SKCodec.Create(file)
                ?? throw new UserError($"{file} {ForeignContent.DescribeFile(file) ?? "is no picture that can be read"}; allowed: PNG "
                    + "and JPEG.");
            var (w, h) = (codec.Info.Width, codec.Info.Height);
            first ??= (w, h, file);
            if (w > LargestSide || h > LargestSide || 3L * w * h * count > Array.MaxLength)
                throw new UserError($"{file} is {w} x {h}, and there are {count} pictures; allowed: sides up to {LargestSide}, and all "
                    + "pictures together 2 GB (they are held in memory). Make them smaller.");
            if (first is var (fw, fh, other) && (fw, fh) != (w, h))
                throw new UserError($"{file} is {w} x {h} and {other} is {fw} x {fh}; all pictures must have one size. Scale them first.");
            if (codec.GetPixels(new SKImageInfo(w, h, SKColorType.Rgba8888, SKAlphaType.Premul), out var rgba) is not SKCodecResult.Success)
                throw new UserError($"{file} is a damaged picture; use an intact copy or leave it out.");
            var planes = new byte[3 * w * h];
            for (var i = 0; i < w * h; i++)
            {
                for (var c = 0; c < 3; c++)
                    planes[c * w * h + i] = rgba[4 * i + c];
                isGrey &= rgba[4 * i] == rgba[4 * i + 1] && rgba[4 * i] == rgba[4 * i + 2];
            }
            return planes;
        }
    }
}
