/// The index of the API by task names types and members that exist.
module IDropTheory.PropertyTests.ApiIndexTests

open System.IO
open System.Text.RegularExpressions
open Xunit
open IDropTheory
open IDropTheory.Models

/// Public types by name, without the number of their type parameters.
let private types =
    [ typeof<Nats>.Assembly; typeof<InformationDropout>.Assembly ]
    |> List.collect (fun assembly -> List.ofArray (assembly.GetExportedTypes()))
    |> List.groupBy (fun t -> t.Name.Split('`')[0])
    |> Map.ofList

let private span = Regex @"`([\w.]+)`"

let private namespaces = set [ "IDropTheory"; "IDropTheory.Models" ]

/// The names in backquotes that no public type or member has.
let private unknown (text: string) =
    [
        for found in span.Matches text do
            let name = found.Groups[1].Value

            let exists =
                match List.ofArray (name.Split '.') with
                | [ t ] -> types.ContainsKey t
                | [ t; m ] ->
                    types
                    |> Map.tryFind t
                    |> Option.exists (List.exists (fun t -> (t.GetMember m).Length > 0))
                | _ -> false

            if not exists && not (namespaces.Contains name) then
                name
    ]

let private index =
    File.ReadAllText(Path.Combine(ArchitectureTests.root, "docs", "api.md"))

[<Fact>]
let ``every name in docs/api.md exists`` () =
    Assert.Equal<string list>([], unknown index)

[<Fact>]
let ``every task in docs/api.md names what to use`` () =
    let tasks =
        index.Split('\n')
        |> Array.filter (fun line -> Regex.IsMatch(line, @"^\| [^*\-]") && not (line.StartsWith "| I have |"))

    Assert.True(tasks.Length >= 30, $"{tasks.Length} tasks")

    for task in tasks do
        Assert.True(span.IsMatch task, $"names no type: {task}")

[<Fact>]
let ``a name that does not exist is found`` () =
    Assert.Equal<string list>([ "Nats.ToTrits"; "Dits" ], unknown "`Nats.ToBits`, `Nats.ToTrits`, `Dits`, `SpikeMixture`, `IDropTheory`")
