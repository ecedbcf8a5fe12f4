using System.Text.Json;
using System.Text.Json.Serialization;

namespace IDropTheory.Experiments.Runs.Settings;

/// <summary>How the files of a run are written: camel case, words for enumerations, numbers with full precision.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        // Tuples have fields: the intervals of a plot.
        IncludeFields = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new NatsConverter() },
    };

    private static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <summary>Reads a value from a file.</summary>
    /// <exception cref="UserError">The file holds no such value.</exception>
    public static T Read<T>(string path) => Parse<T>(File.ReadAllText(path), path);

    /// <summary>Reads a value from a text.</summary>
    /// <exception cref="UserError">The text is no such value.</exception>
    public static T Parse<T>(string text, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new UserError($"{path} cannot be read: {e.Message} Use a file that idrop wrote.", e);
        }
    }

    private sealed class NatsConverter : JsonConverter<Nats>
    {
        public override Nats Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<double>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Nats value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
