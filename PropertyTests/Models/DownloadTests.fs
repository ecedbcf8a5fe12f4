/// Downloads: resumed, verified, taken from the next mirror where one fails, and never under their name before they are whole.
module IDropTheory.PropertyTests.Models.DownloadTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Net
open System.Net.Http
open System.Security.Cryptography
open System.Threading
open System.Threading.Tasks
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests.Models.DataHelpers

let private content = Array.init 200_000 (fun i -> byte (i * 31 + i / 256))
let private sha256 = Convert.ToHexStringLower(SHA256.HashData content)

/// A data set of one file on two mirrors.
type private Source() =
    inherit
        DataSource(
            "made-up",
            "one file",
            ImmutableArray.Create<FileLayout>(
                FileLayout("folder", ImmutableArray.Create<PublishedFile>(PublishedFile("file.bin", int64 content.Length, sha256)))
            ),
            ImmutableArray.Create<string>("http://one.test/", "http://two.test/")
        )

    override _.Read _ = invalidOp "not needed"

/// Breaks off after some bytes.
type private BrokenStream(bytes: byte[]) =
    inherit MemoryStream(bytes)

    override this.ReadAsync(buffer: Memory<byte>, cancellation) =
        if this.Position = this.Length then
            ValueTask<int>(Task.FromException<int>(IOException "the line went dead"))
        else
            base.ReadAsync(buffer, cancellation)

/// Sends nothing more after some bytes, and does not end either.
type private SilentStream(bytes: byte[]) =
    inherit MemoryStream(bytes)

    override this.ReadAsync(buffer: Memory<byte>, cancellation: CancellationToken) =
        if this.Position = this.Length then
            let never = TaskCompletionSource<int>()

            cancellation.Register(fun () -> never.TrySetCanceled cancellation |> ignore)
            |> ignore

            ValueTask<int> never.Task
        else
            base.ReadAsync(buffer, cancellation)

/// Answers requests by a function of host and first byte asked for, and notes them.
type private Mirror(answer: string -> int -> HttpResponseMessage) =
    inherit HttpMessageHandler()
    member val Asked = List<string * int>()

    override this.SendAsync(request, _) =
        let from =
            match request.Headers.Range with
            | null -> 0
            | range -> int (Seq.head range.Ranges).From.Value

        let host = (nonNull request.RequestUri).Host
        this.Asked.Add(host, from)
        Task.FromResult(answer host from)

let private whole (bytes: byte[]) =
    new HttpResponseMessage(HttpStatusCode.OK, Content = new ByteArrayContent(bytes))

let private rest from =
    if from = 0 then
        whole content
    else
        let answer =
            new HttpResponseMessage(HttpStatusCode.PartialContent, Content = new ByteArrayContent(content[from..]))

        answer.Content.Headers.ContentRange <- Headers.ContentRangeHeaderValue(int64 from, int64 content.Length - 1L, int64 content.Length)
        answer

let private missing () =
    new HttpResponseMessage(HttpStatusCode.NotFound)

/// Fetches through mirrors; gives what was asked for.
let private fetch folder answer =
    use mirror = new Mirror(answer)
    use client = new HttpClient(mirror)
    Downloader(client).FetchAsync(Source(), folder).GetAwaiter().GetResult()
    List.ofSeq mirror.Asked

let private target folder =
    Path.Combine(folder, "folder", "file.bin")

let private shouldBeThere folder =
    Assert.Equal<byte[]>(content, File.ReadAllBytes(target folder))
    Assert.False(File.Exists(target folder + ".part"))

[<Fact>]
let ``a file is fetched once`` () =
    withFolder (fun folder ->
        Assert.Equal<(string * int) list>([ "one.test", 0 ], fetch folder (fun _ from -> rest from))
        shouldBeThere folder
        Assert.Empty(fetch folder (fun _ _ -> failwith "asked again")))

[<Fact>]
let ``a download that breaks off is continued where it stopped`` () =
    withFolder (fun folder ->
        let answer _ from =
            if from = 0 then
                new HttpResponseMessage(HttpStatusCode.OK, Content = new StreamContent(new BrokenStream(content[..99_999])))
            else
                rest from

        Assert.Equal<(string * int) list>([ "one.test", 0; "two.test", 100_000 ], fetch folder answer)
        shouldBeThere folder)

[<Fact>]
let ``idrop asks an overloaded mirror again before the next one, and a mirror without the file once`` () =
    withFolder (fun folder ->
        let mutable refusals = 0

        let answer host from =
            if host = "one.test" && refusals < 2 then
                refusals <- refusals + 1
                new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            else
                rest from

        use mirror = new Mirror(answer)
        use client = IDropTheory.Experiments.Commands.DataCommand.Client mirror
        Downloader(client).FetchAsync(Source(), folder).GetAwaiter().GetResult()
        Assert.Equal<(string * int) list>([ "one.test", 0; "one.test", 0; "one.test", 0 ], List.ofSeq mirror.Asked)
        shouldBeThere folder)

    withFolder (fun folder ->
        use mirror =
            new Mirror(fun host from -> if host = "one.test" then missing () else rest from)

        use client = IDropTheory.Experiments.Commands.DataCommand.Client mirror
        Downloader(client).FetchAsync(Source(), folder).GetAwaiter().GetResult()
        Assert.Equal<(string * int) list>([ "one.test", 0; "two.test", 0 ], List.ofSeq mirror.Asked))

[<Fact>]
let ``a mirror that falls silent is left for the next one`` () =
    withFolder (fun folder ->
        let answer host from =
            if host = "one.test" then
                new HttpResponseMessage(HttpStatusCode.OK, Content = new StreamContent(new SilentStream(content[..99_999])))
            else
                rest from

        use mirror = new Mirror(answer)
        use client = new HttpClient(mirror)
        Downloader(client, TimeSpan.FromSeconds 0.2).FetchAsync(Source(), folder).GetAwaiter().GetResult()
        Assert.Equal<(string * int) list>([ "one.test", 0; "two.test", 100_000 ], List.ofSeq mirror.Asked)
        shouldBeThere folder)

[<Fact>]
let ``a mirror without ranges sends the whole file, which replaces the part`` () =
    withFolder (fun folder ->
        Directory.CreateDirectory(Path.Combine(folder, "folder")) |> ignore
        File.WriteAllBytes(target folder + ".part", Array.create 1000 7uy)
        Assert.Equal<(string * int) list>([ "one.test", 1000 ], fetch folder (fun _ _ -> whole content))
        shouldBeThere folder)

[<Fact>]
let ``another file than the published one is thrown away, and the next mirror asked`` () =
    withFolder (fun folder ->
        let answer host from =
            if host = "one.test" then
                whole (Array.zeroCreate content.Length)
            else
                rest from

        Assert.Equal<(string * int) list>([ "one.test", 0; "two.test", 0 ], fetch folder answer)
        shouldBeThere folder)

[<Fact>]
let ``another file on disk gives up its name to the published one and is kept beside it`` () =
    withFolder (fun folder ->
        Directory.CreateDirectory(Path.Combine(folder, "folder")) |> ignore
        let own = content[..10]
        File.WriteAllBytes(target folder, own)
        // Until the published one is there, it keeps its name.
        refusal [ "HTTP 404" ] (fun () -> fetch folder (fun _ _ -> missing ()) |> ignore)
        Assert.Equal<byte[]>(own, File.ReadAllBytes(target folder))
        fetch folder (fun _ from -> rest from) |> ignore
        shouldBeThere folder
        let digits = Convert.ToHexStringLower(SHA256.HashData own)[..7]
        Assert.Equal<byte[]>(own, File.ReadAllBytes $"{target folder}.{digits}"))

[<Fact>]
let ``without any mirror one line says what to do, and nothing has the file's name`` () =
    withFolder (fun folder ->
        refusal
            [
                "file.bin"
                "one.test: HTTP 404"
                "two.test"
                "Without a network"
                target folder
            ]
            (fun () -> fetch folder (fun _ _ -> missing ()) |> ignore)

        refusal [ "No such host" ] (fun () -> fetch folder (fun _ _ -> raise (HttpRequestException "No such host")) |> ignore)
        refusal [ "sent another file" ] (fun () -> fetch folder (fun _ _ -> whole (Array.zeroCreate 300_000)) |> ignore)
        Assert.False(File.Exists(target folder)))
