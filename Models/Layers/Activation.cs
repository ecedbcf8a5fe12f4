using static TorchSharp.torch;

namespace IDropTheory.Models;

/// <summary>The nonlinearities of the paper.</summary>
public enum Activation
{
    /// <summary>max(x, 0), whose natural prior is log-uniform (Proposition 2).</summary>
    Relu,

    /// <summary>log(1 + e^x), whose natural prior is log-normal (Proposition 3).</summary>
    Softplus,
}

/// <summary>Activations as functions on tensors.</summary>
public static class Activations
{
    /// <summary>Applies the activation.</summary>
    public static Tensor Apply(this Activation activation, Tensor x) =>
        activation == Activation.Relu ? nn.functional.relu(x) : nn.functional.softplus(x);
}
