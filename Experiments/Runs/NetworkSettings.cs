using System.Text.Json.Serialization;

namespace IDropTheory.Experiments;

/// <summary>Which network a run trains; knows how to build it for given images.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MlpSettings), "mlp")]
[JsonDerivedType(typeof(AllCnnSettings), "all-cnn")]
public abstract record NetworkSettings
{
    /// <summary>The network with its objective, initial weights from the key.</summary>
    public abstract Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key);

    /// <summary>Evaluates as the network's results are reported: classifiers without noise.</summary>
    public virtual Evaluation Evaluate(Objective objective, BatchSequence batches, RandomKey key, CancellationToken cancellation) =>
        Evaluator.Run(objective, batches, NoiseMode.Median, cancellation);

    /// <summary>A few words, for progress and plots.</summary>
    [JsonIgnore]
    public abstract string Words { get; }
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

    public override string Words => $"MLP {Width}, {Method.Words()}";
}

/// <summary>An all-convolutional network of Table 2.</summary>
/// <param name="Size">32 or 96: Table 2a or 2b.</param>
/// <param name="Filters">Percentage of the filters.</param>
/// <param name="Activation">The nonlinearity.</param>
/// <param name="Method">The noise.</param>
/// <param name="Options">The paper's or its authors' details.</param>
public sealed record AllCnnSettings(int Size, double Filters, Activation Activation, DropoutMethod Method, AllCnnOptions Options) : NetworkSettings
{
    public override Objective CreateObjective(ImageShape shape, int classes, InformationPenalty penalty, RandomKey key)
    {
        var architecture = Size == 96 ? AllCnnArchitecture.AllCnn96 : AllCnnArchitecture.AllCnn32;
        if (classes != AllCnnArchitecture.Classes)
            throw new UsageException($"{architecture.Name} tells {AllCnnArchitecture.Classes} classes apart; the data set has {classes}. Use --network mlp.");
        var scaled = architecture.WithChannels(shape.Channels).WithFilters(Filters);
        return new ClassificationObjective(SeededWeights.Create(key, () => new AllCnn(scaled, Activation, Method, Options)), penalty);
    }

    public override string Words => FormattableString.Invariant($"All-CNN-{Size} {Filters}%, {Method.Words()}");
}
