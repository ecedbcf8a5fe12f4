/// Everything that needs libtorch comes through TorchRuntime, so that a libtorch of the system disturbs nothing.
module IDropTheory.PropertyTests.Models.LibTorchDoorTests

open System
open System.Collections.Generic
open System.IO
open System.Reflection
open System.Reflection.Emit
open System.Runtime.CompilerServices
open Xunit
open TorchSharp
open IDropTheory.Models
open IDropTheory.Models.Native
open IDropTheory.PropertyTests
open IDropTheory.PropertyTests.Programs

let private onLinux () =
    Assert.SkipUnless(OperatingSystem.IsLinux(), "LD_LIBRARY_PATH is of Linux.")

/// An environment whose system has false libraries with the names of libtorch's: the loader finds them first, so that a program that asks
/// for libtorch by name fails.
let private withFalseLibTorch (folder: string) =
    for name in [ "libc10.so"; "libtorch_cpu.so"; "libtorch_cuda.so"; "libtorch.so" ] do
        File.WriteAllText(Path.Combine(folder, name), "This is no library.")

    [
        "LD_LIBRARY_PATH", Some folder
        TorchRuntimeState.LibTorchVariable, None
        // TorchSharp's own attempt would copy half a gigabyte from there.
        "NUGET_PACKAGES", Some folder
    ]

let private ended (program: Program) =
    use program = program
    program.Wait(TimeSpan.FromMinutes 5.0)

let private firstUses = FirstUse.modules () @ FirstUse.tensors () |> List.map fst

let names () = TheoryData<string> firstUses

[<Theory>]
[<MemberData(nameof names)>]
let ``whatever a program does first loads the packaged libtorch`` (name: string) =
    onLinux ()
    use folder = new Folder()
    let assembly = Assembly.GetExecutingAssembly().Location

    let ending =
        new Program(
            "dotnet",
            [ assembly ],
            ("DOTNET_STARTUP_HOOKS", Some assembly)
            :: (FirstUse.Variable, Some name)
            :: withFalseLibTorch folder.Path
        )
        |> ended

    Assert.Equal(("done", "", 0), (ending.Output, ending.Error, ending.Code))

/// What stands at the top level of a test file is computed before the first test, and by none of the doors.
[<Fact>]
let ``the tests themselves begin where the system has a libtorch`` () =
    onLinux ()
    use folder = new Folder()
    let assembly = Assembly.GetExecutingAssembly().Location

    let ending =
        new Program("dotnet", [ assembly; "--list-tests" ], withFalseLibTorch folder.Path)
        |> ended

    Assert.True((ending.Code = 0), ending.Error + ending.Output)
    Assert.Contains("the tests themselves begin", ending.Output)

[<Fact>]
let ``every module that can be made is made first by some process`` () =
    let made =
        [
            for t in typeof<Mlp>.Assembly.GetExportedTypes() do
                if t.IsSubclassOf typeof<torch.nn.Module> && not t.IsAbstract then
                    t.Name
        ]

    Assert.Equal<string list>(List.sort made, FirstUse.modules () |> List.map fst |> List.sort)

[<Fact>]
let ``no command minds a libtorch of the system`` () =
    onLinux ()
    use system = new Folder()
    use temporary = new Folder()
    let run = Path.Combine(temporary.Path, "run")
    let environment = withFalseLibTorch system.Path

    let succeeds (arguments: string list) =
        let ending = idropProgram (arguments @ [ "--json" ]) environment |> ended
        Assert.True((ending.Code = 0), $"{arguments}: {ending.Code}: {ending.Error}{ending.Output}")
        // One JSON document and nothing else.
        use _ = Text.Json.JsonDocument.Parse ending.Output
        ()

    succeeds [ "doctor"; "--data"; temporary.Path ]

    succeeds
        [
            "train"
            "--epochs"
            "1"
            "--width"
            "8"
            "--layers"
            "1"
            "--train-images"
            "100"
            "--test-images"
            "50"
            "--validation"
            "0"
            "--out"
            run
        ]

    succeeds [ "evaluate"; run ]
    succeeds [ "export"; run; "--to"; Path.Combine(temporary.Path, "weights.safetensors") ]

// What follows reads the code of every public method of Models: the first thing on its way that needs libtorch must be TorchRuntime's.

let private models = typeof<Mlp>.Assembly
let private torchSharp = typeof<torch>.Assembly

let private opCodes =
    dict
        [
            for field in typeof<OpCodes>.GetFields() do
                match field.GetValue null with
                | :? OpCode as code -> code.Value, code
                | _ -> ()
        ]

let private everything =
    BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.Static
    ||| BindingFlags.Instance
    ||| BindingFlags.DeclaredOnly

/// The methods that a method calls or makes delegates of, and the fields that it uses, in the order of its code.
let private used (m: MethodBase) =
    match m.GetMethodBody() with
    | null -> []
    | body ->
        let code = nonNull (body.GetILAsByteArray())

        let types =
            match m.DeclaringType with
            | null -> [||]
            | t -> t.GetGenericArguments()

        let ofMethod = if m.IsGenericMethod then m.GetGenericArguments() else [||]

        let rec from at =
            [
                if at < code.Length then
                    let value, size =
                        if code[at] = 0xFEuy then
                            int16 (0xFE00us ||| uint16 code[at + 1]), 2
                        else
                            int16 code[at], 1

                    let operand = at + size

                    let length =
                        match opCodes[value].OperandType with
                        | OperandType.InlineNone -> 0
                        | OperandType.ShortInlineBrTarget
                        | OperandType.ShortInlineI
                        | OperandType.ShortInlineVar -> 1
                        | OperandType.InlineVar -> 2
                        | OperandType.InlineI8
                        | OperandType.InlineR -> 8
                        | OperandType.InlineSwitch -> 4 + 4 * BitConverter.ToInt32(code, operand)
                        | _ -> 4

                    match opCodes[value].OperandType with
                    // What the initialiser of a type makes delegates of runs later.
                    | OperandType.InlineMethod when m.Name = ".cctor" && opCodes[value] = OpCodes.Ldftn -> ()
                    | OperandType.InlineMethod
                    | OperandType.InlineField -> nonNull (m.Module.ResolveMember(BitConverter.ToInt32(code, operand), types, ofMethod))
                    | _ -> ()

                    yield! from (operand + length)
            ]

        from 0

type private First =
    | Prepares
    | Needs of string
    | Neither

let private describe (m: MemberInfo) = $"{m.DeclaringType}.{m.Name}"

/// What a method does first of the two: prepare libtorch by one of the doors, or need it.
let private first (doors: Set<string>) =
    let known = Dictionary<MemberInfo, First>()

    let rec look (m: MethodBase) : First =
        match known.TryGetValue m with
        | true, answer -> answer
        | _ ->
            known[m] <- Neither // where it calls itself

            let answer =
                used m
                |> Seq.map step
                |> Seq.tryFind ((<>) Neither)
                |> Option.defaultValue Neither

            known[m] <- answer
            answer

    and step (m: MemberInfo) : First =
        let home =
            match m.DeclaringType with
            | null -> m.Module.Assembly
            | t -> t.Assembly

        match m with
        | :? MethodBase as method when home = models ->
            if doors.Contains(describe method) then
                Prepares
            // The class of an iterator or of an asynchronous method: its code runs later.
            elif
                method.IsConstructor
                && typeof<IAsyncStateMachine>.IsAssignableFrom method.DeclaringType
            then
                Neither
            else
                look method
        // Members of instances can wait: somebody made the instance.
        | :? MethodBase as method when home = torchSharp && (method.IsStatic || method.IsConstructor) -> Needs(describe method)
        | :? FieldInfo as field when home = torchSharp && field.IsStatic && not field.IsLiteral -> Needs(describe field)
        | _ -> Neither

    look

let private doors =
    Set
        [
            for name in [ "Prepare"; "Prepared"; "Configure" ] -> $"{typeof<TorchRuntime>}.{name}"
        ]

/// Public methods and constructors that need libtorch before they prepare it. Left out are those with an argument that only libtorch can
/// make: a tensor, a module, or an object of Models whose constructors prepare libtorch or have such an argument.
let private forgetful (doors: Set<string>) =
    let look = first doors
    let waiting = HashSet<Type>()

    let rec isLate (t: Type) : bool =
        if t.IsByRef || t.IsArray then
            isLate (nonNull (t.GetElementType()))
        elif t.Assembly = torchSharp then
            t.IsClass
        elif t.IsSubclassOf typeof<Delegate> then
            false
        elif t.IsGenericType then
            t.GetGenericArguments() |> Array.exists isLate
        elif t.Assembly <> models || t.IsEnum || not (waiting.Add t) then
            false
        else
            let answer =
                if t.IsAbstract then
                    models.GetTypes()
                    |> Array.filter (fun other -> other.IsSubclassOf t && not other.IsAbstract)
                    |> fun all -> all.Length > 0 && all |> Array.forall isLate
                else
                    let made = t.GetConstructors everything |> Array.filter (fun c -> not c.IsStatic)
                    // A record's constructor that copies is given the record.
                    let copies (c: ConstructorInfo) =
                        c.GetParameters() |> Array.exists (fun p -> p.ParameterType = t)

                    made.Length > 0
                    && made
                       |> Array.forall (fun c -> copies c || takesLate (c :> MethodBase) || look (c :> MethodBase) = Prepares)

            waiting.Remove t |> ignore
            answer

    and takesLate (m: MethodBase) =
        m.GetParameters() |> Array.exists (fun p -> isLate p.ParameterType)

    [
        for t in models.GetTypes() do
            if t.IsVisible && t <> typeof<TorchRuntime> then
                for m in Seq.append (Seq.cast<MethodBase>(t.GetMethods everything)) (Seq.cast<MethodBase>(t.GetConstructors everything)) do
                    // Also what runs before the first use of the type.
                    let isEntry = m.IsPublic || (m.IsFamily && not t.IsSealed) || m.Name = ".cctor"
                    let hasInstance = not (m.IsStatic || m.IsConstructor)

                    if isEntry && not (takesLate m) && not (hasInstance && isLate t) then
                        match look m with
                        | Needs what -> $"{describe m} needs {what}"
                        | _ -> ()
    ]

[<Fact>]
let ``nothing public needs libtorch before it prepares it`` () =
    let found = forgetful doors

    if not found.IsEmpty then
        Assert.Fail(String.Join("\n", found))

[<Fact>]
let ``without the doors everything that makes tensors is found`` () =
    let found = String.Join("\n", forgetful Set.empty)

    for t in
        [
            typeof<Mlp>
            typeof<Vae>
            typeof<LogNormalPrior>
            typeof<FittedLogNormalPrior>
            typeof<GeneratedDigits>
            typeof<SafeTensorsFile>
            typeof<JointSource>
        ] do
        Assert.Contains(string t, found)
