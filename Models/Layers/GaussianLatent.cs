using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The Gaussian code of Kingma and Welling's autoencoder, the paper's reference [5]: z = mu(x) + sigma(x) n with prior N(0,
/// 1).</summary>
/// <remarks>mu and log sigma are linear in the features. In the ledger alpha is sigma, and its largest value is the prior's, 1: a unit
/// with mu = 0 and sigma = 1 carries no information about x, so that "saturated" means unused. Recorded moments are those of z itself
/// instead of log z.</remarks>
public sealed class GaussianLatent : LatentLayer
{
    private readonly Linear mean;
    private readonly Linear logScale;

    /// <summary>Creates a layer with new weights.</summary>
    /// <param name="name">The layer's name in a <see cref="KlLedger"/>.</param>
    /// <param name="inputs">Number of features.</param>
    /// <param name="units">Number of components of z.</param>
    public GaussianLatent(string name, int inputs, int units)
        : base(name)
    {
        mean = nn.Linear(Require.AtLeast(inputs, 1), Require.AtLeast(units, 1));
        logScale = nn.Linear(inputs, units);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor features, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        var mu = mean.call(features);
        var sigma = exp(logScale.call(features));
        pass.Ledger?.Record(new(
            GetName(), Kl(mu, sigma), sigma.detach(), 1,
            pass.Ledger.KeepsMoments ? LogActivationMoments.Of(GetName(), mu, sigma) : null)
        { Code = pass.Ledger.KeepsCodes ? NoisyCode.Of(mu, sigma) : null });
        var z = pass.Mode == NoiseMode.Sample ? mu + sigma * pass.StandardNormal(mu) : mu;
        return z.MoveToOuterDisposeScope();
    }

    private static Tensor Kl(Tensor mu, Tensor sigma) =>
        TensorReal.Evaluate(() => KlFormulas.Normal<TensorReal>(new(mu), new(sigma), new(zeros_like(mu)), new(ones_like(sigma))));
}
