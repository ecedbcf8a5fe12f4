namespace IDropTheory;

/// <summary>The KL terms of a two-layer network and the information that it transmits (erratum E9): each KL term is an upper bound of its
/// layer's information.</summary>
/// <param name="FirstKl">E_x KL(p(z_1|x) || q_1) &gt;= I(x;z_1).</param>
/// <param name="SecondKl">E_{z_1} KL(p(z_2|z_1) || q_2) &gt;= I(z_1;z_2) &gt;= I(x;z_2).</param>
/// <param name="FirstInformation">I(x;z_1).</param>
/// <param name="BetweenLayers">I(z_1;z_2): the information that the second layer transmits about its own input, most of which may be
/// noise.</param>
/// <param name="SecondInformation">I(x;z_2) &lt;= min(I(x;z_1), I(z_1;z_2)).</param>
public readonly record struct LayerInformation(
    Nats FirstKl, Nats SecondKl, Nats FirstInformation, Nats BetweenLayers, Nats SecondInformation)
{
    /// <summary>The sum that the paper plots as "information transmitted".</summary>
    public Nats SumOfKl => FirstKl + SecondKl;
}
