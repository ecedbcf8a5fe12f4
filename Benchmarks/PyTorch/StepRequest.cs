namespace IDropTheory.Benchmarks.PyTorch;

/// <summary>A line of the input of pytorch-steps.py.</summary>
/// <param name="Network">"mlp" or "all-cnn-32".</param>
/// <param name="Size">Units, or percentage of the filters.</param>
/// <param name="Information">Whether it has Information Dropout.</param>
/// <param name="Activation">"relu" or "softplus".</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Device">"cpu" or "cuda".</param>
/// <param name="Compile">Whether by torch.compile.</param>
/// <param name="Steps">Steps to take.</param>
internal sealed record StepRequest(
    string Network, double Size, bool Information, string Activation, int Batch, string Device, bool Compile, int Steps);
