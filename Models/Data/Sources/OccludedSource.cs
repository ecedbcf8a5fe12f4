using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary><see cref="OccludedCifar"/> as a data set, labelled by the covered image or by the covering digit; digits and positions are a
/// function of a fixed key.</summary>
/// <remarks>Both labellings have the same images in the same order, so that equal splits of them correspond.</remarks>
public sealed class OccludedSource : DataSource
{
    private const string NuisanceSuffix = "-nuisance";

    private readonly DataSource _images;
    private readonly DataSource _digits;
    private readonly Func<ImageSet, ImageSet>? _prepare;
    private readonly bool _nuisance;

    private OccludedSource(
        string name, string title, DataSource images, DataSource digits, Func<ImageSet, ImageSet>? prepare, bool nuisance)
        : base(name + (nuisance ? NuisanceSuffix : ""), title + (nuisance ? ", labelled by the digit" : ""), [], []) =>
        (_images, _digits, _prepare, _nuisance) = (images, digits, prepare, nuisance);

    /// <summary>CIFAR-10 under digits of MNIST as in the paper; and, without any files, faint generated digits under white
    /// ones.</summary>
    public static new ImmutableArray<OccludedSource> All { get; } =
    [
        .. from nuisance in new[] { false, true }
           from source in new OccludedSource[]
           {
               new("occluded-cifar-10", "CIFAR-10 with a digit of MNIST drawn over each image (Fig. 4)",
                   Cifar10Source.Instance, IdxSource.Mnist, null, nuisance),
               new("occluded-digits", "Faint generated digits, 32x32 grey, with a white one drawn over each",
                   DigitsSource.Instance, DigitsSource.Instance, FaintDigits.Of, nuisance),
           }
           select source,
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DataSource> Parts => [.. new[] { _images, _digits }.Distinct()];

    /// <summary>The name of the same images labelled by the covering digit.</summary>
    /// <exception cref="DataException">The data set is not occluded.</exception>
    public static string NuisanceOf(string name) => Named(name + NuisanceSuffix).Name;

    /// <inheritdoc/>
    protected override DataSet Read(DataOptions options)
    {
        using var images = _images.Load(options);
        using var others = _digits == _images ? null : _digits.Load(options);
        var digits = others ?? images;
        return new(Compose(images.Train, digits.Train), null, Compose(images.Test, digits.Test));
    }

    private ImageSet Compose(ImageSet images, ImageSet digits)
    {
        using var prepared = _prepare?.Invoke(images);
        using var occluded = OccludedCifar.Compose(
            prepared ?? images, digits, RandomKey.FromSeed(0).Fold("occluded").Fold(images.Split.ToString()));
        return (_nuisance ? occluded.Nuisance : occluded.Task).Take(images.Count);
    }
}
