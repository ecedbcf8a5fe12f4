using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The paper's fully connected network for MNIST (Fig. 3a): hidden layers of one width, each followed by dropout.</summary>
/// <remarks>He initialisation for the hidden layers; inputs of any shape [N, ...] are flattened. The paper specifies only the number of
/// layers; initialisation and the position of the dropout are choices made here.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// var method = new DropoutMethod.Information(PriorFamily.LogUniform, new InformationDropoutOptions());
/// using var network = SeededWeights.Create(
///     RandomKey.FromSeed(1), () =&gt; new Mlp(inputs: 784, width: 512, layers: 3, classes: 10, Activation.Relu, method));
/// using var images = rand(8, 1, 28, 28);
/// using var logits = network.call(images, NoisePass.Median());
/// </code></example>
public sealed class Mlp : Classifier
{
    private readonly Func<Mlp> _another;
    private readonly Activation _activation;
    private readonly ModuleList<Linear> hidden;
    private readonly ModuleList<DropoutLayer> dropout;
    private readonly Linear output;

    /// <summary>A network of given sizes.</summary>
    /// <param name="inputs">Number of input values.</param>
    /// <param name="width">Units per hidden layer.</param>
    /// <param name="layers">Number of hidden layers.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="method">The noise after every hidden layer.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 inputs, units or layers, or fewer than 2 classes.</exception>
    public Mlp(int inputs, int width, int layers, int classes, Activation activation, DropoutMethod method)
        : base(nameof(Mlp))
    {
        ArgumentNullException.ThrowIfNull(method);
        _another = () => new(inputs, width, layers, classes, activation, method);
        _activation = activation;
        Require.AtLeast(layers, 1);
        int Inputs(int layer) => layer == 0 ? Require.AtLeast(inputs, 1) : Require.AtLeast(width, 1);
        hidden = new([.. Enumerable.Range(0, layers).Select(layer => HeLinear(Inputs(layer), width))]);
        dropout = new([.. Enumerable.Range(0, layers)
            .Select(layer => method.Dense($"dropout{layer + 1}", Inputs(layer), width)).OfType<DropoutLayer>()]);
        output = nn.Linear(width, Require.AtLeast(classes, 2));
        RegisterComponents();
    }

    /// <summary>Number of hidden layers.</summary>
    public int Layers => hidden.Count;

    /// <summary>The output of one hidden layer, [N, width].</summary>
    /// <param name="layer">The layer's index, from 0.</param>
    /// <param name="input">Its input: the output of the layer below, or flat images [N, inputs] for the lowest layer.</param>
    /// <param name="pass">How noise is handled; the layer records its KL in the pass's ledger.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Tensor Layer(int layer, Tensor input, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var f = _activation.Apply(hidden[layer].call(input));
        return (dropout.Count > 0 ? dropout[layer].call(input, f, pass) : f).MoveToOuterDisposeScope();
    }

    /// <summary>The logits of representations [N, width].</summary>
    public Tensor Logits(Tensor representation) => output.call(representation);

    /// <summary>A copy of this network in double precision, on the CPU and in evaluation mode. Dispose of it.</summary>
    /// <remarks>Converting this network itself would replace its parameters, which an optimiser may hold.</remarks>
    internal Mlp InDoublePrecision()
    {
        // The first weights are overwritten; a key leaves the global generator as it is.
        var copy = SeededWeights.Create(default, _another);
        copy.to(float64);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var own = NetworkTensors.Of(this).ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        foreach (var (name, target) in NetworkTensors.Of(copy))
            target.copy_(own[name]);
        copy.eval();
        return copy;
    }

    /// <inheritdoc/>
    public override Tensor Representation(Tensor images, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var x = images.flatten(1);
        for (var layer = 0; layer < hidden.Count; layer++)
            x = Layer(layer, x, pass);
        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        return Logits(Representation(images, pass)).MoveToOuterDisposeScope();
    }

    private static Linear HeLinear(int inputs, int outputs)
    {
        var linear = nn.Linear(inputs, outputs);
        HeWeights.Set(linear.weight!, linear.bias!);
        return linear;
    }
}
