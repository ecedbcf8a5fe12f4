using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>Details of the networks of Table 2 in which the paper's text and the authors' code differ.</summary>
public sealed record AllCnnOptions
{
    /// <summary>As in the paper's text and Table 2; padding 1 and standard batch normalisation, which the paper does not
    /// specify.</summary>
    public static AllCnnOptions Paper { get; } = new();

    /// <summary>As in the authors' published code.</summary>
    public static AllCnnOptions Authors { get; } = new()
    {
        BatchNormScale = false,
        AsymmetricPadding = true,
        FinalLinear = true,
        InputKeep = 0.8,
        AlphaPadsEnd = true,
        GlorotAlpha = true,
        GlorotFinal = true,
    };

    /// <summary>Whether the batch normalisation of Table 2 is left out; convolutions then have offsets and He's first weights. Settings
    /// contain it only if it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithoutBatchNorm { get; init; }

    /// <summary>Whether batch normalisation learns a scale beside its offset.</summary>
    public bool BatchNormScale { get; init; } = true;

    /// <summary>Whether stride-2 convolutions pad one row and column at the end only (TensorFlow's "SAME" on even sizes) instead of on
    /// both sides.</summary>
    public bool AsymmetricPadding { get; init; }

    /// <summary>Rows and columns of zeros before the image in a stage's convolution; with asymmetric padding one more follows after the
    /// image.</summary>
    internal int PaddingBefore(ConvolutionStage stage) => PadsEnd(stage) ? 0 : stage.Kernel / 2;

    /// <summary>Whether a stage's convolution is padded at the end only.</summary>
    internal bool PadsEnd(ConvolutionStage stage) => AsymmetricPadding && stage.Stride == 2;

    /// <summary>Whether a linear layer from classes to classes follows the spatial average.</summary>
    public bool FinalLinear { get; init; }

    /// <summary>Probability of keeping an input value, in (0, 1]; 1 for no dropout at the input.</summary>
    public double InputKeep
    {
        get;
        init => field = value is > 0 and <= 1 ? value : throw Require.Refuse(value, "above 0 and at most 1", nameof(InputKeep));
    } = 1;

    /// <summary>Whether the convolution that computes alpha pads one row and column at the end only where its stride is 2, as the stages
    /// do with <see cref="AsymmetricPadding"/>. Settings contain it only if it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AlphaPadsEnd { get; init; }

    /// <summary>Whether the first weights of the convolution that computes alpha are Glorot-uniform and its offsets 0, instead of torch's
    /// default. Settings contain it only if it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool GlorotAlpha { get; init; }

    /// <summary>The same for the final linear layer (<see cref="FinalLinear"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool GlorotFinal { get; init; }

    /// <summary>The precision of the convolutions, also of those of alpha networks. Settings contain it only if it is not the
    /// default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConvolutionPrecision Precision { get; init; }
}
