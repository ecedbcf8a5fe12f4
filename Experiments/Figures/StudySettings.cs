using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IDropTheory.Experiments;

/// <summary>What a study of a figure is asked for.</summary>
/// <param name="Figure">The figure's id.</param>
/// <param name="Preset">How thoroughly.</param>
/// <param name="Dataset">The images; each figure has its own default.</param>
/// <param name="Seeds">Seeds of the repetitions.</param>
public sealed record StudySettings(string Figure, PresetName Preset, string Dataset, ImmutableArray<ulong> Seeds)
{
    /// <summary>Epochs of every training instead of the preset's, the learning rate dropping at the same fractions; null: the preset's.</summary>
    public int? Epochs { get; init; }

    /// <summary>The precision of convolutions. Written only where it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConvolutionPrecision Precision { get; init; }
}
