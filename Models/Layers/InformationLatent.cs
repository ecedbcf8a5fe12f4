using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The code of Table 1's second column: an <see cref="InformationDropout"/> layer, z = eps f(x), with a log-normal
/// prior.</summary>
/// <remarks>f(x) = floor + Softplus of a linear map of the features, from which alpha(x) is computed too. The floor is not in the paper.
/// Below its value <see cref="LogNormalPrior"/> treats all activations as equal; above it the KL is exact, so that the variational bound
/// holds.</remarks>
public sealed class InformationLatent : LatentLayer
{
    private readonly Linear activation;
    private readonly InformationDropout dropout;

    /// <summary>Creates a layer with new weights and a new prior.</summary>
    /// <param name="name">The layer's name in a <see cref="KlLedger"/>.</param>
    /// <param name="inputs">Number of features.</param>
    /// <param name="units">Number of components of z.</param>
    /// <param name="options">Range and centre of the noise.</param>
    /// <param name="priorPerUnit">Whether each component has its own mu and sigma in the prior, instead of one of each for the
    /// layer.</param>
    public InformationLatent(string name, int inputs, int units, InformationDropoutOptions? options = null, bool priorPerUnit = false)
        : base(name)
    {
        activation = nn.Linear(Require.AtLeast(inputs, 1), Require.AtLeast(units, 1));
        dropout = InformationDropout.Dense(name, inputs, units, (options ?? new()).NewLogNormalPrior(priorPerUnit ? units : null), options);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        var f = Activation.Softplus.Apply(activation.call(features)) + LogNormalPrior.DefaultActivationFloor;
        return dropout.call(features, f, pass).MoveToOuterDisposeScope();
    }
}
