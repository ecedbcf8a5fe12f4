namespace IDropTheory.Experiments.Reproduction;

/// <summary>How thoroughly a figure is run; a later preset takes longer.</summary>
public enum Preset
{
    /// <summary>Seconds; shows that everything works and nothing about the paper.</summary>
    Smoke,

    /// <summary>A minute or two; shows the effect.</summary>
    Quick,

    /// <summary>The paper's images, few of them for training, so that networks overfit and a run takes minutes.</summary>
    SmallData,

    /// <summary>The paper's schedule with a quarter of the epochs.</summary>
    Cpu,

    /// <summary>As the paper's text says.</summary>
    Paper,

    /// <summary>As the authors' published code does.</summary>
    Authors,
}
