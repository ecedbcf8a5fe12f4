using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IDropTheory.Models;

/// <summary>The training settings that a checkpoint stores: those that determine the bits of the weights.</summary>
/// <remarks>Two settings are not stored: the number of epochs, which may grow, and the normalisation, whose last digits depend on the
/// machine that fitted it.</remarks>
internal static class SavedSettings
{
    /// <summary>The settings as the text of a JSON object.</summary>
    public static string Of(TrainingSettings settings) => JsonSerializer.Serialize(new
    {
        Batch = settings.BatchSize,
        settings.LearningRate,
        settings.Optimiser,
        settings.Augmentation,
        Key = string.Create(CultureInfo.InvariantCulture, $"{settings.Key.High:x16}{settings.Key.Low:x16}"),
    });

    /// <summary>Describes the first setting that differs; null if all stored settings are equal.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static string? Difference(string saved, TrainingSettings settings)
    {
        var (there, here) = (Parsed(saved), Parsed(Of(settings)));
        return there
            .Where(setting => !JsonNode.DeepEquals(setting.Value, here[setting.Key]))
            .Select(setting => $"{setting.Key} {Text(setting.Value)}, not with {Text(here[setting.Key])}")
            .FirstOrDefault();
    }

    private static JsonObject Parsed(string text) =>
        JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is not a JSON object");

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "none";
}
