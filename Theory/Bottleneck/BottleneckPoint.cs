namespace IDropTheory;

/// <summary>The information quantities of one encoder p(t|x) on a joint distribution p(x,y): its place in the information plane.</summary>
/// <param name="Encoder">p(t|x): rows x, columns t.</param>
/// <param name="InformationX">I(x;t).</param>
/// <param name="InformationY">I(t;y).</param>
/// <param name="ConditionalEntropyY">H(y|t).</param>
/// <param name="EntropyT">H(t).</param>
public sealed record BottleneckPoint(Channel Encoder, Nats InformationX, Nats InformationY, Nats ConditionalEntropyY, Nats EntropyT)
{
    /// <summary>Evaluates an encoder exactly.</summary>
    /// <exception cref="ArgumentException">The encoder's inputs are not the joint's x.</exception>
    public static BottleneckPoint Of(JointDistribution joint, Channel encoder)
    {
        ArgumentNullException.ThrowIfNull(joint);
        ArgumentNullException.ThrowIfNull(encoder);
        var xt = JointDistribution.Of(joint.X, encoder);
        var yt = new double[joint.CountY, encoder.Outputs];
        for (var x = 0; x < joint.CountX; x++)
            for (var y = 0; y < joint.CountY; y++)
                for (var t = 0; t < encoder.Outputs; t++)
                    yt[y, t] += joint[x, y] * encoder[x, t];
        var ty = new JointDistribution(yt).Transpose();
        return new(encoder, xt.MutualInformation(), ty.MutualInformation(), ty.ConditionalEntropy(), xt.Y.Entropy());
    }

    /// <summary>The paper's Lagrangian, eq. (2): H(y|t) + beta I(x;t).</summary>
    public Nats Objective(Beta beta) =>
        InformationX == Nats.Zero ? ConditionalEntropyY : ConditionalEntropyY + beta.Paper * InformationX;

    /// <summary>Tishby's Lagrangian: I(x;t) - b I(t;y) with b = 1 / beta.</summary>
    public Nats TishbyObjective(Beta beta) =>
        InformationY == Nats.Zero ? InformationX : InformationX - beta.Tishby * InformationY;
}
