/// Programs in processes of their own: none outlives its test, and none is waited for without end.
module IDropTheory.PropertyTests.Programs

open System
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Threading.Tasks

module private Native =
    [<DllImport("libc")>]
    extern int kill(int pid, int signal)

/// How a program ended, and what it said.
type Ending =
    {
        Code: int
        Output: string
        Error: string
    }

/// A program that was started. Both its streams are read from the beginning, as a full pipe would stop it.
type Program(name: string, arguments: string list, environment: (string * string option) list) =
    let start =
        ProcessStartInfo(name, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

    do
        for variable, value in environment do
            match value with
            | Some value -> start.Environment[variable] <- value
            | None -> start.Environment.Remove variable |> ignore

    let running = nonNull (Process.Start start)
    let output = running.StandardOutput.ReadToEndAsync()
    let error = running.StandardError.ReadToEndAsync()

    /// Whether it has ended.
    member _.HasExited = running.HasExited

    /// Ends it at once, without a chance to save anything.
    member _.Kill() = running.Kill true

    /// Sends it, and none of its children, a signal. There are none on Windows.
    member _.Signal(number: int) =
        Native.kill (running.Id, number) |> ignore

    /// Asks it to end (SIGTERM).
    member this.Terminate() = this.Signal 15

    /// Its number.
    member _.Id = running.Id

    /// Stops it where it is, until it is woken (SIGSTOP).
    member this.Freeze() = this.Signal 19

    /// Lets it go on (SIGCONT).
    member this.Wake() = this.Signal 18

    /// Waits for its end.
    /// Raises TimeoutException where it goes on for longer; the limit is for a machine with much else to do.
    member _.Wait(limit: TimeSpan) =
        let streams: Task[] = [| output; error |]

        if not (running.WaitForExit limit && Task.WaitAll(streams, limit)) then
            raise (TimeoutException $"""{name} {String.Join(' ', arguments)} has not ended after {limit}""")

        {
            Code = running.ExitCode
            Output = output.Result
            Error = error.Result
        }

    interface IDisposable with
        member _.Dispose() =
            if not running.HasExited then
                running.Kill true

            running.Dispose()

/// Starts idrop.
let idropProgram (arguments: string list) (environment: (string * string option) list) =
    new Program("dotnet", Path.Combine(AppContext.BaseDirectory, "idrop.dll") :: arguments, environment)
