using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Fitted whitenings in files beside the data sets, so that each is fitted once and not by every process.</summary>
/// <remarks>
/// A file's name is the SHA-256 of the exact training images, their shape and type, and the floor of the spectrum; its content is that of
/// <see cref="WhiteningFile"/>, whose checksum is verified. A damaged file is fitted again and replaced. Processes that fit the same
/// whitening at the same time each write a file of their own and rename it. A folder that cannot be written is no error: the whitening
/// is then fitted by every process.
/// </remarks>
public static class WhiteningCache
{
    /// <summary>The folder of the whitenings in the data directory.</summary>
    public const string FolderName = "whitening";

    private const string Ending = ".zca";

    /// <summary>The whitening of training images, from its file or fitted. Dispose of it.</summary>
    /// <param name="images">The training set, and nothing else.</param>
    /// <param name="options">Where data is kept.</param>
    /// <param name="epsilon">The floor of the spectrum, &gt; 0.</param>
    /// <exception cref="ArgumentException">The images are not for training, or fewer than two.</exception>
    public static Whitening Fit(ImageSet images, DataOptions options, double epsilon = Whitening.DefaultEpsilon)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        Require.Positive(epsilon);
        var path = PathOf(images, options, epsilon);
        if (Kept(path, images, epsilon) is { } kept) return kept;
        var whitening = Whitening.Fit(images, epsilon);
        Keep(whitening, path);
        return whitening;
    }

    /// <summary>The file of a whitening; it need not exist.</summary>
    internal static string PathOf(ImageSet images, DataOptions options, double epsilon) =>
        Path.Combine(options.ResolveDirectory(), FolderName, Name(images, epsilon) + Ending);

    private static string Name(ImageSet images, double epsilon)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"contrast-normalised zca; {images.Split}; {images.Pixels.dtype}; {string.Join(" ", images.Pixels.shape)}; {epsilon:R}\n");
        hash.AppendData(Encoding.UTF8.GetBytes(parameters));
        // In parts: a span holds at most 2 GiB.
        const int block = 4096;
        for (var start = 0L; start < images.Count; start += block)
        {
            using var inner = NewDisposeScope();
            hash.AppendData(images.Pixels.narrow(0, start, Math.Min(block, images.Count - start)).cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Whitening? Kept(string path, ImageSet images, double epsilon)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var whitening = WhiteningFile.Load(path);
            if (whitening.Shape == images.Shape && whitening.Epsilon == epsilon) return whitening;
            whitening.Dispose();
            return null;
        }
        catch (Exception e) when (e is DataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Keep(Whitening whitening, string path)
    {
        var mine = $"{path}.{Guid.NewGuid():n}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WhiteningFile.Save(whitening, mine);
            File.Move(mine, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(mine)) File.Delete(mine);
        }
    }
}
