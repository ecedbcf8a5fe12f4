using IDropTheory.Experiments.Runs;

namespace IDropTheory.Experiments.Page;

/// <summary>The provenance of a study: command, commit, versions, system, seeds, time, images.</summary>
internal static class ProvenanceList
{
    public static Html Of(StudyRecord study)
    {
        var manifests = study.Runs.Where(run => run.Manifest is not null).Select(run => run.Manifest!).ToArray();
        var results = study.Runs.Where(run => run.Result is not null).Select(run => run.Result!).ToArray();
        if (manifests.Length == 0) return $"""<p class="soft">No run is finished, so nothing is known yet.</p>""";
        return $"""
            <dl>
            {Item("command", [study.Study.Command + (manifests.All(m => m.Data.Verified) ? "" : " --allow-unverified")], code: true)}
            {Item("commit", manifests.Select(m => m.Commit), code: true)}
            {Item("versions", manifests.Select(m => string.Join(", ", m.Versions.Select(v => $"{v.Key} {v.Value}"))))}
            {Item("system", manifests.Select(m => m.System))}
            {Item("device, threads", manifests.Select(Device))}
            {Item("seeds", [string.Join(", ", study.Settings.Seeds)])}
            {Item("computed", [Computed(results.Sum(r => r.Seconds), results.Length, manifests.Max(m => m.Finished))])}
            {Item("images", manifests.Select(m => m.Data.Source))}
            {Files(manifests)}
            {Item("remarks on the images", manifests.SelectMany(m => m.Data.Remarks))}
            {Item("folder", [study.Path], code: true)}
            </dl>

            """;
    }

    private static string Device(RunManifest manifest) => string.Create(
        CultureInfo.InvariantCulture, $"{manifest.Device}, {manifest.Threads} thread{(manifest.Threads == 1 ? "" : "s")} per run");

    private static string Computed(double seconds, int runs, DateTime finished) => string.Create(
        CultureInfo.InvariantCulture, $"{Duration(seconds)} in all, over {runs} runs; finished {finished:yyyy-MM-dd HH:mm} UTC");

    private static Html Files(IReadOnlyList<RunManifest> manifests)
    {
        var files = manifests.SelectMany(m => m.Data.Files).Distinct().ToArray();
        return files.Length == 0
            ? Html.Empty
            : $"<dt>files</dt><dd>{Html.Each(files, File)}</dd>";

        static Html File(FileRecord file) =>
            $"<div>{file.Name}, {(file.Verified ? "the" : "not the")} published file; SHA-256 <code>{file.Sha256}</code></div>";
    }

    private static Html Item(string name, IEnumerable<string> values, bool code = false)
    {
        var distinct = values.Distinct().ToArray();
        return distinct.Length == 0
            ? Html.Empty
            : $"<dt>{name}</dt><dd>{Html.Each(distinct, Value)}</dd>";

        Html Value(string value) => code ? (Html)$"<div><code>{value}</code></div>" : $"<div>{value}</div>";
    }

    public static string Duration(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalHours: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        var time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
    };
}
