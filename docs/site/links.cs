#:property PublishAot=false

// Checks every link of a built site that leads into it: dotnet run docs/site/links.cs FOLDER. A link needs its file, and its anchor in that
// file; whatever a page loads (scripts, styles, pictures) must be of the site itself. Prints page and link of each that fails; exit code 1
// if there is one.
using System.Net;
using System.Text.RegularExpressions;

if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("one argument: the folder of a built site");
    return 2;
}
var root = Path.GetFullPath(folder);
var pages = Directory.GetFiles(root, "*.html", SearchOption.AllDirectories).ToDictionary(page => page, Page.Read);
string[] broken =
[
    .. from page in pages
       from link in page.Value.Links.Distinct()
       let fault = Fault(page.Key, link)
       where fault is not null
       orderby page.Key
       select $"{Path.GetRelativePath(root, page.Key)}: {link.Target}: {fault}",
];
foreach (var line in broken) Console.Error.WriteLine(line);
Console.WriteLine($"{pages.Count} pages, {pages.Values.Sum(page => page.Links.Count)} links, {broken.Length} broken");
return broken.Length == 0 ? 0 : 1;

string? Fault(string page, Link link)
{
    if (Regex.IsMatch(link.Target, "^(//|[a-z][a-z0-9+.-]*:)"))
        return link.IsLoaded && !link.Target.StartsWith("data:", StringComparison.Ordinal) ? "is loaded from elsewhere" : null;
    var parts = link.Target.Split('#', 2);
    var path = Uri.UnescapeDataString(parts[0].Split('?')[0]);
    var target = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
    if (!target.StartsWith(root, StringComparison.Ordinal)) return "leaves the site";
    if (!File.Exists(target)) return "no such file";
    if (parts.Length == 1 || parts[1].Length == 0 || !pages.TryGetValue(target, out var there)) return null;
    return there.Anchors.Contains(Uri.UnescapeDataString(parts[1])) ? null : "no such anchor";
}

internal sealed record Link(string Target, bool IsLoaded);

internal sealed record Page(IReadOnlyList<Link> Links, IReadOnlySet<string> Anchors)
{
    public static Page Read(string file)
    {
        // Scripts and comments may hold text that looks like markup.
        var html = Regex.Replace(File.ReadAllText(file), @"(?s)<!--.*?-->|(<script[^>]*>).*?</script>", "$1");
        return new(
            [
                .. from found in Regex.Matches(html, """<(\w+)\b[^>]*?\s(href|src)="([^"]*)"[^>]*>""")
                   let loaded = found.Groups[1].Value is not "a"
                   select new Link(WebUtility.HtmlDecode(found.Groups[3].Value), loaded),
            ],
            Regex.Matches(html, "\\s(?:id|name)=\"([^\"]*)\"").Select(found => WebUtility.HtmlDecode(found.Groups[1].Value)).ToHashSet());
    }
}
