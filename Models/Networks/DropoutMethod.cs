using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>The noise of a network, as a value: one description of a network is built with any method.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(None), "none")]
[JsonDerivedType(typeof(Binary), "binary")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
[JsonDerivedType(typeof(LogNormal), "log-normal")]
[JsonDerivedType(typeof(Information), "information")]
public abstract record DropoutMethod
{
    private DropoutMethod() { }

    /// <summary>No noise.</summary>
    public sealed record None : DropoutMethod
    {
        /// <inheritdoc/>
        public override DropoutLayer? Dense(string name, int inputs, int outputs) => null;

        /// <inheritdoc/>
        public override DropoutLayer? Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details) => null;
    }

    /// <summary>Binary dropout.</summary>
    /// <param name="Keep">Probability of keeping a unit.</param>
    public sealed record Binary(double Keep = 0.5) : DropoutMethod
    {
        /// <inheritdoc/>
        public override DropoutLayer Dense(string name, int inputs, int outputs) => new BinaryDropout(name, Keep);

        /// <inheritdoc/>
        public override DropoutLayer Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details) =>
            new BinaryDropout(name, Keep);
    }

    /// <summary>Gaussian dropout.</summary>
    /// <param name="Variance">Variance of the noise.</param>
    public sealed record Gaussian(double Variance = 1) : DropoutMethod
    {
        /// <inheritdoc/>
        public override DropoutLayer Dense(string name, int inputs, int outputs) => new GaussianDropout(name, Variance);

        /// <inheritdoc/>
        public override DropoutLayer Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details) =>
            new GaussianDropout(name, Variance);
    }

    /// <summary>Log-normal noise of constant scale.</summary>
    /// <param name="Alpha">Standard deviation of the log-noise.</param>
    /// <param name="Noise">Where the log-noise is centred.</param>
    public sealed record LogNormal(double Alpha = 0.7, NoiseConvention Noise = NoiseConvention.MedianOne) : DropoutMethod
    {
        /// <inheritdoc/>
        public override DropoutLayer Dense(string name, int inputs, int outputs) => new LogNormalDropout(name, Alpha, Noise);

        /// <inheritdoc/>
        public override DropoutLayer Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details) =>
            new LogNormalDropout(name, Alpha, Noise);
    }

    /// <summary>Information Dropout.</summary>
    /// <param name="Prior">The prior of the activations.</param>
    /// <param name="Options">Range and centre of the noise.</param>
    public sealed record Information(PriorFamily Prior, InformationDropoutOptions Options) : DropoutMethod
    {
        /// <inheritdoc/>
        public override DropoutLayer Dense(string name, int inputs, int outputs) =>
            InformationDropout.Dense(name, inputs, outputs, CreatePrior(), Options);

        /// <inheritdoc/>
        public override DropoutLayer Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details) =>
            InformationDropout.Convolution(
                name, inputs, stage.Filters, stage.Stride, CreatePrior(), Options, details.Precision,
                padEnd: details.AlphaPadsEnd && stage.Stride == 2, glorot: details.GlorotAlpha);

        private ActivationPrior CreatePrior() => Prior switch
        {
            PriorFamily.LogUniform => new LogUniformPrior(Options.LargestAlpha),
            PriorFamily.LogUniformWithSpike => new LogUniformPrior(Options.LargestAlpha, learnedSpike: true),
            _ => Options.NewLogNormalPrior(),
        };
    }

    /// <summary>The layer after dense features; null for no noise.</summary>
    public abstract DropoutLayer? Dense(string name, int inputs, int outputs);

    /// <summary>The layer after convolutional features; null for no noise.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="inputs">Channels of the stage's input.</param>
    /// <param name="stage">The stage whose activations the noise multiplies.</param>
    /// <param name="details">Padding, first weights and precision of an alpha network.</param>
    public abstract DropoutLayer? Convolution(string name, int inputs, ConvolutionStage stage, AllCnnOptions details);
}

/// <summary>The families of priors of Information Dropout.</summary>
public enum PriorFamily
{
    /// <summary>Log-uniform (Proposition 2).</summary>
    LogUniform,

    /// <summary>Log-uniform with an atom at zero of learned probability.</summary>
    LogUniformWithSpike,

    /// <summary>Log-normal (Proposition 3), with parameters as <see cref="PriorParameters"/> says.</summary>
    LogNormal,
}
