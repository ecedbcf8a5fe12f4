/// Trainings keep to their memory: steps leave no tensor behind, and the process does not grow.
[<Xunit.Collection "alone">]
module IDropTheory.PropertyTests.Models.MemoryTests

open System
open System.Diagnostics
open System.IO
open Xunit
open TorchSharp
open IDropTheory
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Laws
open IDropTheory.PropertyTests.Models.DataHelpers
open IDropTheory.PropertyTests.Models.SmallTrainings

/// Other tests would be seen in the memory of the process, so none runs at the same time.
[<CollectionDefinition("alone", DisableParallelization = true)>]
type Alone() = class end

/// Memory that this process has written, in MiB, without what the managed heap would give back. On Linux it counts wherever the system
/// keeps it; pages of libraries, which the system may drop at any time, do not count.
let private resident () =
    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking = true, compacting = true)
    GC.WaitForPendingFinalizers()

    if OperatingSystem.IsLinux() then
        File.ReadLines "/proc/self/status"
        |> Seq.filter (fun line ->
            line.StartsWith("RssAnon:", StringComparison.Ordinal)
            || line.StartsWith("VmSwap:", StringComparison.Ordinal))
        |> Seq.sumBy (fun line ->
            float (line.Split([| ' '; '\t' |], StringSplitOptions.RemoveEmptyEntries)[1])
            / 1024.0)
    else
        use self = Process.GetCurrentProcess()
        float self.WorkingSet64 / 1048576.0

/// MiB that may come and go by themselves: code being compiled, the managed heap.
let private bound = 60.0

/// Sets the runtime up as programs do. In a thread of its own, whose denormal numbers are flushed and no other's.
let private configure () =
    let thread =
        Threading.Thread(fun () -> TorchRuntime.Configure(Nullable(torch.get_num_threads ())) |> ignore)

    thread.Start()
    thread.Join()

let private trainingOf (network: Classifier) (images: ImageSet) batch =
    new TrainingSession(
        ClassificationObjective(network, ofBeta 1e-3),
        images,
        TrainingSettings(100_000, batch, LearningRateSchedule.Constant 0.01, OptimiserSettings.Sgd(0.9, true, 0.0), testKey "memory")
    )

/// Trains first until what stays is there, then measures how much more there is after the steps.
let private growth steps (network: Classifier) (images: ImageSet) batch =
    configure ()
    use network = network
    use images = images
    use session = trainingOf network images batch
    advance 30 session |> ignore
    let tensors, memory = live (), resident ()
    advance steps session |> ignore
    struct (live () - tensors, resident () - memory)

let private shouldStay struct (tensors: int64, memory: float) =
    Assert.Equal(0L, tensors)
    Assert.True(memory < bound, $"{memory} MiB more")

// An activation of the hidden layer is 0.4 MiB over a batch: 200 of them are 78 MiB.
[<Fact>]
let ``a fully connected network trains in the memory that it has`` () =
    growth
        200
        (FixedWeights.forTraining 1UL (new Mlp(36, 512, 1, 10, Activation.Relu, information PriorFamily.LogUniform)))
        (randomSet Split.Train 400 (1L, 6L, 6L) 21UL)
        200
    |> shouldStay

// All activations of a step are 3 MiB, so 100 steps that kept them would need 300 MiB.
[<Fact>]
let ``a convolutional network trains in the memory that it has`` () =
    growth
        100
        (allCnn AllCnnOptions.Paper Activation.Softplus (information PriorFamily.LogNormal) 2UL)
        (randomSet Split.Train 64 (3L, 16L, 16L) 22UL)
        64
    |> shouldStay

/// Sizes around those where memory comes from another place or has another class: 64 KiB less what lies before the numbers, powers of two
/// and eighths.
let private sizes =
    [
        for bytes in
            [
                4
                64
                65464
                65468
                65472
                65476
                65536
                262136
                262140
                262144
                262148
                524224
                524284
                524288
                589824
                1048576
                5000000
            ] -> int64 (bytes / 4)
    ]

[<Fact>]
let ``no two tensors share memory, whatever is freed between them`` () =
    configure ()
    let random = Random 5

    let filled value =
        let tensor =
            (torch.ones ([| sizes[random.Next sizes.Length] |])).mul_((float32 value).ToScalar())

        value, tensor.DetachFromDisposeScope()

    let shouldHold (value: int, tensor: torch.Tensor) =
        use low = tensor.min ()
        use high = tensor.max ()
        Assert.Equal(float32 value, low.item<float32>())
        Assert.Equal(float32 value, high.item<float32>())

    let mutable held = [ for value in 1..60 -> filled value ]

    for round in 1..10 do
        let freed, rest = List.partition (fun _ -> random.Next 2 = 0) held

        for held in freed do
            shouldHold held
            (snd held).Dispose()

        held <- rest @ [ for i in 1 .. List.length freed -> filled (1000 * round + i) ]

    for held in held do
        shouldHold held
        (snd held).Dispose()

[<Fact>]
let ``memory of sizes that are no longer needed goes back`` () =
    configure ()
    let before = resident ()

    // Each size is of another class, and all of one size together are about 100 MiB: without giving back it would be 1 GiB.
    for megabytes in 2..11 do
        let tensors =
            [
                for _ in 1 .. 100 / megabytes -> torch.ones ([| int64 megabytes; 256L; 1024L |])
            ]

        for tensor in tensors do
            tensor.Dispose()

    let grown = resident () - before
    Assert.True(grown < 400.0, $"{grown} MiB")

[<Fact>]
let ``tensors that are kept would be seen`` () =
    configure ()
    // What other tests left is collected, and goes back to the system, before it could hide what is kept.
    for _ in 1..3 do
        resident () |> ignore

    BlockCache.Trim()
    let tensors, memory = live (), resident ()
    let kept = [ for _ in 1..10 -> torch.ones [| 23L; 256L; 1024L |] ]
    let moreTensors, moreMemory = live () - tensors, resident () - memory

    for tensor in kept do
        tensor.Dispose()

    Assert.Equal(10L, moreTensors)
    // 23 MiB each: far more than the bound, for some of what others left may still go.
    Assert.True(moreMemory > bound, $"{moreMemory} MiB")
