namespace IDropTheory.Explorer.State;

public enum Tab
{
    Bottleneck,
    Plane,
    Propositions,
    Errata,
}

/// <summary>Everything that a reader has chosen: the page is a function of it, and the address holds it.</summary>
public sealed record ExplorerState
{
    public static ExplorerState Default { get; } = new();

    public Tab Tab { get; init; }

    public JointTable Joint { get; init; } = JointTable.Of(Toy.All[0].Joint);

    /// <summary>Weight of I(x;t), in the paper's convention.</summary>
    public double Beta { get; init; } = 0.4;

    /// <summary>Weight of TC(z).</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>Whether the task of the plane is x itself, eq. (8).</summary>
    public bool Reconstruct { get; init; }

    /// <summary>Whether the prior is the log-normal of Proposition 3; otherwise it is c / z, that of Proposition 2.</summary>
    public bool IsLogNormal { get; init; }

    public double Activation { get; init; } = 2;

    public double Alpha { get; init; } = 0.5;

    public double LogDensity { get; init; } = -1;

    public double Mu { get; init; } = 0.3;

    public double Sigma { get; init; } = 0.8;
}
