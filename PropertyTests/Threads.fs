/// One thread per operation of libtorch: xunit runs test classes side by side, and libtorch's threads on top of them would wait for each other.
module IDropTheory.PropertyTests.Threads

open Xunit

type OneThread() =
    do TorchSharp.torch.set_num_threads 1

[<assembly: AssemblyFixture(typeof<OneThread>)>]
do ()
