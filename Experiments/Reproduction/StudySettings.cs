using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using IDropTheory.Experiments.Reproduction.Figures;
using IDropTheory.Experiments.Text;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>What a study of a figure is asked for.</summary>
/// <param name="Figure">The figure's id.</param>
/// <param name="Preset">How thoroughly.</param>
/// <param name="Dataset">The images; each figure has its own default.</param>
/// <param name="Seeds">Seeds of the repetitions.</param>
public sealed record StudySettings(string Figure, Preset Preset, string Dataset, ImmutableArray<ulong> Seeds)
{
    /// <summary>Epochs of every training instead of the preset's, the learning rate dropping at the same fractions; null: the preset's.</summary>
    public int? Epochs { get; init; }

    /// <summary>The precision of convolutions. Written only where it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConvolutionPrecision Precision { get; init; }

    /// <summary>The command line that carries it out; where the data is and whether unverified files may be read is for whoever types it.</summary>
    public string Command()
    {
        var figure = FigureCatalogue.Named(Figure);
        return string.Join(' ',
        [
            $"idrop run {Figure} --preset {Label.Of(Preset)}",
            .. Dataset == figure.DefaultDataset(Preset) ? Array.Empty<string>() : [$"--dataset {Dataset}"],
            .. Seeds.SequenceEqual(figure.DefaultSeeds(Preset)) ? Array.Empty<string>() : [$"--seeds {string.Join(' ', Seeds)}"],
            .. Epochs is { } epochs ? [string.Create(CultureInfo.InvariantCulture, $"--epochs {epochs}")] : Array.Empty<string>(),
            .. Precision == default ? Array.Empty<string>() : [$"--precision {Label.Of(Precision)}"],
        ]);
    }

    /// <summary>What to say when too little is finished to draw anything.</summary>
    /// <param name="what">What is missing.</param>
    internal UserError TooLittle(string what) => new($"{Figure}: {what}; continue with `idrop run {Figure}`.");

    /// <summary>The remark that some are missing; none if all are there.</summary>
    /// <param name="finished">How many are finished.</param>
    /// <param name="all">How many there should be.</param>
    /// <param name="what">Of what.</param>
    public ImmutableArray<string> Unfinished(int finished, int all, string what) =>
        finished < all ? [$"{all - finished} of {all} {what} are not finished; `idrop run {Figure}` continues."] : [];
}
