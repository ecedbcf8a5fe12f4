using System.Collections.Immutable;

namespace IDropTheory.Models;

/// <summary>Describes a network of the paper's Table 2.</summary>
/// <param name="Name">The name that the paper uses.</param>
/// <param name="ImageSize">Height and width of the input.</param>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Stages">The convolutions, in order; the last one gives the classes and is averaged over space.</param>
public sealed record AllCnnArchitecture(string Name, int ImageSize, int Channels, ImmutableArray<ConvolutionStage> Stages)
{
    /// <summary>Table 2a: 32 x 32 colour images, two dropout layers.</summary>
    public static AllCnnArchitecture AllCnn32 { get; } = new("All-CNN-32", 32, 3,
    [
        new(3, 96), new(3, 96), new(3, 96, Stride: 2, Dropout: true),
        new(3, 192), new(3, 192), new(3, 192, Stride: 2, Dropout: true),
        new(3, 192), new(1, 192), new(1, PaperClasses),
    ]);

    /// <summary>Table 2b: 96 x 96 grey images, four dropout layers.</summary>
    public static AllCnnArchitecture AllCnn96 { get; } = new("All-CNN-96", 96, 1,
    [
        new(3, 32), new(3, 32), new(3, 32, Stride: 2, Dropout: true),
        new(3, 64), new(3, 64), new(3, 64, Stride: 2, Dropout: true),
        new(3, 96), new(3, 96), new(3, 96, Stride: 2, Dropout: true),
        new(3, 192), new(3, 192), new(3, 192, Stride: 2, Dropout: true),
        new(3, 192), new(1, 192), new(1, PaperClasses),
    ]);

    /// <summary>Number of classes of every data set of the paper.</summary>
    public const int PaperClasses = 10;

    /// <summary>Number of classes that the last stage tells apart.</summary>
    public int Classes => Stages[^1].Filters;

    /// <summary>The architecture for another number of classes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 classes.</exception>
    public AllCnnArchitecture WithClasses(int classes) =>
        this with { Stages = [.. Stages[..^1], Stages[^1] with { Filters = Require.AtLeast(classes, 2) }] };

    /// <summary>The architecture with a percentage of the filters in every stage but the last: floor(filters * percent / 100).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> leaves a stage without filters or is not
    /// finite.</exception>
    public AllCnnArchitecture WithFilters(double percent)
    {
        Require.Positive(percent);
        int Scaled(ConvolutionStage stage) => (int)Math.Floor(stage.Filters * percent / 100);
        var least = Stages[..^1].MinBy(stage => stage.Filters)!;
        if (Scaled(least) < 1)
        {
            var allowed = FormattableString.Invariant($"at least {100.0 / least.Filters:0.##} percent, one filter in the narrowest stage");
            throw Require.Refuse(percent, allowed, nameof(percent));
        }
        return this with { Stages = [.. Stages[..^1].Select(stage => stage with { Filters = Scaled(stage) }), Stages[^1]] };
    }

    /// <summary>Receptive fields of the units of each dropout layer, in the order of the layers.</summary>
    /// <remarks>These are the fields of the activations. Those of alpha differ if <see cref="AllCnnOptions.AlphaPadsEnd"/> differs from
    /// <see cref="AllCnnOptions.AsymmetricPadding"/>.</remarks>
    public ImmutableArray<ReceptiveField> DropoutFields(AllCnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var fields = ImmutableArray.CreateBuilder<ReceptiveField>();
        var field = ReceptiveField.OfPixels;
        foreach (var stage in Stages)
        {
            field = field.Then(stage.Kernel, stage.Stride, options.PaddingBefore(stage));
            if (stage.Dropout) fields.Add(field);
        }
        return fields.ToImmutable();
    }

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(AllCnnArchitecture? other) =>
        other is not null && Name == other.Name && ImageSize == other.ImageSize && Channels == other.Channels
        && Stages.AsSpan().SequenceEqual(other.Stages.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ImageSize, Channels, Stages.AsSpan().Length);

    /// <summary>The architecture for images of another number of channels.</summary>
    public AllCnnArchitecture WithChannels(int channels) => this with { Channels = Require.AtLeast(channels, 1) };
}
