namespace IDropTheory.Explorer.State;

/// <summary>The state as the fragment of an address: <c>#bottleneck?p=0.45,0.05;0.05,0.45&amp;beta=0.2</c>. What has its default value is
/// left out.</summary>
public static class Address
{
    private sealed record Field(
        string Key, string Allowed, Func<ExplorerState, string> Write, Func<ExplorerState, string, ExplorerState?> Read);

    private static readonly ImmutableArray<Field> Fields =
    [
        new(
            "p", "rows of weights as 9,1;1,9", s => s.Joint.Text,
            (s, text) => JointTable.Of(text) is { } joint ? s with { Joint = joint } : null),
        .. Parameter.All.Select(parameter => new Field(parameter.Key, parameter.Allowed, parameter.Write, parameter.Read)),
        Flag("reconstruct", s => s.Reconstruct, (s, on) => s with { Reconstruct = on }),
        Flag("lognormal", s => s.IsLogNormal, (s, on) => s with { IsLogNormal = on }),
    ];

    public static string Write(ExplorerState state)
    {
        var changed = Fields.Where(field => field.Write(state) != field.Write(ExplorerState.Default))
            .Select(field => $"{field.Key}={Escaped(field.Write(state))}").ToArray();
        return $"#{state.Tab.ToString().ToLowerInvariant()}{(changed.Length > 0 ? "?" : "")}{string.Join('&', changed)}";
    }

    /// <summary>The state of an address. What cannot be read has its default value, and the complaint names it.</summary>
    public static (ExplorerState State, string? Complaint) Read(string address)
    {
        var parts = (address.Split('#', 2) is [_, var fragment] ? fragment : "").Split('?', 2);
        var (state, complaint) = (ExplorerState.Default, default(string));
        if (Enum.TryParse<Tab>(parts[0], ignoreCase: true, out var tab) && Enum.IsDefined(tab)) state = state with { Tab = tab };
        else if (parts[0].Length > 0) complaint = $"The address names the page \"{parts[0]}\"; there is none of that name.";
        foreach (var pair in parts.Length > 1 ? parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            var (key, text) = pair.Split('=', 2) is [var k, var t] ? (k, Uri.UnescapeDataString(t)) : (pair, "");
            var field = Fields.FirstOrDefault(field => field.Key == key);
            if (field?.Read(state, text) is { } next) state = next;
            else complaint ??= field is null
                ? $"The address has \"{key}\"; allowed: {string.Join(", ", Fields.Select(known => known.Key))}. It is ignored."
                : $"The address has {key} = \"{text}\"; allowed: {field.Allowed}. {field.Write(ExplorerState.Default)} is used.";
        }
        return (state, complaint);
    }

    private static Field Flag(string key, Func<ExplorerState, bool> of, Func<ExplorerState, bool, ExplorerState> set) => new(
        key, "yes or no", s => of(s) ? "yes" : "no", (s, text) => text is "yes" or "no" ? set(s, text == "yes") : null);

    // Commas, semicolons and signs mean nothing else in a fragment, and are easier to read as they are.
    private static string Escaped(string text) =>
        Uri.EscapeDataString(text).Replace("%2C", ",", StringComparison.Ordinal).Replace("%3B", ";", StringComparison.Ordinal);
}
