using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>The kind of an autoencoder's code z, as a value: the two columns of Table 1.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
[JsonDerivedType(typeof(Information), "information")]
public abstract record LatentKind
{
    private LatentKind() { }

    /// <summary>A Gaussian code with a standard normal prior.</summary>
    public sealed record Gaussian : LatentKind
    {
        /// <inheritdoc/>
        public override LatentLayer Create(string name, int inputs, int units) => new GaussianLatent(name, inputs, units);
    }

    /// <summary>An Information Dropout code with a learned log-normal prior.</summary>
    /// <param name="Options">Range and centre of the noise. The paper gives no range for the autoencoder. With any range an unused unit
    /// has zero KL, because the prior's sigma is learned and can fall to an alpha that the unit reaches; a large range slows
    /// training.</param>
    /// <param name="PriorPerUnit">Whether each component has its own mu and sigma in the prior, instead of one of each for the layer:
    /// this prior factorises too, and trains faster, because the units need not agree on one median first.</param>
    public sealed record Information(InformationDropoutOptions Options, bool PriorPerUnit = false) : LatentKind
    {
        /// <inheritdoc/>
        public override LatentLayer Create(string name, int inputs, int units) =>
            new InformationLatent(name, inputs, units, Options, PriorPerUnit);
    }

    /// <summary>A layer of this kind, from features [N, inputs] to z [N, units].</summary>
    public abstract LatentLayer Create(string name, int inputs, int units);
}
