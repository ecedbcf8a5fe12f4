using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs;

/// <summary>The outputs of the layers of a network.</summary>
internal static class LayerActivations
{
    /// <summary>The name of the last dropout layer's output, which a network without noise has too.</summary>
    public const string Representation = "representation";

    /// <summary>The name of the images as the network sees them.</summary>
    public const string Input = "input";

    /// <summary>The name of an autoencoder's code.</summary>
    public const string Code = "code";

    /// <summary>The layers of a network whose outputs can be computed.</summary>
    public static IReadOnlyList<string> Of(nn.Module network) => network is Vae
        ? [Input, Code]
        : [Input, .. network.modules().OfType<DropoutLayer>().Select(layer => layer.GetName()), Representation];

    /// <summary>The outputs of a layer, batch by batch, in evaluation mode and without gradient: float32 [n, units] on the CPU, each freed
    /// when the next one is asked for.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layer">One of its layers.</param>
    /// <param name="batches">The images.</param>
    /// <param name="pass">How the noise of a batch is handled.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="UserError">There is no such layer.</exception>
    public static IEnumerable<Tensor> Outputs(
        nn.Module network, string layer, BatchSequence batches, Func<int, NoisePass> pass, CancellationToken cancellation)
    {
        var known = Of(network);
        if (!known.Contains(layer))
            throw new UserError($"--layer is {Quoted.Text(layer)}; this network has {string.Join(", ", known)}.");
        return Outputs();

        IEnumerable<Tensor> Outputs()
        {
            network.eval();
            for (var step = 0; step < batches.Count; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var _ = no_grad();
                using var output = Output(network, layer, batches[step].Images, pass(step));
                yield return output.flatten(1).to(ScalarType.Float32).cpu().contiguous();
            }
        }
    }

    private static Tensor Output(nn.Module network, string layer, Tensor images, NoisePass pass)
    {
        if (layer == Input) return images.alias();
        if (network is Vae autoencoder) return autoencoder.Encode(images, pass);
        var classifier = (Classifier)network;
        if (layer == Representation) return classifier.Representation(images, pass);
        Tensor? output = null;
        var hooked = network.modules().OfType<DropoutLayer>().First(module => module.GetName() == layer);
        // The layer's own scope frees what it returns unless it is kept here.
        var hook = hooked.register_forward_hook((_, _, _, _, result) =>
        {
            output = result.alias().DetachFromDisposeScope();
            return result;
        });
        try
        {
            classifier.Representation(images, pass);
        }
        finally
        {
            hook.remove();
        }
        return output!;
    }
}
