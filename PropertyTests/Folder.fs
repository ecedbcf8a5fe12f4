/// Folders that live as long as a test.
namespace IDropTheory.PropertyTests

open System
open System.IO

/// An empty folder, gone with all that is in it when it is disposed of.
type Folder() =
    let path = Directory.CreateTempSubdirectory("idrop-test-").FullName

    /// Its full path.
    member _.Path = path

    /// The path of something in it.
    member _.Sub(name: string) = Path.Combine(path, name)

    /// Fills it with the files of another folder that are wanted.
    member _.CopyFrom(source: string, wanted: string -> bool) =
        for file in
            Directory.GetFiles(source, "*", SearchOption.AllDirectories)
            |> Array.filter wanted do
            let target = Path.Combine(path, Path.GetRelativePath(source, file))
            Directory.CreateDirectory(nonNull (Path.GetDirectoryName target)) |> ignore
            File.Copy(file, target)

    interface IDisposable with
        // A test may have deleted it to see what is said then.
        member _.Dispose() =
            if Directory.Exists path then
                Directory.Delete(path, true)
