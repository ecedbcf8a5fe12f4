using TorchSharp.Modules;
using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The variational autoencoder of Table 1: <c>call(images, pass)</c> encodes, draws z, and returns Bernoulli logits [N,
/// pixels].</summary>
/// <remarks>One hidden layer in the encoder and one in the decoder; images of any shape [N, ...] are flattened. The paper specifies only
/// the sizes; the nonlinearity and the initial weights (torch's default for linear layers) are choices made here. Trained by
/// <see cref="VariationalObjective"/>.</remarks>
/// <example><code>
/// using var data = DataSource.Named("digits").Load(new DataOptions());
/// using var network = Vae.OfTable1(k: 1, new LatentKind.Gaussian());
/// var objective = VariationalObjective.Bound(network);
/// var evaluation = Evaluator.Run(objective, data.Test.InOrder(500), RandomKey.FromSeed(1));
/// Console.WriteLine($"log p(x) &gt;= {evaluation.Bound} nats per image");
/// </code></example>
public sealed class Vae : nn.Module<Tensor, NoisePass, Tensor>
{
    private readonly Activation _activation;
    private readonly Linear encoder;
    private readonly LatentLayer latent;
    private readonly Linear decoder;
    private readonly Linear output;

    /// <summary>An autoencoder of given sizes.</summary>
    /// <param name="pixels">Numbers per image.</param>
    /// <param name="hidden">Hidden units of the encoder, and as many of the decoder.</param>
    /// <param name="code">Components of z.</param>
    /// <param name="kind">The distribution of z.</param>
    /// <param name="activation">The nonlinearity of both hidden layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 pixels, hidden units or components.</exception>
    public Vae(int pixels, int hidden, int code, LatentKind kind, Activation activation = Activation.Softplus)
        : base(TorchRuntime.Prepared(nameof(Vae)))
    {
        ArgumentNullException.ThrowIfNull(kind);
        _activation = activation;
        encoder = nn.Linear(Require.AtLeast(pixels, 1), Require.AtLeast(hidden, 1));
        latent = kind.Create(nameof(latent), hidden, Require.AtLeast(code, 1));
        decoder = nn.Linear(code, hidden);
        output = nn.Linear(hidden, pixels);
        RegisterComponents();
    }

    /// <summary>A row of Table 1: 512 k hidden units and 256 k components of z.</summary>
    /// <param name="k">1, 2 or 3 in the paper; &gt;= 1.</param>
    /// <param name="kind">The column.</param>
    /// <param name="pixels">Numbers per image; those of MNIST unless given.</param>
    /// <param name="activation">The nonlinearity of both hidden layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 pixels, or <paramref name="k"/> is less than 1.</exception>
    public static Vae OfTable1(int k, LatentKind kind, int pixels = 28 * 28, Activation activation = Activation.Softplus) =>
        new(pixels, 512 * Require.AtLeast(k, 1), 256 * k, kind, activation);

    /// <summary>The code z of images, [N, code]: drawn, or its median or mean, depending on the pass.</summary>
    public Tensor Encode(Tensor images, NoisePass pass)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return latent.call(_activation.Apply(encoder.call(images.flatten(1))), pass).MoveToOuterDisposeScope();
    }

    /// <summary>Logits of the pixels, [N, pixels], for codes [N, code].</summary>
    public Tensor Decode(Tensor codes)
    {
        using var scope = NewDisposeScope();
        return output.call(_activation.Apply(decoder.call(codes))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images, NoisePass pass)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(images, pass)).MoveToOuterDisposeScope();
    }
}
