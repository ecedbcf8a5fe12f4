/// libtorch as the program finds it: the laid-out native library, the settings of the runtime.
[<Xunit.Collection "the global generator">]
module IDropTheory.PropertyTests.Models.RuntimeTests

open System
open System.Diagnostics
open System.IO
open System.Text
open Xunit
open IDropTheory
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests.Models.SmallTrainings

type torch = TorchSharp.torch

/// The sections of a 64-bit ELF file, each with the section that holds its strings.
let private sections (elf: byte[]) =
    let at = int (BitConverter.ToInt64(elf, 0x28))
    let size = int (BitConverter.ToUInt16(elf, 0x3a))

    [
        for i in 0 .. int (BitConverter.ToUInt16(elf, 0x3c)) - 1 do
            let section = at + i * size
            let strings = at + int (BitConverter.ToUInt32(elf, section + 40)) * size

            {|
                Type = BitConverter.ToUInt32(elf, section + 4)
                Offset = int (BitConverter.ToInt64(elf, section + 24))
                Size = int (BitConverter.ToInt64(elf, section + 32))
                Strings = int (BitConverter.ToInt64(elf, strings + 24))
            |}
    ]

let private text (elf: byte[]) at =
    Encoding.ASCII.GetString(elf, at, Array.IndexOf(elf, 0uy, at) - at)

/// Every symbol version that an ELF file needs, with its flags.
let private versionNeeds (elf: byte[]) =
    [
        for section in sections elf do
            if section.Type = 0x6ffffffeu then
                let rec aux at =
                    [
                        yield text elf (section.Strings + BitConverter.ToInt32(elf, at + 8)), BitConverter.ToUInt16(elf, at + 4)

                        match BitConverter.ToInt32(elf, at + 12) with
                        | 0 -> ()
                        | next -> yield! aux (at + next)
                    ]

                let rec need at =
                    [
                        yield! aux (at + BitConverter.ToInt32(elf, at + 8))

                        match BitConverter.ToInt32(elf, at + 12) with
                        | 0 -> ()
                        | next -> yield! need (at + next)
                    ]

                yield! need section.Offset
    ]

let private runPaths (elf: byte[]) =
    [
        for section in sections elf do
            if section.Type = 6u then
                for entry in section.Offset .. 16 .. section.Offset + section.Size - 16 do
                    if BitConverter.ToInt64(elf, entry) = 0x1dL then
                        text elf (section.Strings + int (BitConverter.ToInt64(elf, entry + 8)))
    ]

/// Skips a test of what there is on Linux alone.
let private onLinux () =
    Assert.SkipUnless(OperatingSystem.IsLinux(), "This is no Linux.")

let private bridge = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so")

[<Fact>]
let ``the laid-out native library does not insist on a new C++ runtime`` () =
    onLinux ()
    let needs = versionNeeds (File.ReadAllBytes bridge)

    let weak =
        [
            for name, flags in needs do
                if flags &&& 2us <> 0us then
                    name
        ]

    Assert.Equal<string list>([ "GLIBCXX_3.4.32" ], weak)
    // The reader sees the others too, and they are as strict as they were.
    Assert.Contains(("GLIBCXX_3.4", 0us), needs)

[<Fact>]
let ``the laid-out native library looks for libtorch in a folder of its own`` () =
    onLinux ()
    Assert.Equal<string list>([ "$ORIGIN/libtorch" ], runPaths (File.ReadAllBytes bridge))
    Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "libtorch", "libtorch_cpu.so")))
    // Here it would be loaded beside another libtorch.
    Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "libtorch_cpu.so")))

[<Fact>]
let ``one libtorch is loaded`` () =
    use _ = torch.ones 1L

    use program = Process.GetCurrentProcess()

    let loaded =
        [ for m in Seq.cast<ProcessModule> program.Modules -> string m.FileName ]
        |> List.filter _.Contains("torch_cpu")
        |> List.distinct

    Assert.Single loaded |> ignore

[<Fact>]
let ``no thread is refused`` () =
    Assert.Throws<ArgumentOutOfRangeException>(fun () -> TorchRuntime.Configure(Nullable 0) |> ignore)
    |> ignore

/// The bits of a product that is below the smallest normal number, 1e-40.
let private bitsOfSmallProduct () =
    use small = torch.tensor (Array.create 64 1e-30f)
    use factor = torch.tensor (Array.create 64 1e-10f)
    use product = small * factor

    product.data<float32>().ToArray()
    |> Array.map BitConverter.SingleToInt32Bits
    |> Array.distinct

let mutable private smallest = Double.Epsilon

/// An objective that looks at a product of small numbers while a step is made.
let private observing (network: Classifier) (seen: ResizeArray<int[]>) =
    let inner =
        ClassificationObjective(network, InformationPenalty.OfKl(EffectiveBeta 0.0))

    { new Objective(inner.Penalty) with
        member _.Network = inner.Network

        member _.DataTerm(batch, pass) =
            seen.Add(bitsOfSmallProduct ())
            inner.DataTerm(batch, pass)
    }

[<Fact>]
let ``denormal numbers are flushed in the steps of a training and nowhere else`` () =
    let state = TorchRuntime.Configure(Nullable(torch.get_num_threads ()))
    let kept = [| BitConverter.SingleToInt32Bits 1e-40f |]
    Assert.Equal<int[]>(kept, bitsOfSmallProduct ())

    use network = mlp 1 Activation.Relu (DropoutMethod.Binary 0.5) 3UL

    use images = greyImages ()
    let seen = ResizeArray()

    use session =
        new TrainingSession(observing network seen, images, settings 1 6 0.01 (OptimiserSettings.Sgd()))

    session.Advance() |> ignore
    Assert.Equal<int[]>((if state.FlushesDenormals then [| 0 |] else kept), seen[0])
    Assert.Equal<int[]>(kept, bitsOfSmallProduct ())
    Assert.True(Threading.Volatile.Read(&smallest) * 1.0 > 0.0)

[<Fact>]
let ``every remedy is there, and the libtorch that is wanted`` () =
    onLinux ()
    let state = TorchRuntime.Configure(Nullable(torch.get_num_threads ()))
    Assert.True state.FlushesDenormals
    Assert.True state.KeepsMemory
    Assert.True state.DelaysScalarRelease
    Assert.True(Directory.Exists state.LibTorchFolder)
    Assert.Equal(TorchRuntimeState.WantedLibTorchVersion, state.LibTorchVersion)
