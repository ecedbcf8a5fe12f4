namespace IDropTheory.Experiments.Plots;

/// <summary>Where an axis goes on a little beyond its values, so that no marker lies on its end.</summary>
internal enum AxisRoom
{
    /// <summary>At both ends.</summary>
    Both,

    /// <summary>At the high end alone: what stands on the low end is a bar.</summary>
    Above,

    /// <summary>Nowhere.</summary>
    None,
}
