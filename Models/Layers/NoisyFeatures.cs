using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>Features of an input, and then a layer's noise on them: one argument, one result, as a <c>Sequential</c> asks.</summary>
internal sealed class NoisyFeatures : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> features;
    private readonly DropoutLayer dropout;
    private readonly NoiseContext _context;

    public NoisyFeatures(nn.Module<Tensor, Tensor> features, DropoutLayer dropout, NoiseContext context)
        : base(nameof(NoisyFeatures))
    {
        (this.features, this.dropout, _context) = (features, dropout, context);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var activations = features.call(input);
        return dropout.call(input, activations, _context.Pass);
    }
}
