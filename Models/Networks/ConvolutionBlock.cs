using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>One stage of an All-CNN: convolution, batch normalisation, activation, and the stage's dropout if it has one.</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, NoisePass, Tensor>
{
    private readonly Activation _activation;
    private readonly bool _padEnd;
    private readonly ConvolutionPrecision _precision;
    private readonly Conv2d convolution;
    private readonly BatchNorm2d normalisation;
    private readonly DropoutLayer? dropout;

    public ConvolutionBlock(
        string name, int inputs, ConvolutionStage stage, Activation activation, DropoutMethod method, AllCnnOptions options)
        : base(name)
    {
        _activation = activation;
        _precision = options.Precision;
        _padEnd = options.PadsEnd(stage);
        convolution = nn.Conv2d(inputs, stage.Filters, stage.Kernel, stage.Stride, padding: options.PaddingBefore(stage), bias: false);
        normalisation = nn.BatchNorm2d(stage.Filters, eps: 1e-3, momentum: 0.1);
        GlorotWeights.Set(convolution.weight!, bias: null);
        if (!options.BatchNormScale) normalisation.weight!.requires_grad = false;
        dropout = stage.Dropout ? method.Convolution($"{name}.dropout", inputs, stage, options) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var f = _activation.Apply(normalisation.call(_precision.Convolve(convolution, x, _padEnd)));
        return (dropout?.call(x, f, pass) ?? f).MoveToOuterDisposeScope();
    }
}
