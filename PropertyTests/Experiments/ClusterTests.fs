/// Runs that Slurm or Kubernetes starts, and what the folder says about them.
module IDropTheory.PropertyTests.Experiments.ClusterTests

open System
open System.IO
open System.Threading
open Xunit
open k8s
open k8s.Models
open IDropTheory.Experiments.Output
open IDropTheory.Experiments.Runs
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs
open IDropTheory.PropertyTests.Experiments.CommandRunner
open IDropTheory.PropertyTests.Experiments.SmallRuns

let private study (options: string list) =
    [ "run"; "fig3a"; "--preset"; "smoke" ] @ options

/// What a dry run prints.
let private printed (arguments: string list) =
    let struct (code, output, error) = idrop (arguments @ [ "--dry-run" ])
    Assert.True((code = 0), error)
    Assert.Equal("", error)
    output

/// What the shell makes of a script.
let private shell (arguments: string list) (environment: (string * string option) list) =
    use program = new Program("bash", arguments, environment)
    program.Wait(TimeSpan.FromMinutes 1.0)

[<Fact>]
let ``a dry run prints a batch script that is valid, has every option, and writes nothing`` () =
    Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.")
    use folder = new Folder()
    let out = folder.Sub "it's a folder"

    let script =
        study
            [
                "--out"
                out
                "--seeds"
                "3"
                "--on"
                "slurm"
                "--array-limit"
                "4"
                "--partition"
                "long,short"
                "--time"
                "2-00:30"
            ]
        @ [ "--account"; "lab"; "--gpus"; "1"; "--sbatch-options"; "--mem=4G --qos=low" ]
        |> printed

    for line in
        [
            "--array=1-4"
            "--cpus-per-task=1"
            "--gpus=1"
            "--partition=long,short"
            "--time=2-00:30"
            "--account=lab"
            "--mem=4G"
            "--qos=low"
            "--requeue"
            "--signal=B:USR1@120"
        ] do
        Assert.Contains($"\n#SBATCH {line}\n", script)

    Assert.False(Directory.Exists out)
    let file = folder.Sub "script.sh"
    File.WriteAllText(file, script)
    Assert.Equal({ Code = 0; Output = ""; Error = "" }, shell [ "-n"; file ] [])

[<Fact>]
let ``there is a worker for each run that is open, as many as share its processors, or a hundred`` () =
    use folder = new Folder()

    let workers (options: string list) =
        let script = study ([ "--out"; folder.Path; "--on"; "slurm" ] @ options) |> printed
        script.Split('\n') |> Array.find _.Contains("--array=")

    // A worker of a study whose later runs depend on the earlier ones stays for them.
    let waits (figure: string) =
        [ "run"; figure; "--preset"; "smoke"; "--out"; folder.Path; "--on"; "slurm" ]
        |> printed
        |> _.Contains("--no-wait")
        |> not

    Assert.True(waits "fig3a")
    Assert.False(waits "plane")
    Assert.Equal("#SBATCH --array=1-6", workers [])
    Assert.Equal("#SBATCH --array=1-3", workers [ "--jobs"; "2" ])
    Assert.Equal("#SBATCH --array=1-100", workers ("--seeds" :: [ for seed in 1..40 -> string seed ]))

/// A program of the name of Slurm's that is found first.
let private standIn (folder: Folder) (name: string) (body: string) =
    let file = folder.Sub name
    File.WriteAllText(file, "#!/bin/bash\n" + body)
    File.SetUnixFileMode(file, UnixFileMode.UserRead ||| UnixFileMode.UserExecute ||| UnixFileMode.UserWrite)

type Submitted() =
    [<Fact>]
    member _.``a study that is submitted is begun, followed by its status, and finished by its workers``() =
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no bash.")
        use bin = new Folder()
        use folder = new Folder()
        standIn bin "sbatch" "echo \"$@ in $PWD\" > \"$(dirname $0)/asked\"; echo '4711;cluster'"
        standIn bin "squeue" "[ \"$5\" = 4711 ] && printf 'RUNNING\\nPENDING\\nPENDING\\n'"
        let searched = nonNull (Environment.GetEnvironmentVariable "PATH")
        let path = "PATH", Some $"{bin.Path}:{searched}"

        let ask (arguments: string list) =
            use program = idropProgram (arguments @ [ "--json" ]) [ path ]
            let ending = program.Wait(TimeSpan.FromMinutes 1.0)
            Assert.True((ending.Code = 0), ending.Error)
            Text.Json.JsonDocument.Parse(ending.Output).RootElement

        let submitted =
            ask (study [ "--out"; folder.Path; "--on"; "slurm"; "--array-limit"; "2" ])

        let runs = folder.Sub "fig3a"
        Assert.Equal("4711", text "job" submitted)
        Assert.Equal(6.0, number "open" submitted)
        Assert.Equal($"--parsable slurm.sh in {runs}/cluster", File.ReadAllText(bin.Sub "asked").Trim())
        let status = ask [ "status"; runs ]

        for name, count in [ "runs", 6; "finished", 0; "failed", 0; "running", 0; "waiting", 6 ] do
            Assert.Equal(float count, number name status)

        Assert.Equal<(string * float) list>(
            [ "running", 1.0; "pending", 2.0 ],
            [
                for job in status.GetProperty("jobs").EnumerateArray() -> text "state" job, number "elements" job
            ]
        )

        // An element of the array, as a node would run it.
        let worker = shell [ text "script" submitted ] [ path ]
        Assert.True((worker.Code = 0), worker.Error)
        Assert.Contains("binary dropout", worker.Output)
        Assert.Equal(6.0, number "finished" (ask [ "status"; runs ]))
        let nothing = study [ "--out"; folder.Path; "--on"; "slurm" ]
        nothing |> refused [ runs; "nothing to submit" ]

    [<Fact>]
    member _.``without Slurm a submission is refused in one line, and its script kept``() =
        use folder = new Folder()

        use program =
            idropProgram (study [ "--out"; folder.Path; "--on"; "slurm" ]) [ "PATH", Some folder.Path ]

        let ending = program.Wait(TimeSpan.FromMinutes 1.0)
        Assert.Equal(ExitCode.UsageError, ending.Code)
        Assert.Contains("sbatch is not on the PATH", ending.Error)
        Assert.True(File.Exists(folder.Sub "fig3a/cluster/slurm.sh"))

    [<Fact>]
    member _.``a manifest is an Indexed Job of Kubernetes' schema, whose command runs``() =
        use folder = new Folder()
        let out = folder.Sub "results"

        let manifest =
            study
                [
                    "--out"
                    out
                    "--on"
                    "kubernetes"
                    "--gpus"
                    "2"
                    "--image"
                    "registry.example/idrop:1"
                    "--volume-claim"
                    "shared"
                ]
            |> printed

        // Strictly: a member that the published schema has not is an error.
        let job = KubernetesYaml.Deserialize<V1Job>(manifest, true)
        Assert.Equal(("batch/v1", "Job", "idrop-fig3a"), (job.ApiVersion, job.Kind, job.Metadata.Name))
        Assert.Equal(("Indexed", Nullable 6, Nullable 6), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism))
        let pod = job.Spec.Template.Spec
        Assert.Equal("Never", pod.RestartPolicy)
        let container = Assert.Single pod.Containers
        Assert.Equal("registry.example/idrop:1", container.Image)
        Assert.Equal("2", container.Resources.Limits["nvidia.com/gpu"].ToString())
        Assert.Equal(out, (Assert.Single container.VolumeMounts).MountPath)
        Assert.Equal("shared", (Assert.Single pod.Volumes).PersistentVolumeClaim.ClaimName)
        let asked = List.ofSeq container.Args
        Assert.Equal("cuda", asked[List.findIndex ((=) "--device") asked + 1])
        // As the pod would start it, here without its GPUs.
        let onCpu = study [ "--out"; out; "--on"; "kubernetes" ] |> printed
        let plain = KubernetesYaml.Deserialize<V1Job>(onCpu, true)
        let arguments = List.ofSeq (Assert.Single plain.Spec.Template.Spec.Containers).Args
        use program = idropProgram arguments [ "JOB_COMPLETION_INDEX", Some "0" ]
        let ending = program.Wait(TimeSpan.FromMinutes 1.0)
        Assert.True((ending.Code = 0), ending.Error)
        Assert.Equal(6.0, number "finished" (json [ "status"; out ]))

[<Fact>]
let ``options that do not fit together are refused`` () =
    let refuse (words: string list) (options: string list) = study options |> refused words
    refuse [ "--gpus"; "--on here" ] [ "--gpus"; "1" ]
    refuse [ "--image"; "--on slurm" ] [ "--on"; "slurm"; "--image"; "x" ]
    refuse [ "--partition"; "--on kubernetes" ] [ "--on"; "kubernetes"; "--partition"; "x" ]
    refuse [ "--dry-run"; "kubectl apply" ] [ "--on"; "kubernetes" ]
    refuse [ "--out"; "absolute" ] [ "--on"; "kubernetes"; "--dry-run"; "--out"; "results" ]
    refuse [ "--partition"; "'a b'" ] [ "--on"; "slurm"; "--partition"; "a b" ]
    refuse [ "--sbatch-options"; "'$(reboot)'" ] [ "--on"; "slurm"; "--sbatch-options"; "--mem=4G $(reboot)" ]
    refuse [ "--on"; "'moon'"; "slurm" ] [ "--on"; "moon" ]

type States() =
    [<Fact>]
    member _.``a sweep is handed to workers as a study is, and its folder tells the state of every run``() =
        use folder = new Folder()

        let sweep =
            [
                "sweep"
                "--over"
                "beta=1,2"
                "--seeds"
                "1"
                "2"
                "--out"
                folder.Path
                "--width"
                "4"
                "--epochs"
                "1"
            ]
            @ [
                "--dataset"
                "digits"
                "--train-images"
                "200"
                "--validation"
                "50"
                "--test-images"
                "100"
                "--threads"
                "1"
            ]

        let script = sweep @ [ "--on"; "slurm" ] |> printed
        Assert.Contains("#SBATCH --array=1-4\n", script)
        Assert.Contains(" sweep --over beta=1,2 --seeds 1 2 ", script)
        // Begun, and stopped before the first training.
        let struct (code, _, error) = cancellable (CancellationToken true) sweep
        Assert.True((code = ExitCode.Interrupted), error)
        let runs = Directory.GetDirectories folder.Path |> Array.map RunFolder
        Assert.Equal(4, runs.Length)
        use _ = ClaimedRun.Take runs[0]
        using (ClaimedRun.Take runs[1]) _.Fail("The loss became NaN.", true)
        trained [ "train"; "--resume"; runs[2].Path; "--threads"; "1" ] |> ignore
        // A claim that its process does not renew any more is none.
        File.WriteAllText(Path.Combine(runs[3].Path, "claim-1.json"), "")
        File.SetLastWriteTimeUtc(Path.Combine(runs[3].Path, "claim-1.json"), DateTime.UtcNow.AddHours -1.0)
        let status = json [ "status"; folder.Path ]

        for name, count in [ "runs", 4; "finished", 1; "failed", 1; "running", 1; "waiting", 1 ] do
            Assert.Equal(float count, number name status)

        let running = Assert.Single(status.GetProperty("inProgress").EnumerateArray())
        Assert.Equal(float Environment.ProcessId, number "process" running)
        Assert.Equal("0/1", text "epochs" running)
        Assert.Equal(Path.GetFileName runs[0].Path, text "folder" running)
        let failed = Assert.Single(status.GetProperty("failures").EnumerateArray())
        Assert.Equal("The loss became NaN.", text "message" failed)
        [ "status"; folder.Sub "none" ] |> refused [ folder.Sub "none"; "no folder" ]

        // Who does not wait leaves the run of another process to it.
        let ended = trained (sweep @ [ "--no-wait" ])
        Assert.Equal(2, ended.GetProperty("points").EnumerateArray() |> Seq.sumBy (number "runs") |> int)
