/// Scalars that TorchSharp has released: kept for a while, freed in the end.
[<Xunit.Collection "alone">]
module IDropTheory.PropertyTests.Models.ScalarReleaseTests

open System
open System.Collections.Concurrent
open System.Reflection
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Threading
open Xunit
open TorchSharp
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Laws

let private delay = 100L

/// What is released and when, by the definition: with every request the two that wait longest, if the time since their own is the delay;
/// the time grows by no more than a tenth of the delay between two requests.
let private expected (pauses: int64 list) =
    let times =
        pauses
        |> List.scan (fun time pause -> time + min pause (delay / 10L)) 0L
        |> List.tail

    let step (waiting, released) (i, time) =
        let old, _ =
            waiting @ [ i, time ]
            |> List.truncate 2
            |> List.partition (fun (_, since) -> time - since >= delay)

        (waiting @ [ i, time ]) |> List.skip old.Length, released @ List.map fst old

    times
    |> List.mapi (fun i time -> nativeint (i + 1), time)
    |> List.fold step ([], [])
    |> snd

[<Law>]
let ``each is released once, in turn, when it was kept for the delay`` (pauses: FsCheck.NonNegativeInt list) =
    // The lists are short: each goes round a few times.
    let pauses =
        [
            for _ in 1..5 do
                for pause in pauses -> int64 pause.Get
        ]

    let released = ResizeArray<nativeint>()
    let now = ref 0L

    let waiting =
        DelayedRelease((fun scalar -> released.Add scalar), (fun () -> now.Value), delay)

    for i, pause in List.indexed pauses do
        now.Value <- now.Value + pause
        waiting.Add(nativeint (i + 1))

    Assert.Equal<nativeint list>(expected pauses, List.ofSeq released)
    Assert.Equal(pauses.Length, waiting.Count + released.Count)

[<Fact>]
let ``nothing is released early when the clock leaps, and everything in the end`` () =
    let released = ResizeArray<nativeint>()
    let now = ref 0L

    let waiting =
        DelayedRelease((fun scalar -> released.Add scalar), (fun () -> now.Value), delay)
    // More than the first capacity, so that it grows, and in the middle of a round.
    let many = 5000

    for i in 1..many do
        waiting.Add(nativeint i)

    now.Value <- now.Value + 1000L * delay
    waiting.Add 1n
    Assert.Empty released

    for _ in 1 .. 2 * many do
        now.Value <- now.Value + 1L
        waiting.Add 2n

    Assert.Equal<nativeint list>([ for i in 1..many -> nativeint i ], released |> Seq.truncate many |> List.ofSeq)
    // Those of the last time that the delay lasts, and this one.
    Assert.Equal(int delay, waiting.Count)

[<Fact>]
let ``threads lose none and release none twice`` () =
    let released = ConcurrentBag<nativeint>()
    let now = ref 0L
    // Every request is a millisecond.
    let waiting =
        DelayedRelease((fun scalar -> released.Add scalar), (fun () -> Interlocked.Increment(&now.contents)), delay)

    let each, count = 20_000, 4

    let threads =
        [
            for thread in 0 .. count - 1 ->
                Thread(fun () ->
                    for i in 1..each do
                        waiting.Add(nativeint (thread * each + i)))
        ]

    for thread in threads do
        thread.Start()

    for thread in threads do
        thread.Join()

    let distinct = released |> Seq.distinct |> Seq.length
    Assert.Equal(released.Count, distinct)
    Assert.Equal(each * count, distinct + waiting.Count)
    Assert.True(waiting.Count < each, $"{waiting.Count} wait")

/// Whether this system has the remedy: it must on Linux, where the tests' libtorch is the packaged one.
let private isDelayed () =
    let delayed = TorchRuntime.Configure(Nullable 1).DelaysScalarRelease
    Assert.Equal(OperatingSystem.IsLinux(), delayed)
    delayed

let private handle =
    typeof<Scalar>.GetProperty("Handle", BindingFlags.Instance ||| BindingFlags.NonPublic)
    |> Unchecked.nonNull

/// The bytes of a native scalar: its type and the first half of its value are in the 24 of them.
let private bytes (address: nativeint) =
    [| for i in 0..2 -> Marshal.ReadInt64(address, 8 * i) |]

/// The native address of a new scalar that nothing refers to. It is made in a method of its own, because code that is not optimised yet
/// keeps objects alive after their last use; optimised code of TorchSharp keeps none alive either when it calls libtorch.
[<MethodImpl(MethodImplOptions.NoInlining)>]
let private abandoned (value: float) =
    handle.GetValue(value.ToScalar()) :?> nativeint

[<Fact>]
let ``a scalar that was collected can still be read`` () =
    if isDelayed () then
        let scalars =
            [|
                for i in 1..1000 do
                    let address = abandoned (float i)
                    address, bytes address
            |]

        GC.Collect()
        GC.WaitForPendingFinalizers()
        let others = [ for _ in 1..3000 -> (-1.0).ToScalar() ]

        for address, before in scalars do
            Assert.Equal<int64[]>(before, bytes address)

        for other in others do
            other.Dispose()

[<DllImport("LibTorchSharp")>]
extern nativeint private THSTensor_masked_fill(nativeint tensor, nativeint mask, nativeint value)

// This operation copies the tensor, which takes some milliseconds, before it reads the scalar.
[<Fact>]
let ``an operation survives the collections of another thread`` () =
    if isDelayed () then
        use tensor = torch.zeros (1L <<< 23)
        use mask = torch.ones (1L <<< 23, dtype = Nullable torch.ScalarType.Bool)
        let stop = ref false

        let collector =
            Thread(fun () ->
                while not (Volatile.Read &stop.contents) do
                    GC.Collect 0
                    GC.WaitForPendingFinalizers())

        collector.Start()

        try
            for _ in 1..12 do
                let result = THSTensor_masked_fill(tensor.Handle, mask.Handle, abandoned 0.5)
                Assert.NotEqual(0n, result)
                use filled = torch.Tensor.UnsafeCreateTensor result
                use last = filled[-1]
                Assert.Equal(0.5f, last.item<float32>())
        finally
            Volatile.Write(&stop.contents, true)
            collector.Join()
