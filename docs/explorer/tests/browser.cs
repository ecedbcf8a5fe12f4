#:project ../../../Theory/Theory.csproj
#:package Microsoft.Playwright
#:package Deque.AxeCore.Playwright
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
#:property NoWarn=$(NoWarn);CS1591;CA1050
// The published explorer in headless Chromium, served in a sub-folder by `idrop explore`: its numbers are those of the library called here.
// Usage: dotnet run -c Release docs/explorer/tests/browser.cs [FOLDER FOR SCREENSHOTS]
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using IDropTheory;
using IDropTheory.Verification;
using Microsoft.Playwright;

// How long the page did not answer at most.
const string Watch = """
    window.longest = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(task => window.longest = Math.max(window.longest, task.duration)))
        .observe({ type: 'longtask' })
    """;

var whole = Stopwatch.StartNew();
var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));
var published = Path.Combine(root, "artifacts/explorer/wwwroot");
var program = Path.Combine(root, "Experiments/bin/Release/net10.0/idrop.dll");
var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
foreach (var (path, remedy) in new[]
{
    (Path.Combine(published, "index.html"), "publish the page: dotnet publish docs/explorer -c Release -o artifacts/explorer"),
    (program, "build the program: dotnet build Experiments -c Release"),
    (chromium, "install Chromium, or name it in the variable CHROMIUM"),
})
    if (!File.Exists(path))
    {
        Console.Error.WriteLine($"browser.cs: {path} is missing; {remedy}.");
        return 2;
    }

var pictures = args is [var given, ..] ? Directory.CreateDirectory(given).FullName : null;
var site = Directory.CreateTempSubdirectory("explorer-").FullName;
Copy(published, Path.Combine(site, "in", "a-folder"));
File.WriteAllText(Path.Combine(site, "index.html"), "<a href=\"in/a-folder/\">explorer</a>");
string[] arguments = [program, "explore", "--folder", site, "--port", "0"];
using var server = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
var (passed, failures) = (0, new List<string>());
try
{
    var said = await server.StandardError.ReadLineAsync() ?? "";
    var origin = Regex.Match(said, @"http://\S+/").Value;
    using var playwright = await Playwright.CreateAsync();
    await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
    Sizes();
    await Measure(browser, origin + "in/a-folder/");
    (string Name, Func<IPage, Task> Check)[] checks =
    [
        ("bottleneck", Bottleneck), ("plane", Plane), ("propositions", Propositions), ("errata", Errata),
        ("addresses", page => Addresses(page, browser, origin)),
    ];
    foreach (var (name, check) in checks)
    {
        var page = await Open(browser, origin);
        await Done(page);
        await page.EvaluateAsync(Watch);
        await check(page);
        var longest = await page.EvaluateAsync<double>("window.longest ?? 0");
        Console.WriteLine(FormattableString.Invariant($"{name}: longest task {longest:F0} ms, after {whole.Elapsed.TotalSeconds:F0} s"));
        await page.Context.CloseAsync();
    }
    await Looks(browser, origin);
}
finally
{
    server.Kill();
    await server.WaitForExitAsync();
    Directory.Delete(site, recursive: true);
}
Console.WriteLine(FormattableString.Invariant($"{passed} passed, {failures.Count} failed, after {whole.Elapsed.TotalSeconds:F0} s"));
return failures.Count == 0 ? 0 : 1;

// ---- What is checked

async Task Bottleneck(IPage page)
{
    var (joint, beta) = (AnalyticBottleneck.BinarySymmetric(0.1).Joint, 0.4);
    await Solved(page, joint, beta, "the first picture");
    await page.GetByLabel("weight of x = 1, y = 1").FillAsync("0.6");
    await page.Keyboard.PressAsync("Tab");
    joint = Weights(new[,] { { 0.6, 0.05 }, { 0.05, 0.45 } });
    await Solved(page, joint, beta, "another weight");
    var slider = page.Locator("#beta");
    await slider.FocusAsync();
    for (var i = 0; i < 20; i++)
        await page.Keyboard.PressAsync("ArrowLeft");
    await Solved(page, joint, 0.3, "twenty keys to the left on the slider");
    var box = (await slider.BoundingBoxAsync())!;
    await page.Mouse.MoveAsync(box.X + 0.3f * box.Width, box.Y + box.Height / 2);
    await page.Mouse.DownAsync();
    for (var share = 0.3f; share < 0.72f; share += 0.02f)
        await page.Mouse.MoveAsync(box.X + share * box.Width, box.Y + box.Height / 2);
    await page.Mouse.UpAsync();
    await Solved(page, joint, double.Parse(await slider.InputValueAsync(), CultureInfo.InvariantCulture), "the slider dragged");
    await page.GetByText("add an x").ClickAsync();
    await page.GetByLabel("weight of x = 3, y = 2").FillAsync("0,2");
    await page.Keyboard.PressAsync("Tab");
    await page.Locator("input[type=number]").FillAsync("0.1");
    await page.Keyboard.PressAsync("Tab");
    await Solved(page, Weights(new[,] { { 0.6, 0.05 }, { 0.05, 0.45 }, { 0, 0.2 } }), 0.1, "a third row, with a decimal comma");
    await page.Locator("#toy").SelectOptionAsync("A bit that is sometimes lost");
    await Solved(page, AnalyticBottleneck.Z(0.5).Joint, 0.1, "a toy");

    await page.GetByLabel("weight of x = 1, y = 1").FillAsync("-1");
    await page.Keyboard.PressAsync("Tab");
    var complaint = await page.Locator(".complaint").InnerTextAsync();
    Check(Regex.IsMatch(complaint, @"^p\(x = 1, y = 1\) is ""-1""; allowed: a number from 0 .*\.$"), $"one line: {complaint}");
    Check(await page.Locator("#objective").CountAsync() == 0, "no number without a distribution");

    await page.Locator("#toy").SelectOptionAsync("Random, 6 x 6");
    var clock = Stopwatch.StartNew();
    await page.Locator("#objective").WaitForAsync();
    var first = clock.Elapsed;
    await Done(page);
    Console.WriteLine(FormattableString.Invariant(
        $"6 x 6: encoder after {first.TotalSeconds:F2} s, everything after {clock.Elapsed.TotalSeconds:F1} s"));
    // Relative to all of the work, so that a busy machine changes nothing.
    var longest = await page.EvaluateAsync<double>("window.longest");
    Check(longest < 0.25 * clock.Elapsed.TotalMilliseconds, $"the page answers while it computes: longest task {longest} ms");
}

async Task Plane(IPage page)
{
    await page.GetByText("Beta and gamma").ClickAsync();
    await page.Locator("#toy").SelectOptionAsync("Two dependent bits, to tell apart");
    await page.GetByLabel("the task is x itself").CheckAsync();
    await page.Locator("#gamma").FillAsync("0.8");
    await Done(page);
    var copy = JointDistribution.Of(new(0.3, 0.3, 0.3, 0.1), Channel.Identity(4));
    var native = FactorialBottleneck.Solve(copy, [2, 2], Beta.FromPaper(0.4), 0.8);
    await Shows(page, "#plane-objective", Short(native.Objective.Value), "eq. (8)");
    await Shows(page, "#plane-tc", Short(native.Point.TotalCorrelation.Value), "its total correlation");
    await Shows(page, "#plane-information-x", Short(native.Point.InformationX.Value), "its information");
}

async Task Propositions(IPage page)
{
    await page.GetByText("Propositions 2, 3").ClickAsync();
    await Shows(page, "#kl", Short(KlDivergence.LogUniform(2, new LogNormal(0, 0.5), new LogUniform(-1), 0).Value), "Proposition 2");
    await Shows(page, "#enclosure", Ends(KlFormulas.LogUniform(Interval.Point(0.5), Interval.Point(-1))), "its enclosure");
    await page.GetByLabel("log N(mu").CheckAsync();
    await page.Locator("#alpha").FillAsync("0.75");
    await Shows(page, "#kl", Short(KlDivergence.LogNormal(2, new LogNormal(0, 0.75), new LogNormal(0.3, 0.8)).Value), "Proposition 3");
    await Shows(
        page, "#enclosure",
        Ends(KlFormulas.LogNormal(Interval.Log(Interval.Point(2)), Interval.Point(0.75), Interval.Point(0.3), Interval.Point(0.8))),
        "its enclosure");
}

async Task Errata(IPage page)
{
    await page.GetByText("Errata").First.ClickAsync();
    await Done(page);
    var native = CheckCatalogue.Errata(new(1, 100_000)).ToArray();
    Check(native.Length == 9, "nine errata");
    foreach (var check in native)
    {
        var card = $"article:has(h2#{check.Id})";
        await Shows(page, $"{card} .derived", Short(check.Computed), $"{check.Id}, derived");
        await Shows(page, $"{card} .printed", Short(check.Printed!.Value), $"{check.Id}, printed");
    }
    Check(await page.GetByText("Proved for").CountAsync() >= 7, "the errata that are identities are proved in the page");
    Check((await page.Locator(".status").InnerTextAsync()).Contains("9 of 9", StringComparison.Ordinal), "all are confirmed");
}

async Task Addresses(IPage page, IBrowser browser, string origin)
{
    await page.Locator("#toy").SelectOptionAsync("Random, 4 x 4");
    await page.Locator("#beta").FillAsync("0.125");
    await Done(page);
    await page.WaitForURLAsync(new Regex("beta=0.125"));
    var facts = await page.Locator(".facts").First.InnerTextAsync();
    await page.ReloadAsync();
    await Done(page);
    Check(await page.Locator(".facts").First.InnerTextAsync() == facts, "the same after loading again");
    var other = await Open(browser, origin, page.Url.Split('#')[1]);
    await Done(other);
    Check(await other.Locator(".facts").First.InnerTextAsync() == facts, "the same for somebody else");
    await other.GetByText("Propositions 2, 3").ClickAsync();
    await other.Locator("#kl").WaitForAsync();
    await other.GoBackAsync();
    await Done(other);
    Check(await other.Locator(".facts").First.InnerTextAsync() == facts, "the same after Back");

    var wrong = await Open(browser, origin, "bottleneck?beta=7&gamma=1");
    var named = await wrong.Locator(".complaint").InnerTextAsync();
    Check(Regex.IsMatch(named, @"^The address has beta = ""7""; allowed: a number from 0 to 1\."), $"a wrong address: {named}");
}

async Task Looks(IBrowser browser, string origin)
{
    (int, ColorScheme)[] screens = [(1280, ColorScheme.Light), (390, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Dark)];
    foreach (var (width, scheme) in screens)
    {
        var page = await Open(browser, origin, width: width, scheme: scheme);
        foreach (var state in new[]
        {
            "errata", "propositions?lognormal=yes", "plane?p=0.3,0,0,0;0,0.3,0,0;0,0,0.3,0;0,0,0,0.1",
            "bottleneck?p=0.3,0.1,0.02;0.05,0.2,0.03;0.02,0.08,0.2&beta=0.15",
        })
        {
            // As somebody who types the address into the open page.
            await page.EvaluateAsync("fragment => { location.hash = fragment }", state);
            var tab = state.Split('?')[0];
            await page.Locator($"nav a[href*='#{tab}'][aria-current=page]").WaitForAsync();
            await Done(page);
            var name = $"{tab}-{width}-{scheme.ToString().ToLowerInvariant()}";
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Check(wide <= width, $"{name}: {wide} px wide");
            var violations = (await page.RunAxe()).Violations;
            Check(violations.Length == 0, $"{name}: {string.Join("; ", violations.Select(v => $"{v.Help}: {v.Nodes[0].Html}"))}");
            if (pictures is null) continue;
            await page.ScreenshotAsync(new() { Path = Path.Combine(pictures, name + ".png"), FullPage = true });
        }
        await page.Context.CloseAsync();
    }
}

// ---- Measurements

void Sizes()
{
    var files = new DirectoryInfo(published).GetFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Extension is not (".br" or ".gz")).ToArray();
    long Packed(FileInfo file) => new FileInfo(file.FullName + ".br") is { Exists: true } packed ? packed.Length : file.Length;
    Console.WriteLine(FormattableString.Invariant(
        $"size: {files.Sum(f => f.Length) / 1e6:F2} MB unpacked, {files.Sum(Packed) / 1e6:F2} MB with Brotli"));
}

async Task Measure(IBrowser browser, string address)
{
    for (var i = 0; i < 3; i++)
    {
        var page = await (await browser.NewContextAsync()).NewPageAsync();
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(address);
        await page.Locator("#objective").WaitForAsync();
        var first = clock.Elapsed;
        await page.Locator("polyline").First.WaitForAsync();
        Console.WriteLine(FormattableString.Invariant(
            $"nothing in the cache: first number after {first.TotalSeconds:F2} s, first curve after {clock.Elapsed.TotalSeconds:F2} s"));
        await page.Context.CloseAsync();
    }
}

// ---- Helpers

async Task<IPage> Open(IBrowser browser, string origin, string fragment = "", int width = 1280, ColorScheme scheme = ColorScheme.Light)
{
    var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
    var page = await context.NewPageAsync();
    page.Console += (_, message) =>
    {
        if (message.Type is "error" or "warning") failures.Add(Said($"console: {message.Text}"));
    };
    page.PageError += (_, error) => failures.Add(Said($"error: {error}"));
    page.RequestFailed += (_, request) => failures.Add(Said($"failed: {request.Url}"));
    page.Response += (_, response) =>
    {
        if (response.Status >= 400) failures.Add(Said($"{response.Status}: {response.Url}"));
    };
    page.Request += (_, request) =>
    {
        if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            failures.Add(Said($"elsewhere: {request.Url}"));
    };
    await page.GotoAsync($"{origin}in/a-folder/{(fragment.Length > 0 ? "#" : "")}{fragment}");
    await page.Locator("nav").WaitForAsync();
    return page;
}

Task Done(IPage page) => page.Locator("#app").Filter(new() { HasTextRegex = new("Done|Prior") }).WaitForAsync(new() { Timeout = 120_000 });

// The bound and its gap depend on the last bits of logarithms, which differ between processors; what is proved of them does not.
async Task Solved(IPage page, JointDistribution joint, double beta, string what)
{
    await Done(page);
    var native = InformationBottleneck.Solve(joint, Beta.FromPaper(beta), new() { ProofBudget = 2_000 });
    await Shows(page, "#objective", Short(native.Objective.Value), what);
    await Shows(page, "#information-x", Short(native.InformationX.Value), what);
    await Shows(page, "#information-y", Short(native.InformationY.Value), what);
    await Shows(page, "#local", Short(Thresholds.Local(joint).Paper), what);
    await Shows(page, "#learnability", Short(Thresholds.Learnability(joint).Beta.Paper), what);
    var bound = double.Parse(await page.InnerTextAsync("#lower"), CultureInfo.InvariantCulture);
    Check(Math.Abs(bound - native.LowerBound.Value) < 2e-6, $"{what}: the bound is {bound}, that of the library {native.LowerBound.Value}");
    var evidence = (await page.InnerTextAsync("#verdict")).Split(' ')[0];
    Check(evidence == (native.Proved ? "proved" : "numerical"), $"{what}: {evidence}");
}

async Task Shows(IPage page, string place, string expected, string what)
{
    try
    {
        await Assertions.Expect(page.Locator(place)).ToHaveTextAsync(expected, new() { Timeout = 5_000 });
        passed++;
    }
    catch (PlaywrightException)
    {
        Check(false, $"{what}: {place} is {await page.InnerTextAsync(place)}; the library says {expected}");
    }
}

void Check(bool holds, string what)
{
    if (holds) passed++;
    else failures.Add(Said(what));
}

static string Said(string failure)
{
    Console.WriteLine($"failed: {failure}");
    return failure;
}

static JointDistribution Weights(double[,] weights)
{
    var sum = weights.Cast<double>().Sum();
    for (var x = 0; x < weights.GetLength(0); x++)
        for (var y = 0; y < weights.GetLength(1); y++)
            weights[x, y] /= sum;
    return new(weights);
}

static string Short(double value) => Math.Abs(value) < 1e-12 ? "0" : value.ToString("G6", CultureInfo.InvariantCulture);

static string Ends(Interval interval) => FormattableString.Invariant($"[{interval.Lower:R}, {interval.Upper:R}]");

static void Copy(string from, string to)
{
    foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
    {
        var target = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }
}

static string Here([CallerFilePath] string path = "") => path;
