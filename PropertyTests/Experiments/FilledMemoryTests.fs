/// Trainings in which new memory is full of NaN: no result depends on memory that nobody has written.
module IDropTheory.PropertyTests.Experiments.FilledMemoryTests

open System
open Xunit
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.SmallRuns

let networks =
    TheoryData<string>(
        [
            // One, two and four filters, and then widths of 24 and 48, on images of one channel.
            "--network all-cnn-32 --filters 2 --activation softplus --prior-parameters batch"
            "--network all-cnn-32 --filters 25 --activation softplus --learning-rate 0.001"
            "--network vae"
        ]
    )

[<Theory>]
[<MemberData(nameof networks)>]
let ``a training gives the same bits in memory full of NaN`` (network: string) =
    Assert.SkipUnless(OperatingSystem.IsLinux(), "Tensors have the system's allocator.")
    use folder = new Folder()

    let arguments (name: string) =
        let size =
            "--train-images 60 --validation 20 --test-images 20 --batch 20 --epochs 1 --threads 1"

        "train" :: List.ofArray (network.Split ' ')
        @ List.ofArray (size.Split ' ')
        @ [ "--out"; folder.Sub name ]

    use usual = idropProgram (arguments "usual") []
    use filled = idropProgram (arguments "filled") [ "IDROP_FILL_MEMORY", Some "1" ]

    for program in [ usual; filled ] do
        let ending = program.Wait(TimeSpan.FromMinutes 5.0)
        Assert.True((ending.Code = 0), ending.Error)

    Assert.Equal<Map<string, byte[]>>(weights (folder.Sub "usual"), weights (folder.Sub "filled"))
