using System.Text.Json.Serialization;

namespace IDropTheory.Models;

/// <summary>What the text of the paper and its authors' code do differently in the networks of Table 2.</summary>
public sealed record AllCnnOptions
{
    /// <summary>As the paper's text and Table 2 say; padding 1 and a standard batch normalisation where they say nothing.</summary>
    public static AllCnnOptions Paper { get; } = new();

    /// <summary>As the authors' published code does.</summary>
    public static AllCnnOptions Authors { get; } = new()
    {
        BatchNormScale = false,
        AsymmetricPadding = true,
        FinalLinear = true,
        InputKeep = 0.8,
    };

    /// <summary>Whether batch normalisation learns a scale beside its offset.</summary>
    public bool BatchNormScale { get; init; } = true;

    /// <summary>Whether stride-2 convolutions pad one row and column at the end only (TensorFlow's "SAME" on even sizes) instead of on both sides.</summary>
    public bool AsymmetricPadding { get; init; }

    /// <summary>Rows and columns of zeros before the first that a stage's convolution sees; with asymmetric padding one more follows the last.</summary>
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

    /// <summary>The precision of the convolutions, those of alpha networks among them. Written in settings only where it is not the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConvolutionPrecision Precision { get; init; }
}
