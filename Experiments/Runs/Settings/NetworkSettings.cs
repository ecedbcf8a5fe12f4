using System.Text.Json.Serialization;

namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>Which network a run trains; knows how to build it for given images.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpSettings), "mlp")]
[JsonDerivedType(typeof(AllCnnSettings), "all-cnn")]
[JsonDerivedType(typeof(VaeSettings), "vae")]
public abstract record NetworkSettings
{
    /// <summary>The network with its objective, initial weights from the key.</summary>
    public abstract Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key);

    /// <summary>The factor of the KL in the loss: the paper divides beta by the number of training images wherever labels are
    /// learned.</summary>
    public virtual EffectiveBeta Effective(double beta, int trainingImages) => Beta.FromPaper(beta).PerSample(trainingImages);

    /// <summary>Evaluates as the network's results are reported: classifiers without noise.</summary>
    public virtual Evaluation Evaluate(Objective objective, BatchSequence batches, RandomKey key, CancellationToken cancellation) =>
        Evaluator.Run(objective, batches, NoiseMode.Median, cancellation);

    /// <summary>A few words, for progress and plots.</summary>
    [JsonIgnore]
    public abstract string Label { get; }
}

/// <summary>The paper's fully connected network.</summary>
/// <param name="Width">Units per hidden layer.</param>
/// <param name="Layers">Number of hidden layers.</param>
/// <param name="Activation">The nonlinearity.</param>
/// <param name="Method">The noise.</param>
public sealed record MlpSettings(int Width, int Layers, Activation Activation, DropoutMethod Method) : NetworkSettings
{
    public override Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key) =>
        new ClassificationObjective(
            SeededWeights.Create(key, () => new Mlp(shape.Size, Width, Layers, classes, Activation, Method)), penalty);

    [JsonIgnore]
    public override string Label => $"MLP {Width}, {Method.Label()}";
}

/// <summary>An all-convolutional network of Table 2.</summary>
/// <param name="Size">32 or 96: Table 2a or 2b.</param>
/// <param name="Filters">Percentage of the filters.</param>
/// <param name="Activation">The nonlinearity.</param>
/// <param name="Method">The noise.</param>
/// <param name="Options">The paper's or its authors' details.</param>
public sealed record AllCnnSettings(int Size, double Filters, Activation Activation, DropoutMethod Method, AllCnnOptions Options)
    : NetworkSettings
{
    public override Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key)
    {
        var scaled = Architecture.WithChannels(shape.Channels).WithClasses(classes).WithFilters(Filters);
        return new ClassificationObjective(SeededWeights.Create(key, () => new AllCnn(scaled, Activation, Method, Options)), penalty);
    }

    /// <summary>The stages at 100% of the filters.</summary>
    [JsonIgnore]
    public AllCnnArchitecture Architecture => Size == 96 ? AllCnnArchitecture.AllCnn96 : AllCnnArchitecture.AllCnn32;

    [JsonIgnore]
    public override string Label => Invariant($"All-CNN-{Size} {Filters}%, {Method.Label()}");
}

/// <summary>The variational autoencoder of Table 1.</summary>
/// <param name="K">Size: 512 k hidden units, 256 k components of z.</param>
/// <param name="Latent">The distribution of z.</param>
/// <param name="Targets">What is reconstructed.</param>
public sealed record VaeSettings(int K, LatentKind Latent, PixelTargets Targets) : NetworkSettings
{
    /// <summary>Another size than that of Table 1. Written only where it is given.</summary>
    public VaeSize? Size { get; init; }

    public override Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key) =>
        new VariationalObjective(
            SeededWeights.Create(key, () => Size is { } size ? new(shape.Size, size.Hidden, size.Code, Latent)
                : Vae.OfTable1(K, Latent, shape.Size)),
            penalty, Targets);

    /// <summary>Beta itself: one gives the variational bound of each image.</summary>
    public override EffectiveBeta Effective(double beta, int trainingImages) => new(beta);

    /// <summary>With noise: the bound is an expectation over z.</summary>
    public override Evaluation Evaluate(Objective objective, BatchSequence batches, RandomKey key, CancellationToken cancellation) =>
        Evaluator.Run(objective, batches, key, cancellation);

    [JsonIgnore]
    public override string Label =>
        $"VAE {(Size is { } size ? $"{size.Code} units" : $"k = {K}")}, {(Latent is LatentKind.Gaussian ? "gaussian" : "information")}";
}

/// <summary>The size of an autoencoder.</summary>
/// <param name="Hidden">Hidden units of the encoder, and as many of the decoder.</param>
/// <param name="Code">Components of z.</param>
public sealed record VaeSize(int Hidden, int Code);

/// <summary>Names of the dropout methods, as on the command line and in legends.</summary>
internal static class MethodLabels
{
    public static string Label(this DropoutMethod method) => method switch
    {
        DropoutMethod.None => "none",
        DropoutMethod.Binary => "binary",
        DropoutMethod.Gaussian => "gaussian",
        DropoutMethod.LogNormal => "log-normal",
        _ => "information",
    };
}
