namespace IDropTheory;

/// <summary>The closed-form optimum of a bottleneck problem.</summary>
/// <param name="Objective">The paper's Lagrangian: H(y|t) + beta I(x;t).</param>
/// <param name="InformationX">I(x;t).</param>
/// <param name="InformationY">I(t;y).</param>
public sealed record AnalyticOptimum(Nats Objective, Nats InformationX, Nats InformationY);
