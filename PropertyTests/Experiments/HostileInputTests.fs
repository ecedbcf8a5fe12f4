/// Hostile files: every reader reads them or refuses them in one line, in bounded time and memory.
///
/// The tests read thousands. The long mode reads a million: IDROP_TEST_CASES=250, with --show-live-output on for the table (SECURITY.md).
module IDropTheory.PropertyTests.Experiments.HostileInputTests

open System
open System.Diagnostics
open System.IO
open System.Threading
open Xunit
open IDropTheory
open IDropTheory.Experiments
open IDropTheory.Experiments.Text
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.HostileInputs
open IDropTheory.PropertyTests.Experiments.HostileReaders

// What a small file may make the program allocate in all, and how long it may take.
let private mostBytes = 128L <<< 20
let private mostTime = TimeSpan.FromSeconds 30.0

/// None if the file was read or refused as it should be; whether it was refused.
let private outcome (read: unit -> unit) =
    let allocated = GC.GetAllocatedBytesForCurrentThread()
    let clock = Stopwatch.StartNew()

    let refused, fault =
        try
            read ()
            false, None
        with
        | error when CommandLine.IsRefusal error ->
            // What the command prints of it.
            let message = OneLine.Of error.Message

            let isNamed =
                message.Contains "idrop-test-"
                || message.Contains "made-up"
                || message.Length > 600

            if message.Length <= 620 && isNamed && not (error.Message.Contains "(Parameter") then
                true, None
            else
                true, Some $"the refusal does not name the file, or is no line of words: {error.Message}"
        | error -> false, Some $"{error.GetType().Name}: {error.Message} {error.StackTrace}"

    let bytes = GC.GetAllocatedBytesForCurrentThread() - allocated

    let fault =
        match fault with
        | None when bytes > mostBytes -> Some $"it allocated {bytes >>> 20} MiB"
        | None when clock.Elapsed > mostTime -> Some $"it took {clock.Elapsed}"
        | found -> found

    struct (refused, fault, bytes, clock.Elapsed)

/// Ends the process where a reader does not come to an end: nothing else can stop it.
let private watched (name: string) (input: int ref) (work: unit -> unit) =
    let mutable seen = (-1, DateTime.UtcNow)

    let look _ =
        if fst seen <> input.Value then
            seen <- input.Value, DateTime.UtcNow
        elif DateTime.UtcNow - snd seen > TimeSpan.FromMinutes 5.0 then
            Environment.FailFast $"{name}: input {input.Value} of seed {Laws.seed} has been read for five minutes."

    use _watch =
        new Timer(look, null, TimeSpan.FromSeconds 10.0, TimeSpan.FromSeconds 10.0)

    work ()

/// Changed files of a reader, one after the other; each is made of the tests' seed and its number alone.
let private readAll (name: string) (reader: Reader) (count: int) =
    use folder = new Folder()
    let file = folder.Sub reader.File
    Directory.CreateDirectory(nonNull (Path.GetDirectoryName file)) |> ignore
    let input = ref 0
    let mutable refused, most, slowest = 0, 0L, TimeSpan.Zero
    let clock = Stopwatch.StartNew()

    watched name input (fun () ->
        for i in 0 .. count - 1 do
            input.Value <- i
            let random = Random(int (Laws.testKey(name).Below(Int32.MaxValue, uint64 i)))

            let bytes =
                change reader.Changes random reader.Seeds[random.Next reader.Seeds.Length]

            File.WriteAllBytes(file, bytes)

            let struct (wasRefused, fault, allocated, time) =
                outcome (fun () -> reader.Read folder.Path)

            refused <- refused + (if wasRefused then 1 else 0)
            most <- max most allocated
            slowest <- max slowest time

            match fault with
            | None -> ()
            | Some words ->
                let kept =
                    Path.Combine(Path.GetTempPath(), $"idrop-hostile-{i}-{Path.GetFileName file}")

                File.WriteAllBytes(kept, bytes)
                failwith $"{name}, input {i}, kept as {kept}: {words}")

    let seconds = clock.Elapsed.TotalSeconds

    let line =
        FormattableString.Invariant
            $"| {name} | {count} | {count - refused} | {refused} | {slowest.TotalMilliseconds:F0} | {most >>> 20} | {seconds:F0} |"

    match TestContext.Current.TestOutputHelper with
    | null -> ()
    | output -> output.WriteLine line

    refused

let names = TheoryData<string>(Map.keys readers)

[<Theory>]
[<MemberData(nameof names)>]
let ``valid files are read, changed ones are read or refused`` (name: string) =
    let reader = readers[name].Value
    use folder = new Folder()

    for seed in reader.Seeds do
        let file = folder.Sub reader.File
        Directory.CreateDirectory(nonNull (Path.GetDirectoryName file)) |> ignore
        File.WriteAllBytes(file, seed)
        // The archive is the one seed that is no whole data set: a whole one has 180 MB.
        if name <> "archive" then
            reader.Read folder.Path

    let count = Laws.scaled reader.Share
    let refused = readAll name reader count
    Assert.True(refused > count / 10, $"{refused} of {count} were refused: the changes hardly reach the reader")

[<Fact>]
let ``an empty file is refused by every reader`` () =
    for KeyValue(name, reader) in readers do
        use folder = new Folder()
        let file = folder.Sub reader.Value.File
        Directory.CreateDirectory(nonNull (Path.GetDirectoryName file)) |> ignore
        File.WriteAllBytes(file, [||])

        let struct (refused, fault, _, _) =
            outcome (fun () -> reader.Value.Read folder.Path)
        // A training that has not ended its first epoch has no metrics.
        Assert.True((refused || name = "run: metrics.jsonl"), name)
        Assert.True(fault.IsNone, $"{name}: {fault}")

/// Files that a reader once failed on, by reader; a colon is no part of a folder's name.
let private kept =
    Directory.GetFiles(Path.Combine(ArchitectureTests.root, "PropertyTests", "Reference", "hostile"), "*", SearchOption.AllDirectories)

[<Fact>]
let ``files that a reader once failed on are refused`` () =
    Assert.NotEmpty kept

    for file in kept do
        let name = nonNull (Path.GetFileName(Path.GetDirectoryName file))

        let reader =
            readers[Map.keys readers |> Seq.find (fun key -> key.Replace(":", "") = name)].Value

        use folder = new Folder()
        let target = folder.Sub reader.File
        Directory.CreateDirectory(nonNull (Path.GetDirectoryName target)) |> ignore
        File.Copy(file, target)
        let struct (refused, fault, _, _) = outcome (fun () -> reader.Read folder.Path)
        Assert.True(refused && fault.IsNone, $"{file}: {fault}")
