/// Files that appear whole.
module IDropTheory.PropertyTests.Models.WholeFileTests

open System
open System.IO
open Xunit
open IDropTheory.Models
open IDropTheory.PropertyTests

[<Fact>]
let ``a write replaces the content and leaves no other file`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "file")
    WholeFile.Write(path, "first ß")
    Assert.Equal<byte[]>(Text.Encoding.UTF8.GetBytes "first ß", File.ReadAllBytes path)
    WholeFile.Write(path, ReadOnlyMemory [| 1uy; 2uy |])
    Assert.Equal<byte[]>([| 1uy; 2uy |], File.ReadAllBytes path)
    Assert.Equal<string[]>([| path |], Directory.GetFiles folder.Path)

[<Fact>]
let ``a write that fails in the middle leaves the old content and no other file`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "file")
    WholeFile.Write(path, "old")

    let half (file: Stream) =
        file.Write(ReadOnlySpan [| 1uy |])
        raise (InvalidOperationException "half")

    Assert.Throws<InvalidOperationException>(fun () -> WholeFile.Write(path, half))
    |> ignore

    Assert.Equal("old", File.ReadAllText path)
    Assert.Equal<string[]>([| path |], Directory.GetFiles folder.Path)

[<Fact>]
let ``of two writers at a time each writes a whole file, and the last one wins`` () =
    use folder = new Folder()
    let path = Path.Combine(folder.Path, "file")

    let slow (file: Stream) =
        file.Write(ReadOnlySpan [| 1uy |])
        WholeFile.Write(path, ReadOnlyMemory [| 7uy; 7uy |])
        Assert.Equal<byte[]>([| 7uy; 7uy |], File.ReadAllBytes path)
        file.Write(ReadOnlySpan [| 2uy; 3uy |])

    WholeFile.Write(path, slow)
    Assert.Equal<byte[]>([| 1uy; 2uy; 3uy |], File.ReadAllBytes path)
    Assert.Equal<string[]>([| path |], Directory.GetFiles folder.Path)

[<Fact>]
let ``a write into a folder that does not exist is an IOException`` () =
    use folder = new Folder()

    Assert.ThrowsAny<IOException>(fun () -> WholeFile.Write(Path.Combine(folder.Path, "none", "file"), "text"))
    |> ignore
