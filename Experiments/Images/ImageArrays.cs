using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Images;

/// <summary>Images and labels in arrays: x_train, y_train, x_test, y_test (or train_images, train_labels, ...), in one .npz or .safetensors
/// file, or as .npy files of a folder.</summary>
/// <remarks>Images are [N, H, W], [N, H, W, C], [N, C, H, W] or [N, D] (squares where D is a square). Whole numbers from 0 to 255 are
/// intensities; other numbers are used as they are. Labels are whole numbers from 0.</remarks>
internal sealed class ImageArrays
{
    private static readonly string[] ImageNames = ["x_{0}", "{0}_images", "{0}_x", "images_{0}"];
    private static readonly string[] LabelNames = ["y_{0}", "{0}_labels", "{0}_y", "labels_{0}"];

    private readonly Dictionary<string, string> _arrays;
    private readonly string _path;

    private ImageArrays(string path, Dictionary<string, string> arrays) => (_path, _arrays) = (path, arrays);

    /// <summary>Channels of the images.</summary>
    public int Channels
    {
        get
        {
            using var array = Open(Wanted(ImageNames, "train"));
            return ShapeOf(array).Shape.Channels;
        }
    }

    /// <summary>The arrays of a path; null if it contains none.</summary>
    /// <exception cref="UserError">The file is damaged, or one of the four arrays is missing.</exception>
    public static ImageArrays? Find(string path)
    {
        if (Named(path) is not { } arrays) return null;
        var found = new ImageArrays(path, arrays);
        foreach (var split in new[] { "train", "test" })
            foreach (var names in new[] { ImageNames, LabelNames })
                found.Wanted(names, split);
        return found;
    }

    private static Dictionary<string, string>? Named(string path)
    {
        if (File.Exists(path)) return IsArchive(path) ? NamesIn(path) : null;
        if (!Directory.Exists(path)) return null;
        var single = Directory.GetFiles(path, "*.npy");
        if (single.Length > 0) return ByName(path, single.Select(file => (Path.GetFileNameWithoutExtension(file), file)));
        return Directory.GetFiles(path).Where(IsArchive).ToArray() is [var archive] ? NamesIn(archive) : null;
    }

    /// <summary>The images.</summary>
    public (RawImages Train, RawImages Test) Read(Provenance provenance) => (Read("train", provenance), Read("test", provenance));

    private RawImages Read(string split, Provenance provenance)
    {
        var labels = Labels(Wanted(LabelNames, split));
        using var array = Open(Wanted(ImageNames, split));
        var (shape, isLast) = ShapeOf(array);
        if (array.Shape[0] != labels.Length)
            throw InputFile.Refuse(array.Path, $"has {array.Shape[0]} images and there are {labels.Length} labels; they must be equally "
                + "many.");
        if (array.IsFortran) throw InputFile.Refuse(array.Path, "is in Fortran's order; save it in C order: numpy.ascontiguousarray(a).");
        if (array.Count > Array.MaxLength / sizeof(float))
            throw InputFile.Refuse(array.Path, $"has {array.Count} values; allowed: {Array.MaxLength / sizeof(float)} (they are held in "
                + "memory).");
        var numbers = new float[array.Count];
        var (image, bytes) = (new double[shape.Size], new byte[shape.Size * array.Type.Size]);
        var areBytes = true;
        for (var n = 0; n < labels.Length; n++)
        {
            try
            {
                array.Data.ReadExactly(bytes);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                throw new UserError($"{array.Path}: ends within image {n + 1}; use an intact copy.", e);
            }
            array.Type.Decode(bytes, image);
            var target = numbers.AsSpan(n * shape.Size, shape.Size);
            for (var i = 0; i < image.Length; i++)
            {
                if (!double.IsFinite(image[i]))
                    throw InputFile.Refuse(array.Path, Invariant($"image {n + 1} has the value {image[i]}; allowed: finite numbers."));
                // The last dimension is the channel; images are stored channel by channel.
                target[isLast ? i % shape.Channels * (shape.Height * shape.Width) + i / shape.Channels : i] = (float)image[i];
                areBytes &= image[i] is >= 0 and <= 255 && image[i] == Math.Floor(image[i]);
            }
        }
        // Zeros and ones alone are no bytes of full intensity 255.
        return areBytes && numbers.Max() > 1
            ? new(shape, Array.ConvertAll(numbers, value => (byte)value), null, labels, provenance)
            : new(shape, null, numbers, labels, provenance);
    }

    private static long[] Labels(string file)
    {
        using var rows = NumberRows.Open(file, "labels", InputLimit.Samples, new());
        if (rows.Columns != 1)
            throw InputFile.Refuse(file, $"has {rows.Columns} columns; allowed: one label per image (of one-hot labels, a.argmax(1)).");
        var (labels, row) = (new List<long>(), new double[1]);
        while (rows.TryRead(row))
            labels.Add(row[0] >= 0 && row[0] < int.MaxValue && row[0] == Math.Floor(row[0]) ? (long)row[0]
                : throw rows.Refuse(0, Invariant($"{row[0]} is no label; allowed: whole numbers from 0.")));
        return [.. labels];
    }

    private string Wanted(string[] names, string split)
    {
        string[] possible = [.. names.Select(name => string.Format(CultureInfo.InvariantCulture, name, split))];
        return possible.Select(name => _arrays.GetValueOrDefault(name)).FirstOrDefault(file => file is not null)
            ?? throw new UserError($"{_path} has no array {string.Join(" or ", possible)}; it has "
                + $"{string.Join(", ", _arrays.Keys.Take(12))}.");
    }

    /// <summary>The shape of an image, and whether its channels come last.</summary>
    private static (ImageShape Shape, bool IsLast) ShapeOf(ArrayFile array)
    {
        var s = array.Shape;
        bool IsChannel(long size) => size is 1 or 3;
        if (s.Count > 1 && s.Skip(1).Aggregate(1.0, (product, size) => product * size) > 1 << 24)
            throw InputFile.Refuse(array.Path, $"has the shape {array.ShapeText}; allowed: images of at most {1 << 24} numbers.");
        switch (s.Count)
        {
            case 2:
                var side = (int)Math.Round(Math.Sqrt(s[1]));
                return (side * (long)side == s[1] ? new(1, side, side) : new(1, 1, (int)s[1]), false);
            case 3:
                return (new(1, (int)s[1], (int)s[2]), false);
            case 4 when IsChannel(s[3]) && !IsChannel(s[1]):
                return (new((int)s[3], (int)s[1], (int)s[2]), true);
            case 4 when IsChannel(s[1]) && !IsChannel(s[3]):
                return (new((int)s[1], (int)s[2], (int)s[3]), false);
            default:
                throw InputFile.Refuse(array.Path, $"has the shape {array.ShapeText}; allowed: N x H x W, N x H x W x C, N x C x H x W "
                    + "(C is 1 or 3), or N x D.");
        }
    }

    private static ArrayFile Open(string file) => ArrayFile.Open(InputFile.Find(file, InputLimit.Streamed));

    private static Dictionary<string, string> NamesIn(string path)
    {
        var source = InputFile.Find(path, InputLimit.Streamed);
        using var stream = source.Stream;
        return source.Format is FileFormat.Zip or FileFormat.SafeTensors
            ? ByName(path, ArrayFile.NamesIn(source).Select(name => (name, $"{path}#{name}")))
            : throw InputFile.Refuse(path, "is no .npz or .safetensors file, whatever its name says.");
    }

    private static Dictionary<string, string> ByName(string path, IEnumerable<(string Name, string File)> arrays)
    {
        var found = new Dictionary<string, string>();
        foreach (var (name, file) in arrays)
            if (!found.TryAdd(Normal(name), file))
                throw InputFile.Refuse(path, $"has two arrays that mean {Quoted.Text(Normal(name))}; leave one out.");
        return found;
    }

    private static string Normal(string name) => name.ToLowerInvariant().Replace('-', '_');

    private static bool IsArchive(string file) => Path.GetExtension(file).ToLowerInvariant() is ".npz" or ".safetensors";
}
