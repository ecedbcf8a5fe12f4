using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Require } },
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new NatsConverter() },
    };

    private static readonly JsonSerializerOptions Compact = new(Options) { WriteIndented = false };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static string Line<T>(T value) => JsonSerializer.Serialize(value, Compact);

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
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new UserError($"{path} cannot be read: {Reason(e)} Use a file that idrop wrote.", e);
        }
    }

    private static string Reason(Exception e) =>
        e is not JsonException json ? OneLine.Of(e.Message)
        : json.Message.Split("including: ") is [_, var missing] ? $"{missing.TrimEnd('.')} is missing."
        : json.Path is { Length: > 1 } path ? $"{path[2..]} is not what it must be, or is null."
        : OneLine.Of(json.Message);

    /// <summary>Members that have no default and may not be null must be there, and no array may have null among its elements.</summary>
    private static void Require(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var member in type.Properties)
            if (member.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }
                && Nullable.GetUnderlyingType(member.PropertyType) is null)
                member.IsRequired = true;
        var arrays = type.Properties.Where(member => member.Get is not null && typeof(IEnumerable).IsAssignableFrom(member.PropertyType))
            .ToArray();
        if (arrays.Length == 0) return;
        type.OnDeserialized = value =>
        {
            foreach (var array in arrays)
                if (array.Get!(value) is IEnumerable elements && elements.Cast<object?>().Contains(null))
                    throw new ArgumentException($"an element of {array.Name} is null.");
        };
    }

    private sealed class NatsConverter : JsonConverter<Nats>
    {
        public override Nats Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<double>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Nats value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
