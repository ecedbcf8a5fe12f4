using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Contrast normalisation and ZCA whitening, fitted to training images: the preprocessing of the CIFAR-10 experiments.</summary>
/// <remarks>
/// Each image is brought to mean 0 and standard deviation 1 over all its numbers; then x -> W (x - mean), W = U diag(g) U', where U and
/// lambda are the eigenvectors and eigenvalues of the covariance of the training images and g_j = 1 / sqrt(max(lambda_j, epsilon)). So the
/// covariance is the identity in every direction with lambda_j >= epsilon, and directions without variance are not blown up: contrast
/// normalisation itself leaves no variance in the direction of the mean, and a gain of 1 / lambda there would turn rounding into signal.
/// As the images' numbers have mean square 1, epsilon is relative to the average variance per direction. Its default, 2e-5, is about what
/// the rounding of photographs to bytes puts in each direction (1/12 of a grey level squared, at a contrast of 64 levels).
/// Immutable; owns its tensors, which are freed by <see cref="Dispose"/>.
/// </remarks>
public sealed class Whitening : IDisposable
{
    /// <summary>The default floor of the spectrum.</summary>
    public const double DefaultEpsilon = 2e-5;

    private const int Block = 2048;
    private const double LeastContrast = 1e-6;

    internal Whitening(ImageShape shape, double epsilon, Tensor mean, Tensor transform, Tensor spectrum)
    {
        (Shape, Epsilon) = (shape, Require.Positive(epsilon));
        Mean = mean.DetachFromDisposeScope();
        Transform = transform.DetachFromDisposeScope();
        Spectrum = spectrum.DetachFromDisposeScope();
    }

    /// <summary>The shape of the images that it applies to; d = its size.</summary>
    public ImageShape Shape { get; }

    /// <summary>The floor of the spectrum.</summary>
    public double Epsilon { get; }

    /// <summary>Mean of the normalised training images: float32 [d].</summary>
    public Tensor Mean { get; }

    /// <summary>The symmetric matrix W: float32 [d, d].</summary>
    public Tensor Transform { get; }

    /// <summary>Eigenvalues of the training covariance, ascending: float64 [d].</summary>
    public Tensor Spectrum { get; }

    /// <summary>Number of directions with a variance of at least <see cref="Epsilon"/>, which come out with variance 1.</summary>
    public int WhitenedDirections
    {
        get
        {
            using var scope = NewDisposeScope();
            return (int)Spectrum.ge(Epsilon).sum().item<long>();
        }
    }

    /// <summary>Fits to training images, in double precision on the CPU.</summary>
    /// <param name="images">The training set, and nothing else.</param>
    /// <param name="epsilon">The floor of the spectrum, &gt; 0.</param>
    /// <exception cref="ArgumentException">The images are not for training, or fewer than two.</exception>
    public static Whitening Fit(ImageSet images, double epsilon = DefaultEpsilon)
    {
        ArgumentNullException.ThrowIfNull(images);
        Require.Positive(epsilon);
        if (images.Split != Split.Train || images.Count < 2)
            throw new ArgumentException($"{images.Name} has {images.Count} images for {images.Split}; "
                + $"allowed: training images, at least 2.");
        using var scope = NewDisposeScope();
        var d = images.Shape.Size;
        var (sum, products) = (zeros(d, float64), zeros(d, d, dtype: float64));
        var batches = images.InOrder(Block);
        for (var step = 0; step < batches.Count; step++)
        {
            using var inner = NewDisposeScope();
            // Contrast-normalised numbers are centred already up to the mean image, of order 1: the products lose no digits that matter.
            var x = Normalised(batches[step].Images.cpu().to(float64)).flatten(1);
            sum.add_(x.sum([0L])); // sum(0) would be the sum of everything, as a byte: 0 is a ScalarType too
            products.addmm_(x.t(), x, beta: 1, alpha: 1);
        }
        var mean = sum / images.Count;
        var covariance = products / images.Count - outer(mean, mean);
        var (spectrum, vectors) = linalg.eigh(covariance);
        var transform = (vectors * spectrum.clamp_min(epsilon).rsqrt()).mm(vectors.t());
        return new(images.Shape, epsilon, mean.to(float32), transform.to(float32), spectrum.clone());
    }

    /// <summary>Images with mean 0 and standard deviation 1 each; an image without contrast becomes 0.</summary>
    /// <param name="images">Intensities [N, C, H, W], float32 or float64.</param>
    public static Tensor Normalised(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var centred = images - images.mean([1, 2, 3], keepdim: true);
        var deviation = centred.square().mean([1, 2, 3], keepdim: true).sqrt();
        return centred.div_(deviation.clamp_min(LeastContrast)).MoveToOuterDisposeScope();
    }

    /// <summary>The whitened images, as a new tensor.</summary>
    /// <param name="images">Intensities float32 [N, C, H, W] on the CPU.</param>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dim() != 4 || (images.shape[1], images.shape[2], images.shape[3]) != (Shape.Channels, Shape.Height, Shape.Width))
            throw new ArgumentException($"The images are [{string.Join(", ", images.shape)}]; "
                + $"this whitening applies to [N, C, H, W] of {Shape}.");
        using var scope = NewDisposeScope();
        return (Normalised(images).flatten(1) - Mean).mm(Transform).reshape(images.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The whitened set: float32, resident, on the device of the images. Computed on the CPU.</summary>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public ImageSet Apply(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var result = empty(images.Pixels.shape, float32);
        var batches = images.InOrder(Block);
        for (var step = 0; step < batches.Count; step++)
        {
            using var inner = NewDisposeScope();
            var white = Apply(batches[step].Images.cpu());
            result.narrow(0, step * Block, white.shape[0]).copy_(white);
        }
        var change = FormattableString.Invariant($"contrast-normalised, ZCA with epsilon {Epsilon}");
        return images.WithPixels(result.to(images.Pixels.device), change);
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Mean.Dispose();
        Transform.Dispose();
        Spectrum.Dispose();
    }
}
