namespace global

open System
open IDropTheory.PropertyTests.Models

/// The runtime calls this before the entry point of a process whose DOTNET_STARTUP_HOOKS names this assembly.
type internal StartupHook =
    /// Does what the environment variable names, says "done" and ends the process.
    static member Initialize() =
        let name = nonNull (Environment.GetEnvironmentVariable FirstUse.Variable)

        let _, act =
            FirstUse.modules () @ FirstUse.tensors ()
            |> List.find (fun (other, _) -> other = name)

        act ()
        Console.Out.Write "done"
        Environment.Exit 0
