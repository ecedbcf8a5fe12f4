using static TorchSharp.torch;

namespace IDropTheory.Experiments.Onnx;

/// <summary>A graph of ONNX that is built operator by operator: the published schema (onnx.proto), as far as a network without noise needs
/// it.</summary>
internal sealed class OnnxGraph
{
    // The first version of ONNX (1.8) with this operator set.
    private const long IrVersion = 7;
    private const long OperatorSet = 13;
    private const long SinglePrecision = 1;
    private const string InputName = "input";
    private const string OutputName = "logits";

    private readonly ProtoMessage _graph = new();
    private readonly long?[] _input;
    private int _nodes;

    /// <summary>A graph without operators.</summary>
    /// <param name="input">The sizes of its input; null where any size is allowed.</param>
    public OnnxGraph(params long?[] input) => _input = input;

    /// <summary>The result of the last operator; at first the input.</summary>
    public string Last { get; private set; } = InputName;

    /// <summary>Adds a tensor of weights.</summary>
    public string Weight(string name, Tensor value)
    {
        using var single = value.detach().to(ScalarType.Float32).cpu().contiguous();
        _graph.Add(5, new ProtoMessage()
            .AddAll(1, single.shape, (message, field, size) => message.Add(field, size))
            .Add(2, SinglePrecision).Add(8, name).Add(9, single.bytes));
        return name;
    }

    /// <summary>Adds an operator on the last result and on weights.</summary>
    /// <param name="kind">Its name in ONNX.</param>
    /// <param name="weights">Names of weights.</param>
    /// <param name="attributes">Its attributes: a long, a float or an array of longs each.</param>
    public OnnxGraph Then(string kind, string[] weights, params (string Name, object Value)[] attributes)
    {
        var output = $"{kind}{++_nodes}";
        _graph.Add(1, new ProtoMessage()
            .AddAll(1, [Last, .. weights], (message, field, name) => message.Add(field, name))
            .Add(2, output).Add(3, output).Add(4, kind)
            .AddAll(5, attributes, (message, field, attribute) => message.Add(field, Attribute(attribute.Name, attribute.Value))));
        Last = output;
        return this;
    }

    /// <summary>The file of the graph: its output is the last result, [N, classes].</summary>
    public byte[] ToModel(long classes, IReadOnlyDictionary<string, string> metadata)
    {
        _graph.Add(1, new ProtoMessage().Add(1, Last).Add(2, OutputName).Add(3, OutputName).Add(4, "Identity"));
        _graph.Add(2, "network").Add(11, Value(InputName, _input)).Add(12, Value(OutputName, [null, classes]));
        return new ProtoMessage()
            .Add(1, IrVersion).Add(2, "idrop").Add(7, _graph).Add(8, new ProtoMessage().Add(2, OperatorSet))
            .AddAll(14, metadata, (message, field, entry) => message.Add(field, new ProtoMessage().Add(1, entry.Key).Add(2, entry.Value)))
            .Bytes.ToArray();
    }

    private static ProtoMessage Attribute(string name, object value) => value switch
    {
        float number => new ProtoMessage().Add(1, name).Add(2, number).Add(20, 1),
        long count => new ProtoMessage().Add(1, name).Add(3, count).Add(20, 2),
        _ => new ProtoMessage().Add(1, name).AddAll(8, (long[])value, (message, field, count) => message.Add(field, count)).Add(20, 7),
    };

    private static ProtoMessage Value(string name, long?[] sizes)
    {
        var shape = new ProtoMessage();
        foreach (var (place, size) in sizes.Index())
            shape.Add(1, size is { } known ? new ProtoMessage().Add(1, known) : new ProtoMessage().Add(2, place == 0 ? "N" : $"D{place}"));
        return new ProtoMessage().Add(1, name)
            .Add(2, new ProtoMessage().Add(1, new ProtoMessage().Add(1, SinglePrecision).Add(2, shape)));
    }
}
