/// `idrop explore`: what it serves, with which types and encodings, what it refuses, and how it ends.
module IDropTheory.PropertyTests.Experiments.ExploreTests

open System
open System.IO
open System.Net
open System.Net.Http
open System.Net.Sockets
open System.Text
open System.Threading
open System.Threading.Tasks
open Xunit
open IDropTheory.Experiments.Page
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Experiments.CommandRunner

/// A folder with a page in it and a secret beside it.
let private site () =
    let folder = new Folder()
    let page = Directory.CreateDirectory(folder.Sub "page").FullName
    Directory.CreateDirectory(Path.Combine(page, "_framework")) |> ignore
    File.WriteAllText(Path.Combine(page, "index.html"), "<h1>page</h1>")
    File.WriteAllBytes(Path.Combine(page, "_framework", "a.wasm"), [| 0uy; 97uy; 115uy; 109uy |])
    File.WriteAllBytes(Path.Combine(page, "_framework", "a.wasm.br"), [| 1uy; 2uy |])
    File.WriteAllText(folder.Sub "secret.txt", "secret")
    File.WriteAllText(folder.Sub "page-secret.txt", "secret")
    folder, page

/// Serves a page while something is done with the address; then asks to stop, and waits for the end.
let private serving (page: string) (act: string -> Task) =
    task {
        use stop = new CancellationTokenSource()
        use server = new PageServer(page, 0)
        let running = Task.Run(fun () -> server.Run stop.Token)
        do! act server.Address
        stop.Cancel()
        do! running.WaitAsync(TimeSpan.FromSeconds 30.0)
    }

let private client = new HttpClient()

let private ask (method: HttpMethod) (address: string) (encodings: string) =
    task {
        use request = new HttpRequestMessage(method, address)

        if encodings <> "" then
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings) |> ignore

        let! response = client.SendAsync request
        let! bytes = response.Content.ReadAsByteArrayAsync()
        return response, bytes
    }

let private header (name: string) (response: HttpResponseMessage) =
    Seq.append response.Content.Headers.NonValidated response.Headers.NonValidated
    |> Seq.tryFind (fun entry -> entry.Key = name)
    |> Option.map (fun entry -> entry.Value.ToString())
    |> Option.defaultValue ""

[<Fact>]
let ``the index and WebAssembly are served with their types, and Brotli to those who accept it`` () =
    task {
        let folder, page = site ()
        use _ = folder

        do!
            serving page (fun address ->
                task {
                    let! index, bytes = ask HttpMethod.Get address ""
                    Assert.Equal(HttpStatusCode.OK, index.StatusCode)
                    Assert.Equal("text/html; charset=utf-8", header "Content-Type" index)
                    Assert.Equal("<h1>page</h1>", Encoding.UTF8.GetString bytes)

                    let wasm = address + "_framework/a.wasm"
                    let! plain, bytes = ask HttpMethod.Get wasm "gzip, deflate"
                    Assert.Equal("application/wasm", header "Content-Type" plain)
                    Assert.Equal(("", 4), (header "Content-Encoding" plain, bytes.Length))

                    let! packed, bytes = ask HttpMethod.Get wasm "gzip, br"
                    Assert.Equal("application/wasm", header "Content-Type" packed)
                    Assert.Equal("Accept-Encoding", header "Vary" packed)
                    Assert.Equal<byte array>([| 1uy; 2uy |], bytes)
                    Assert.Equal("br", header "Content-Encoding" packed)

                    let! head, bytes = ask HttpMethod.Head wasm ""
                    Assert.Equal((HttpStatusCode.OK, "4", 0), (head.StatusCode, header "Content-Length" head, bytes.Length))

                    let! missing, _ = ask HttpMethod.Get (address + "none.js") ""
                    Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode)

                    let! written, _ = ask HttpMethod.Post address ""
                    Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (written.StatusCode, header "Allow" written))
                })
    }

/// What a server says to a request line that no client library would send.
let private raw (address: string) (path: string) (host: string) =
    task {
        let uri = Uri address
        use connection = new TcpClient("127.0.0.1", uri.Port)
        use stream = connection.GetStream()
        let request = $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        do! stream.WriteAsync(Encoding.ASCII.GetBytes request)
        use reader = new StreamReader(stream)
        return! reader.ReadToEndAsync()
    }

[<Fact>]
let ``nothing outside of the folder is served, however it is asked for`` () =
    task {
        let folder, page = site ()
        use _ = folder

        do!
            serving page (fun address ->
                task {
                    let host = (Uri address).Authority
                    let! index = raw address "/./index.html" host
                    Assert.Contains("<h1>page</h1>", index)

                    for path in
                        [
                            "/../secret.txt"
                            "/%2e%2e/secret.txt"
                            "/%2e%2e%2fsecret.txt"
                            "/..%2fpage-secret.txt"
                            "/_framework/../../secret.txt"
                            "/..%5csecret.txt"
                            "//" + folder.Sub("secret.txt")
                            "/" + Uri.EscapeDataString(folder.Sub "secret.txt")
                            "/index.html%00"
                            "/_framework"
                        ] do
                        let! answer = raw address path host
                        Assert.DoesNotContain("secret", answer)
                        Assert.DoesNotContain("200 OK", answer)

                    // A page elsewhere whose name leads to this machine is not answered either.
                    let! other = raw address "/" "example.org"
                    Assert.DoesNotContain("<h1>page</h1>", other)
                })
    }

[<Fact>]
let ``a path means a file below the root, or none`` () =
    let folder, page = site ()
    use _ = folder
    let root = page + string Path.DirectorySeparatorChar
    let file (path: string) = PageServer.FileOf(root, path)
    Assert.Equal(Path.Combine(page, "index.html"), file "/")
    Assert.Equal(Path.Combine(page, "_framework", "a.wasm"), file "/_framework/a.wasm")
    Assert.Null(file "/../secret.txt")
    Assert.Null(file "/../page-secret.txt")
    Assert.Null(file "/_framework/")
    Assert.Null(file (folder.Sub "secret.txt"))

[<Fact>]
let ``the command says where the page is and ends when it is asked to`` () =
    let folder, page = site ()
    use _ = folder
    use stop = new CancellationTokenSource(TimeSpan.FromSeconds 1.0)

    let struct (code, output, error) =
        cancellable stop.Token [ "explore"; "--folder"; page; "--port"; "0" ]

    Assert.Equal(0, code)
    Assert.Matches(@"^The explorer is at http://127\.0\.0\.1:\d+/ for this machine alone; Ctrl-C ends\.\n$", error)
    Assert.Contains("http://127.0.0.1:", output)

[<Fact>]
let ``without a page, or on a port that is taken, it says what to do in one line`` () =
    let folder, page = site ()
    use _ = folder

    refused
        [
            "has no index.html"
            "dotnet publish docs/explorer -c Release -o artifacts/explorer"
        ]
        [ "explore"; "--folder"; folder.Path ]

    refused [ "--port is '70000'"; "0 to 65535" ] [ "explore"; "--folder"; page; "--port"; "70000" ]
    use server = new PageServer(page, 0)
    let port = string (Uri server.Address).Port
    refused [ $"--port is {port}"; "0 for a free one" ] [ "explore"; "--folder"; page; "--port"; port ]
