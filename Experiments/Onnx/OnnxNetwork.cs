using IDropTheory.Experiments.Runs.Settings;
using static TorchSharp.torch;

namespace IDropTheory.Experiments.Onnx;

/// <summary>A trained classifier as it is evaluated, without noise, in ONNX.</summary>
internal static class OnnxNetwork
{
    /// <summary>The file.</summary>
    /// <param name="settings">What was trained.</param>
    /// <param name="weights">The tensors of the network, by name.</param>
    /// <param name="metadata">Text to store with it.</param>
    /// <exception cref="UserError">The network has no form without noise, or is no classifier.</exception>
    public static byte[] Of(
        NetworkSettings settings, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, string> metadata) =>
        settings switch
        {
            MlpSettings mlp => Mlp(Checked(mlp.Method, mlp.Activation), weights, metadata),
            AllCnnSettings cnn => AllCnn(cnn, Checked(cnn.Method, cnn.Activation), weights, metadata),
            _ => throw new UserError("An autoencoder is not written as ONNX; write its weights as .safetensors."),
        };

    /// <summary>The activation's operator.</summary>
    private static string Checked(DropoutMethod method, Activation activation) => method switch
    {
        DropoutMethod.Information { Options.Noise: NoiseConvention.UnitMean }
            or DropoutMethod.LogNormal { Noise: NoiseConvention.UnitMean } =>
            throw new UserError("The noise of this network has the mean one, so that its median, at which it is evaluated, is not one; "
                + "only networks with --noise median are written as ONNX. Write its weights as .safetensors."),
        _ => activation == Activation.Relu ? "Relu" : "Softplus",
    };

    private static byte[] Mlp(string activation, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new OnnxGraph(null, weights["hidden.0.weight"].shape[1]);
        for (var layer = 0; weights.ContainsKey($"hidden.{layer}.weight"); layer++)
            Linear(graph, weights, $"hidden.{layer}").Then(activation, []);
        return Linear(graph, weights, "output").ToModel(weights["output.weight"].shape[0], metadata);
    }

    private static byte[] AllCnn(
        AllCnnSettings settings, string activation, IReadOnlyDictionary<string, Tensor> weights,
        IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new OnnxGraph(null, weights["stages.0.convolution.weight"].shape[1], null, null);
        var stages = settings.Architecture.Stages;
        foreach (var (i, stage) in stages.Index())
        {
            string[] Weights(string part, params string[] names) =>
                [.. names.Where(name => weights.ContainsKey($"stages.{i}.{part}.{name}"))
                    .Select(name => graph.Weight($"stages.{i}.{part}.{name}", weights[$"stages.{i}.{part}.{name}"]))];
            long before = settings.Options.PaddingBefore(stage), end = settings.Options.PadsEnd(stage) ? 1 : before;
            graph.Then(
                "Conv", Weights("convolution", "weight", "bias"), ("kernel_shape", new long[] { stage.Kernel, stage.Kernel }),
                ("strides", new long[] { stage.Stride, stage.Stride }), ("pads", new[] { before, before, end, end }));
            var normalisation = Weights("normalisation", "weight", "bias", "running_mean", "running_var");
            if (normalisation.Length > 0) graph.Then("BatchNormalization", normalisation, ("epsilon", 1e-3f));
            graph.Then(activation, []);
        }
        graph.Then("GlobalAveragePool", []).Then("Flatten", [], ("axis", 1L));
        if (weights.ContainsKey("classifier.weight")) Linear(graph, weights, "classifier");
        return graph.ToModel(weights[$"stages.{stages.Length - 1}.convolution.weight"].shape[0], metadata);
    }

    private static OnnxGraph Linear(OnnxGraph graph, IReadOnlyDictionary<string, Tensor> weights, string name) => graph.Then(
        "Gemm", [graph.Weight($"{name}.weight", weights[$"{name}.weight"]), graph.Weight($"{name}.bias", weights[$"{name}.bias"])],
        ("transB", 1L));
}
