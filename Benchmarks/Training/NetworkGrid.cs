using IDropTheory.Benchmarks.PyTorch;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Training;

/// <summary>Fully connected networks of one shape with Information Dropout, trained as one: every product is one batched product over the
/// members, and weights, noise and momentum have a dimension of members.</summary>
/// <remarks>For a comparison of speed: ReLU with the log-uniform prior, as <see cref="Mlp"/> has them, without what a training needs
/// besides.</remarks>
internal sealed class NetworkGrid : IDisposable
{
    private const int Hidden = NetworkCase.HiddenLayers;
    private const double Momentum = 0.9;
    private const double Rate = 1e-3;
    private static readonly InformationDropoutOptions Noise = new();
    private static readonly double Beta = RandomTraining.Beta.Value;

    private readonly int _batch;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly Tensor[] _parameters;
    private readonly Tensor[] _momenta;

    /// <summary>Members first to last of a family whose members are the same in every grid.</summary>
    /// <param name="width">Units of a hidden layer.</param>
    /// <param name="inputs">Numbers of an image.</param>
    /// <param name="batch">Images per step of each member.</param>
    /// <param name="first">The first member.</param>
    /// <param name="count">Number of members.</param>
    public NetworkGrid(int width, int inputs, int batch, int first, int count)
    {
        _batch = batch;
        using var scope = NewDisposeScope();
        Tensor OfMembers(Func<Generator, Tensor> draw) =>
            stack(Enumerable.Range(first, count).Select(member => draw(new Generator((ulong)member)))).DetachFromDisposeScope();
        Tensor Parameter(int rows, int columns) =>
            OfMembers(key => randn([rows, columns], generator: key) * Math.Sqrt(2.0 / rows)).requires_grad_(true);
        _images = OfMembers(key => rand([batch, inputs], generator: key));
        _labels = OfMembers(key => randint(0, AllCnnArchitecture.PaperClasses, [batch], ScalarType.Int64, generator: key));
        // Features and noise scales of a layer are one product; one row of inputs is the constant 1.
        _parameters =
        [
            .. Enumerable.Range(0, Hidden).Select(layer => Parameter((layer == 0 ? inputs : width) + 1, 2 * width)),
            Parameter(width + 1, AllCnnArchitecture.PaperClasses),
        ];
        _momenta = [.. _parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
    }

    /// <summary>The weights of all layers, one row per member.</summary>
    public Tensor Weights() => cat([.. _parameters.Select(parameter => parameter.detach().flatten(1))], 1);

    /// <summary>One step of every member.</summary>
    /// <param name="noise">Standard normal noise of every hidden layer, [members, batch, width] each.</param>
    public void Step(IReadOnlyList<Tensor> noise)
    {
        using var flushed = DenormalNumbers.Flushed();
        using var scope = NewDisposeScope();
        var (z, kl) = (_images, zeros(1));
        for (var layer = 0; layer < Hidden; layer++)
        {
            var halves = Product(z, layer).chunk(2, -1);
            var alpha = sigmoid(halves[1]) * Noise.AlphaMax + Noise.AlphaFloor;
            var largest = full([], Noise.LargestAlpha);
            kl = kl + TensorReal.Evaluate(() => KlFormulas.LogUniformRelative<TensorReal>(new(alpha), new(largest))).sum();
            z = nn.functional.relu(halves[0]) * exp(alpha * noise[layer]);
        }
        var logits = Product(z, Hidden).flatten(0, 1);
        var loss = nn.functional.cross_entropy(logits, _labels.flatten(), reduction: nn.Reduction.Sum) + kl * Beta;
        (loss / _batch).backward();
        using var _ = no_grad();
        foreach (var (parameter, momentum) in _parameters.Zip(_momenta))
        {
            var gradient = parameter.grad!;
            momentum.mul_(Momentum).add_(gradient);
            parameter.sub_((gradient + momentum * Momentum) * Rate);
            parameter.grad = null;
        }
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { _images, _labels }.Concat(_parameters).Concat(_momenta))
            tensor.Dispose();
    }

    private Tensor Product(Tensor input, int layer)
    {
        var inputs = (int)input.shape[^1];
        var parts = _parameters[layer].split([inputs, 1], 1);
        return bmm(input, parts[0]) + parts[1];
    }
}
