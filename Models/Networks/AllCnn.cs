using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The all-convolutional networks of the paper's Table 2, with batch normalisation before each activation.</summary>
/// <remarks>Images [N, channels, size, size]; Glorot-uniform weights. The last stage's activations are averaged over space and are the
/// logits.</remarks>
/// <example><code>
/// using static TorchSharp.torch;
///
/// var method = new DropoutMethod.Information(PriorFamily.LogNormal, new InformationDropoutOptions());
/// using var network = new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters(25), Activation.Softplus, method);
/// using var images = rand(2, 3, 32, 32);
/// using var logits = network.call(images, NoisePass.Median());
/// </code></example>
public sealed class AllCnn : Classifier
{
    private readonly int _representationStages;
    private readonly ModuleList<ConvolutionBlock> stages;
    private readonly BinaryDropout? inputDropout;
    private readonly Linear? classifier;

    /// <summary>A network of an architecture.</summary>
    /// <param name="architecture">The stages, from Table 2 (<see cref="AllCnnArchitecture"/>).</param>
    /// <param name="activation">The nonlinearity of every stage.</param>
    /// <param name="method">The noise at the stages that have dropout.</param>
    /// <param name="options">Details as in the paper's text or as in the authors' code.</param>
    public AllCnn(AllCnnArchitecture architecture, Activation activation, DropoutMethod method, AllCnnOptions? options = null)
        : base(nameof(AllCnn))
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(method);
        var details = options ?? AllCnnOptions.Paper;
        _representationStages = 1 + Array.FindLastIndex([.. architecture.Stages], stage => stage.Dropout);
        int Inputs(int stage) => stage == 0 ? architecture.Channels : architecture.Stages[stage - 1].Filters;
        stages = new([.. architecture.Stages.Select((stage, i) =>
            new ConvolutionBlock($"stage{i + 1}", Inputs(i), stage, activation, method, details))]);
        inputDropout = details.InputKeep < 1 ? new("input", details.InputKeep) : null;
        classifier = details.FinalLinear ? nn.Linear(architecture.Classes, architecture.Classes) : null;
        if (details.GlorotFinal && classifier is not null) GlorotWeights.Set(classifier.weight!, classifier.bias);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Representation(Tensor images, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var arranged = ChannelsLast.Arrange(images);
        var x = inputDropout?.call(arranged, arranged, pass) ?? arranged;
        return Run(stages.Take(_representationStages), x, pass).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var logits = Run(stages.Skip(_representationStages), Representation(images, pass), pass).mean([2, 3]);
        return (classifier?.call(logits) ?? logits).MoveToOuterDisposeScope();
    }

    private static Tensor Run(IEnumerable<ConvolutionBlock> stages, Tensor input, NoisePass pass) =>
        stages.Aggregate(input, (x, stage) => stage.call(x, pass));
}
