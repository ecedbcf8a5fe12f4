namespace IDropTheory;

/// <summary>The best encoder found for eq. (4), a local optimum, with a lower bound of the objective of every encoder.</summary>
/// <param name="Beta">Weight of I(x;z).</param>
/// <param name="Gamma">Weight of TC(z).</param>
/// <param name="Point">The encoder and its terms.</param>
/// <param name="Objective">H(y|z) + beta I(x;z) + gamma TC(z).</param>
/// <param name="LowerBound">The bottleneck's proved bound at the same beta, which holds for every gamma because TC &gt;= 0.</param>
/// <param name="Tolerance">The largest gap, in nats, of a certified solution.</param>
/// <param name="Iterations">Number of iterations of all starts together.</param>
/// <param name="Residual">How far the encoder is from its own update: the largest p(x,z) |change of log p(z|x)|; 0 for an encoder that no
/// iteration has improved.</param>
public sealed record FactorialSolution(
    Beta Beta, double Gamma, FactorialPoint Point, Nats Objective, Nats LowerBound, double Tolerance, int Iterations, double Residual)
{
    /// <summary>An upper bound of the distance of the objective to the global optimum: what independent components may cost at most; a few
    /// 1e-16 below zero by rounding.</summary>
    public Nats Gap => Objective == LowerBound ? Nats.Zero : Objective - LowerBound;

    /// <summary>Whether the encoder is proved globally optimal to within <see cref="Tolerance"/> nats. It can be only where independent
    /// components cost nothing; otherwise it may well be optimal, unproved.</summary>
    public bool Certified => Gap.Value <= Tolerance;
}
