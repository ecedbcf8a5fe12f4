using IDropTheory.Benchmarks.Training;
using TorchSharp;

namespace IDropTheory.Benchmarks.PyTorch;

/// <summary>A network that both this library and PyTorch train: the same layers, noise, penalty, optimiser and batch.</summary>
/// <param name="Kind">"mlp" or "all-cnn-32".</param>
/// <param name="Size">Units of the mlp, percentage of the filters of the all-cnn-32.</param>
/// <param name="Information">Whether it has Information Dropout, or no noise.</param>
/// <param name="Activation">Its nonlinearity, and with it the prior: log-uniform for ReLU, a learned log-normal for Softplus.</param>
/// <param name="Batch">Images per step.</param>
internal sealed record NetworkCase(string Kind, double Size, bool Information, Activation Activation, int Batch)
{
    public const string Mlp = "mlp";
    public const string AllCnn = "all-cnn-32";

    /// <summary>Hidden layers of the mlp.</summary>
    public const int HiddenLayers = 3;

    /// <summary>For instance all-cnn-32 25%.</summary>
    public string Label => FormattableString.Invariant($"{Kind} {Size:G4}{(Kind == AllCnn ? "%" : "")}");

    /// <summary>The word for its noise.</summary>
    public string Method => Information ? "information" : "none";

    /// <summary>The network.</summary>
    public Classifier Network()
    {
        DropoutMethod method = Information
            ? new DropoutMethod.Information(Activation == Activation.Relu ? PriorFamily.LogUniform : PriorFamily.LogNormal, new())
            : new DropoutMethod.None();
        return Kind == Mlp
            ? new Mlp(Shape.Size, (int)Size, HiddenLayers, AllCnnArchitecture.PaperClasses, Activation, method)
            : new AllCnn(AllCnnArchitecture.AllCnn32.WithFilters(Size), Activation, method);
    }

    /// <summary>The shape of its images.</summary>
    public ImageShape Shape => Kind == Mlp ? new(1, 28, 28) : new(3, 32, 32);

    /// <summary>Starts this library's training.</summary>
    /// <param name="network">From <see cref="Network"/>.</param>
    /// <param name="device">Where it trains.</param>
    public RandomTraining Train(Classifier network, torch.Device device) => new(network, Shape, Batch, device);

    /// <summary>What PyTorch is asked to do.</summary>
    public StepRequest Request(string device, bool compile, int steps) =>
        new(Kind, Size, Information, Experiments.Text.Label.Of(Activation), Batch, device, compile, steps);
}
