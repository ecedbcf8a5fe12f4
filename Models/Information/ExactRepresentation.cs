using System.Collections.Immutable;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The information that the noisy layers of a small network carry about a finite x and its label y: integrals of the densities
/// that the weights define, not estimates from samples.</summary>
/// <remarks>
/// Activations, noise scales and KL terms are those of the network's weights, run on every symbol in double precision. The noisy layer of
/// a network with one may have up to three units, which a ReLU may switch off (<see cref="RectifiedChannel"/>); in a network with two,
/// each has one unit and a smooth activation (<see cref="TwoLayerChannel"/>).
/// </remarks>
/// <param name="Layers">The noisy layers, the lowest first.</param>
/// <param name="CrossEntropy">E[-log p(y|z)] of the network's predictions: at least H(y|z) of the last layer.</param>
/// <param name="ConditionalEntropyY">H(y|z) = H(y) - I(z;y) of the last layer: the cross-entropy of the best prediction.</param>
/// <param name="Error">Estimated absolute error of the largest of the integrals of information.</param>
public sealed record ExactRepresentation(
    ImmutableArray<ExactLayer> Layers, Nats CrossEntropy, Nats ConditionalEntropyY, Nats Error)
{
    // Standard deviations of the noise that the sum over the network's answers covers, and its nodes for one unit and for more.
    private const double Reach = 8.5;
    private const int NodesOfOne = 1025;
    private const int NodesOfMore = 129;

    // Every evaluation for the second layer adds up the densities of all nodes of the first; the error that is reached is reported.
    private const long MostDensities = 300_000_000;

    /// <summary>I(x;z) of the last layer.</summary>
    [JsonIgnore]
    public Nats InformationX => Layers[^1].InformationX;

    /// <summary>I(z;y) of the last layer.</summary>
    [JsonIgnore]
    public Nats InformationY => Layers[^1].InformationY;

    /// <summary>H(y|z) + beta I(x;z) of the last layer: the paper's eq. (2).</summary>
    public Nats Objective(Beta beta) => ConditionalEntropyY + beta.Paper * InformationX;

    /// <summary>The training loss, expected over all noise: cross-entropy plus beta times the KL of every layer.</summary>
    public Nats Loss(Beta beta) => Layers.Aggregate(CrossEntropy, (sum, layer) => sum + beta.Paper * layer.Kl);

    /// <summary>Whether all members are equal, those of arrays element by element.</summary>
    public bool Equals(ExactRepresentation? other) =>
        other is not null && CrossEntropy == other.CrossEntropy && ConditionalEntropyY == other.ConditionalEntropyY
        && Error == other.Error && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CrossEntropy, ConditionalEntropyY, Error, Layers.AsSpan().Length);

    /// <summary>Evaluates a network whose inputs are the one-hot symbols of x.</summary>
    /// <param name="network">A network with one or two hidden layers with Information Dropout, on any device, in training or evaluation
    /// mode; it is not changed.</param>
    /// <param name="joint">p(x, y).</param>
    /// <param name="options">When the quadratures stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The network has no noise or more than two hidden layers; or it has two, and one of them has
    /// more than one unit, a unit that a ReLU switches off, or too little noise to integrate.</exception>
    /// <exception cref="InvalidOperationException">Some symbol switches on more than three units of the only layer.</exception>
    public static ExactRepresentation Of(Mlp network, JointDistribution joint, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(joint);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var copy = network.InDoublePrecision();
        return copy.Layers switch
        {
            1 => OfOneLayer(copy, joint, options),
            2 => OfTwoLayers(copy, joint, options),
            _ => throw new ArgumentException($"The network has {network.Layers} hidden layers; allowed: 1 or 2.", nameof(network)),
        };
    }

    private static ExactRepresentation OfOneLayer(Mlp network, JointDistribution joint, CubatureOptions? options)
    {
        var layer = LayerOutput.Of(network, 0, Symbols(joint));
        var channel = new RectifiedChannel(joint.X, layer.Locations, layer.Alphas);
        var (x, y) = (channel.Information(options), channel.InformationAbout(joint.YGivenX, options));
        return new(
            [new(layer.Name, layer.ExpectedKl(joint.X), x.Value, x.Value, y.Value)],
            CrossEntropyOf(network, layer, joint.X, joint.YGivenX),
            joint.Y.Entropy() - y.Value,
            x.Error > y.Error ? x.Error : y.Error);
    }

    private static ExactRepresentation OfTwoLayers(Mlp network, JointDistribution joint, CubatureOptions? options)
    {
        var first = LayerOutput.Of(network, 0, Symbols(joint));
        var channel = new LogNormalChannel(joint.X, first.Locations, first.Alphas);
        LayerOutput Second(IReadOnlyList<double> logZ) =>
            LayerOutput.Of(network, 1, tensor([.. logZ.Select(Math.Exp)], [logZ.Count, 1], float64));
        var stack = new TwoLayerChannel(channel, logZ => Second(logZ).Component(0));
        var second = Second(stack.Inputs);
        var nodes = stack.Inputs.Count / joint.CountX;
        options ??= CubatureOptions.Default;
        options = options with { MaxEvaluations = Math.Min(options.MaxEvaluations, MostDensities / stack.Inputs.Count) };
        var (yOfX, xOfX) = (Repeated(joint.YGivenX, nodes), Repeated(Channel.Identity(joint.CountX), nodes));
        var (x1, y1) = (channel.Information(options), channel.InformationAbout(joint.YGivenX, options));
        var (x2, y2) = (stack.Second.InformationAbout(xOfX, options), stack.Second.InformationAbout(yOfX, options));
        var between = stack.Second.Information(options);
        return new(
            [
                new(first.Name, first.ExpectedKl(joint.X), x1.Value, x1.Value, y1.Value),
                new(second.Name, second.ExpectedKl(stack.Second.X), between.Value, x2.Value, y2.Value),
            ],
            CrossEntropyOf(network, second, stack.Second.X, yOfX),
            joint.Y.Entropy() - y2.Value,
            new(new[] { x1, y1, x2, y2, between }.Max(q => q.Error.Value)));
    }

    /// <summary>A channel that repeats every input several times in a row.</summary>
    private static Channel Repeated(Channel channel, int times)
    {
        var rows = new double[channel.Inputs * times, channel.Outputs];
        for (var k = 0; k < rows.GetLength(0); k++)
            for (var y = 0; y < channel.Outputs; y++)
                rows[k, y] = channel[k / times, y];
        return new(rows);
    }

    private static Tensor Symbols(JointDistribution joint) => eye(joint.CountX, dtype: float64);

    /// <summary>E[-log p(y|z)] by a product of trapezoidal rules over the noise of the last layer, which converge exponentially
    /// here.</summary>
    private static Nats CrossEntropyOf(Mlp network, LayerOutput layer, FiniteDistribution inputs, Channel yGivenInput)
    {
        using var scope = NewDisposeScope();
        var units = layer.Alphas.GetLength(1);
        var nodes = units == 1 && inputs.Count <= 64 ? NodesOfOne : NodesOfMore;
        var positions = linspace(-Reach, Reach, nodes, dtype: float64);
        var density = (-0.5 * positions.square()).exp();
        var weights = density / density.sum();
        var (grid, gridWeights) = (positions.unsqueeze(1), weights);
        for (var i = 1; i < units; i++)
        {
            grid = cat([grid.repeat_interleave(nodes, 0), positions.unsqueeze(1).repeat([grid.shape[0], 1])], 1);
            gridWeights = (gridWeights.unsqueeze(1) * weights).flatten();
        }
        var sum = 0.0;
        for (var k = 0; k < inputs.Count; k++)
        {
            if (inputs[k] == 0) continue;
            using var inner = NewDisposeScope();
            // exp(-infinity) = 0: a unit that is switched off.
            var z = (tensor(layer.Location(k), dtype: float64) + tensor(layer.Alpha(k), dtype: float64) * grid).exp();
            var losses = -nn.functional.log_softmax(network.Logits(z), 1);
            var probabilities = tensor(yGivenInput.Row(k).ToArray(), dtype: float64);
            sum += inputs[k] * (gridWeights.unsqueeze(1) * losses * probabilities).sum().item<double>();
        }
        return new(sum);
    }
}
