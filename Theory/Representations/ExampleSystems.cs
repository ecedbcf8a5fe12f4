namespace IDropTheory;

/// <summary>Small systems whose information is known exactly: the examples and counter-examples of the report.</summary>
public static class ExampleSystems
{
    /// <summary>z = (a, b, a xor b) of two fair bits x = (a, b): I(x;z) = 2 log 2, TC(z) = log 2, yet the components are pairwise
    /// independent.</summary>
    public static FiniteRepresentation XorBits() =>
        FiniteRepresentation.Deterministic(FiniteDistribution.Uniform(4), [0b000, 0b011, 0b101, 0b110], 2, 2, 2);

    /// <summary>A fair bit seen through two binary symmetric channels: dependent components, so that I and I + TC differ.</summary>
    /// <param name="first">Crossover probability of z_1.</param>
    /// <param name="second">Crossover probability of z_2.</param>
    public static FiniteRepresentation TwiceSeenBit(double first, double second) => FiniteRepresentation.Factorised(
        FiniteDistribution.Uniform(2), Channel.BinarySymmetric(first), Channel.BinarySymmetric(second));

    /// <summary>Three inputs and two noisy units of different scales: Proposition 1 with no alphabet and no sampling.</summary>
    public static LogNormalChannel NoisyPair() => new(
        new FiniteDistribution(0.2, 0.3, 0.5),
        new[,] { { 0.0, 1.0 }, { 0.7, -0.5 }, { 1.5, 0.2 } },
        new[,] { { 0.7, 0.3 }, { 0.2, 0.5 }, { 0.4, 0.7 } });

    /// <summary>A fair bit through two noisy layers: the sum of the layers' KL terms exceeds what either layer carries (erratum
    /// E9).</summary>
    public static TwoLayerChannel NoisyLayers() => new(
        new LogNormalChannel(FiniteDistribution.Uniform(2), new[,] { { -0.7 }, { 0.7 } }, new[,] { { 0.5 }, { 0.5 } }), 1, 0, 0.3);

    /// <summary>Two hidden units and two classes: c x and x are decided alike, with different probabilities (erratum E8).</summary>
    public static ReluSoftmax ScaledInputs() => new(
        new[,] { { 1.0, -0.5 }, { -0.5, 1.0 } },
        new[,] { { 1.0, 0.0 }, { 0.0, 1.0 } });
}
