using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>One stage of an All-CNN: convolution, batch normalisation, activation, and the stage's dropout if it has one.</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, NoisePass, Tensor>
{
    // As many as a vector register holds.
    private const int FewestAdjacentChannels = 16;

    private readonly Activation _activation;
    private readonly bool _padEnd;
    private readonly ConvolutionPrecision _precision;
    private readonly Conv2d convolution;
    private readonly BatchNorm2d? normalisation;
    private readonly DropoutLayer? dropout;

    public ConvolutionBlock(
        string name, int inputs, ConvolutionStage stage, Activation activation, DropoutMethod method, AllCnnOptions options)
        : base(name)
    {
        _activation = activation;
        _precision = options.Precision;
        _padEnd = options.PadsEnd(stage);
        convolution = nn.Conv2d(
            inputs, stage.Filters, stage.Kernel, stage.Stride, padding: options.PaddingBefore(stage), bias: options.WithoutBatchNorm);
        if (options.WithoutBatchNorm)
        {
            HeWeights.Set(convolution.weight!, convolution.bias!);
        }
        else
        {
            normalisation = nn.BatchNorm2d(stage.Filters, eps: 1e-3, momentum: 0.1);
            GlorotWeights.Set(convolution.weight!, bias: null);
            if (!options.BatchNormScale) normalisation.weight!.requires_grad = false;
        }
        dropout = stage.Dropout ? method.Convolution($"{name}.dropout", inputs, stage, options) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var f = _activation.Apply(Normalise(_precision.Convolve(convolution, x, _padEnd)));
        return (dropout?.call(x, f, pass) ?? f).MoveToOuterDisposeScope();
    }

    /// <summary>Batch normalisation. Torch's is ten times slower on few adjacent channels than on the usual layout, more than two copies
    /// cost.</summary>
    private Tensor Normalise(Tensor x) => normalisation is null ? x
        : normalisation.weight!.shape[0] < FewestAdjacentChannels ? ChannelsLast.Arrange(normalisation.call(x.contiguous()))
        : normalisation.call(x);
}
