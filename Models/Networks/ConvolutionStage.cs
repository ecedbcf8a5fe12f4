namespace IDropTheory.Models;

/// <summary>One row of the paper's Table 2: a convolution with batch normalisation and activation, perhaps followed by dropout.</summary>
/// <param name="Kernel">Kernel size: 3 or 1.</param>
/// <param name="Filters">Output channels at 100 % of the filters.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="Dropout">Whether a dropout layer follows.</param>
public sealed record ConvolutionStage(int Kernel, int Filters, int Stride = 1, bool Dropout = false);
