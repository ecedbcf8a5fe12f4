using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IDropTheory.Experiments.Input;

/// <summary>A proof of a bottleneck's optimum as a JSON file, one step on a line, numbers with the digits that give the same doubles
/// back.</summary>
/// <remarks>The last entry is the SHA-256 of everything before it, in the form in which this program writes it. It notices accidents. No
/// claim rests on it: a false one with a new checksum is refused by the mathematics.</remarks>
internal static class ProofFile
{
    private const string Format = "idrop bottleneck proof 1";

    /// <summary>The largest proof that is read.</summary>
    private static readonly InputLimit Limit = new(1L << 30, 1 << 24);

    /// <summary>Writes a proof.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Write(string path, BottleneckProof proof)
    {
        try
        {
            var body = Body(proof);
            WholeFile.Write(path, $"{body}\"sha256\": \"{Checksum(body)}\"\n}}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserError($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads a proof, which may still be false.</summary>
    /// <exception cref="UserError">The file is missing or no proof, or its checksum is wrong.</exception>
    public static BottleneckProof Read(string path)
    {
        using var stream = InputFile.Open(path, Limit);
        try
        {
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format)
                throw InputFile.Refuse(path, $"its format is {Quoted.Text(root.GetProperty("format").ToString())}; allowed: \"{Format}\".");
            var proof = new BottleneckProof(
                Rows(root.GetProperty("masses")), root.GetProperty("beta").GetDouble(), Rows(root.GetProperty("encoder")),
                [.. root.GetProperty("classes").EnumerateArray().Select(k => k.GetInt32())], Row(root.GetProperty("lambda")),
                [.. root.GetProperty("steps").EnumerateArray().Select(Step)],
                new(root.GetProperty("lowerBound").GetDouble()), new(root.GetProperty("objective").GetDouble()));
            return root.GetProperty("sha256").GetString() == Checksum(Body(proof))
                ? proof
                : throw InputFile.Refuse(path, "its checksum is wrong: a number has changed since it was written; write the proof again.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserError($"{path}: this is no proof; write one with `idrop ib solve --proof FILE`.", e);
        }
    }

    private static string Body(BottleneckProof proof)
    {
        var text = new StringBuilder();
        text.AppendLine("{").Append("\"format\": \"").Append(Format).AppendLine("\",");
        Entry("beta", Numbers.Exact(proof.Beta));
        Entry("lowerBound", Numbers.Exact(proof.LowerBound.Value));
        Entry("objective", Numbers.Exact(proof.Objective.Value));
        Entry("masses", Text(proof.Masses));
        Entry("encoder", Text(proof.Encoder));
        Entry("classes", $"[{string.Join(", ", proof.Classes)}]");
        Entry("lambda", Text(proof.Lambda));
        Entry("steps", $"[\n{string.Join(",\n", proof.Steps.Select(Text))}\n]");
        return text.Replace("\r\n", "\n").ToString();

        void Entry(string name, string value) => text.Append('"').Append(name).Append("\": ").Append(value).AppendLine(",");
    }

    private static string Text(ProofStep step) => step switch
    {
        ProofStep.Split split => $"[{split.First}, {split.Second}]",
        ProofStep.Contraction bound => $"{{\"r\": {Text(bound.Reference)}}}",
        ProofStep.Curvature bound => $"{{\"r\": {Text(bound.Reference)}, \"b\": {Text(bound.Points)}}}",
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no step."),
    };

    private static string Text(ImmutableArray<double> row) => $"[{string.Join(", ", row.Select(Numbers.Exact))}]";

    private static string Text(ImmutableArray<ImmutableArray<double>> rows) => $"[{string.Join(", ", rows.Select(Text))}]";

    private static ProofStep Step(JsonElement step) =>
        step.ValueKind == JsonValueKind.Array ? step.GetArrayLength() == 2 ? new ProofStep.Split(step[0].GetInt32(), step[1].GetInt32())
            : throw new FormatException("a split names two vertices")
        : step.TryGetProperty("b", out var points) ? new ProofStep.Curvature(Row(step.GetProperty("r")), Rows(points))
        : new ProofStep.Contraction(Row(step.GetProperty("r")));

    private static ImmutableArray<double> Row(JsonElement row) => [.. row.EnumerateArray().Select(value => value.GetDouble())];

    private static ImmutableArray<ImmutableArray<double>> Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(Row)];

    private static string Checksum(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
