/// libtorch as programs set it up, with one thread per operation: xunit runs test classes side by side, and libtorch's threads on top of them would wait for
/// each other.
module IDropTheory.PropertyTests.Threads

open Xunit

type OneThread() =
    do IDropTheory.Models.Native.TorchRuntime.Configure(System.Nullable 1) |> ignore

[<assembly: AssemblyFixture(typeof<OneThread>)>]
do ()
