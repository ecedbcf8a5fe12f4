using System.Collections.Immutable;

namespace IDropTheory.Experiments;

/// <summary>A figure about one network, All-CNN with Information Dropout: several trainings are asked for only where a preset has the time.</summary>
internal abstract record AllCnnFigure : Figure
{
    public override ImmutableArray<PresetName> Presets => [PresetName.Smoke, PresetName.Quick, PresetName.Cpu, PresetName.Paper, PresetName.Authors];

    public override string DefaultDataset(PresetName preset) => AllCnnScale.DefaultDataset(preset);

    public override ImmutableArray<ulong> DefaultSeeds(PresetName preset) => preset is PresetName.Paper or PresetName.Authors ? [1, 2, 3] : [1];
}
