using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Benchmarks.Training;

/// <summary>The convolutions and batch normalisations of an All-CNN alone: the least work of a training step.</summary>
/// <remarks>With Information Dropout this includes the convolutions of the alpha networks. A step is a forward pass and a backward pass
/// from gradients of one, without activation, noise, cost, loss and optimiser.</remarks>
internal sealed class BareNetwork : IDisposable
{
    private readonly ConvolutionPrecision _precision;
    private readonly List<(Conv2d Convolution, BatchNorm2d Normalisation, Conv2d? Alpha)> _stages = [];

    public BareNetwork(AllCnnArchitecture architecture, DropoutMethod method, ConvolutionPrecision precision)
    {
        _precision = precision;
        var inputs = architecture.Channels;
        foreach (var stage in architecture.Stages)
        {
            Conv2d Convolution(bool bias) =>
                nn.Conv2d(inputs, stage.Filters, stage.Kernel, stage.Stride, padding: stage.Kernel / 2, bias: bias);
            var alpha = method is DropoutMethod.Information && stage.Dropout ? Convolution(bias: true) : null;
            _stages.Add((Convolution(bias: false), nn.BatchNorm2d(stage.Filters), alpha));
            inputs = stage.Filters;
        }
    }

    private IEnumerable<nn.Module> Modules =>
        _stages.SelectMany(s => new nn.Module?[] { s.Convolution, s.Normalisation, s.Alpha }).OfType<nn.Module>();

    /// <summary>One forward and backward pass over images [N, channels, size, size].</summary>
    public void Step(Tensor images)
    {
        using var scope = NewDisposeScope();
        foreach (var module in Modules)
            module.zero_grad();
        List<Tensor> outputs = [];
        var x = images;
        foreach (var (convolution, normalisation, alpha) in _stages)
        {
            if (alpha is not null) outputs.Add(_precision.Convolve(alpha, x));
            x = normalisation.call(_precision.Convolve(convolution, x));
        }
        outputs.Add(x);
        autograd.backward(outputs, [.. outputs.Select(output => ones_like(output))]);
    }

    public void Dispose()
    {
        foreach (var module in Modules)
            module.Dispose();
    }
}
