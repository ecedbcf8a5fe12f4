namespace IDropTheory;

/// <summary>Proposition 1, term by term: E_x KL(p(z|x) || prod q_i) = I(x;z) + TC(z) + sum_i KL(p(z_i) || q_i).</summary>
/// <remarks>
/// Each term is computed from its own definition, so the two sides check each other. The left side is I + TC only for the best prior; for
/// every other prior it is larger (erratum E7).
/// </remarks>
/// <param name="ExpectedKl">E_x KL(p(z|x) || prod q_i), the cost in a training loss.</param>
/// <param name="Information">I(x;z).</param>
/// <param name="TotalCorrelation">TC(z) = KL(p(z) || prod p(z_i)).</param>
/// <param name="MarginalKl">sum_i KL(p(z_i) || q_i): the cost of the prior, zero for the best one q_i = p(z_i).</param>
public readonly record struct KlDecomposition(Nats ExpectedKl, Nats Information, Nats TotalCorrelation, Nats MarginalKl)
{
    /// <summary>The right side of Proposition 1.</summary>
    public Nats Sum => Information + TotalCorrelation + MarginalKl;

    /// <summary>The least cost over all factorised priors: I(x;z) + TC(z).</summary>
    public Nats Minimum => Information + TotalCorrelation;
}
