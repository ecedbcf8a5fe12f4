using System.Collections.Immutable;

namespace IDropTheory.Experiments.Reproduction;

/// <summary>A figure about one network, All-CNN with Information Dropout: several trainings are asked for only where a preset has the time.</summary>
internal abstract record AllCnnFigure : Figure
{
    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Cpu, Preset.Paper, Preset.Authors];

    public override string DefaultDataset(Preset preset) => AllCnnScale.DefaultDataset(preset);

    public override ImmutableArray<ulong> DefaultSeeds(Preset preset) => preset is Preset.Paper or Preset.Authors ? [1, 2, 3] : [1];
}
