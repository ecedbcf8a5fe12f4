/// Sets libtorch up as the programs do, with one thread per operation: xunit runs test classes side by side,
/// and with more threads per operation these would wait for each other.
module IDropTheory.PropertyTests.Threads

open Xunit

type OneThread() =
    do IDropTheory.Models.Native.TorchRuntime.Configure(System.Nullable 1) |> ignore

[<assembly: AssemblyFixture(typeof<OneThread>)>]
do ()
