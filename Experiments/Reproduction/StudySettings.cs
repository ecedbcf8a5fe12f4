using System.Text.Json.Serialization;
using IDropTheory.Experiments.Reproduction.Claims;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>What a study of a figure is asked for.</summary>
/// <param name="Figure">The figure's id.</param>
/// <param name="Preset">How thoroughly.</param>
/// <param name="Dataset">The images; each figure has its own default.</param>
/// <param name="Seeds">Seeds of the repetitions.</param>
internal sealed record StudySettings(string Figure, Preset Preset, string Dataset, ImmutableArray<ulong> Seeds)
{
    /// <summary>Epochs of every training instead of the preset's, the learning rate dropping at the same fractions; null: the
    /// preset's.</summary>
    public int? Epochs { get; init; }

    /// <summary>Training images of every training instead of the preset's; null: the preset's.</summary>
    public int? TrainImages { get; init; }

    /// <summary>The precision of convolutions. Written only where it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConvolutionPrecision Precision { get; init; }

    /// <summary>Numbers of seeds after which the study looks whether every statement is decided: while one is not, seeds are added up to
    /// the next number. Null: all seeds at once.</summary>
    public ImmutableArray<int>? Looks { get; init; }

    /// <summary>Level of all statements of a claim together at one look: 5% are shared by the looks (Bonferroni), so that the probability
    /// of a false statement is at most 5% whenever the study stops.</summary>
    [JsonIgnore]
    public double Level => Statement.Level / (Looks?.Length ?? 1);

    /// <summary>The remark which look it is; empty if there is one alone.</summary>
    [JsonIgnore]
    public ImmutableArray<string> LookRemark => Looks is { } looks
        ?
        [
            $"Look {looks.IndexOf(Seeds.Length) + 1} of {looks.Length}, with {Seeds.Length} seeds: seeds are added until every statement "
                + $"is decided or {looks[^1]} are used. All statements of a look share 5%/{looks.Length}.",
        ]
        : [];

    /// <summary>The error to throw when too few runs are finished to draw anything.</summary>
    /// <param name="what">What is missing.</param>
    /// <param name="completeness">How much of the study there is.</param>
    public UserError TooLittle(string what, Completeness completeness) => new(completeness.Failures is [var first, ..]
        ? $"{Figure}: {what}, {completeness.Failures.Length} of {completeness.Planned} failed ({first.TrimEnd('.')}); "
            + $"`idrop run {Figure} --retry-failed` tries them again."
        : $"{Figure}: {what}; continue with `idrop run {Figure}`.");

    /// <summary>The remark that one seed shows no spread; empty if there are several.</summary>
    [JsonIgnore]
    public ImmutableArray<string> OneSeed => Seeds.Length == 1 ? ["One training per point: the spread between seeds is not measured."] : [];

    /// <summary>Equal where everything that is written is equal, the seeds by their values.</summary>
    public bool Equals(StudySettings? other) =>
        other is not null && Figure == other.Figure && Preset == other.Preset && Dataset == other.Dataset
            && Seeds.SequenceEqual(other.Seeds)
        && Epochs == other.Epochs && TrainImages == other.TrainImages
        && (Looks ?? []).SequenceEqual(other.Looks ?? []) && Precision == other.Precision;

    public override int GetHashCode() => HashCode.Combine(Figure, Preset, Dataset, Seeds.Length, Epochs, TrainImages, Precision);
}
