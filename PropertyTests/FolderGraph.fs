/// Which folder of a project uses which, read from its assembly and the symbols beside it: they name the source file and line of every use.
module IDropTheory.PropertyTests.FolderGraph

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Reflection.Emit
open System.Reflection.Metadata
open System.Reflection.Metadata.Ecma335
open System.Reflection.PortableExecutable
open System.Text.RegularExpressions
open System.Xml.Linq

/// A source file: its path within the project (with '/') and its text.
type Source = { File: string; Text: string }

/// A name in one file of what another declares. Lines count from 1.
type Reference =
    {
        From: string
        Line: int
        Name: string
        To: string
    }

/// The folder of a file or folder within the project; "" is the project's own.
let folderOf (path: string) =
    match path.LastIndexOf '/' with
    | -1 -> ""
    | i -> path[.. i - 1]

/// How a folder is printed.
let show (folder: string) = if folder = "" then "." else folder

/// All types of an assembly that a signature names.
type private NamedTypes() =
    interface ISignatureTypeProvider<TypeDefinitionHandle list, unit> with
        member _.GetArrayType(element, _) = element
        member _.GetSZArrayType element = element
        member _.GetByReferenceType element = element
        member _.GetPointerType element = element
        member _.GetPinnedType element = element
        member _.GetModifiedType(modifier, unmodified, _) = modifier @ unmodified
        member _.GetGenericInstantiation(generic, arguments) = generic @ List.concat arguments
        member _.GetGenericMethodParameter(_, _) = []
        member _.GetGenericTypeParameter(_, _) = []
        member _.GetPrimitiveType _ = []
        member _.GetTypeFromDefinition(_, handle, _) = [ handle ]
        member _.GetTypeFromReference(_, _, _) = []

        member this.GetTypeFromSpecification(reader, _, handle, _) =
            reader.GetTypeSpecification(handle).DecodeSignature(this, ())

        member _.GetFunctionPointerType signature =
            signature.ReturnType @ List.concat signature.ParameterTypes

/// The operation codes of the intermediate language, by their value.
let private operations =
    Map
        [
            for field in typeof<OpCodes>.GetFields() do
                match field.GetValue null with
                | :? OpCode as code -> int (uint16 code.Value), code
                | _ -> ()
        ]

/// The tokens in the code of a method, each with its offset.
let private tokens (code: BlobReader) =
    let mutable code = code

    [
        while code.RemainingBytes > 0 do
            let offset = code.Offset
            let first = int (code.ReadByte())

            let operation =
                operations[if first = 0xFE then
                               0xFE00 ||| int (code.ReadByte())
                           else
                               first]

            match operation.OperandType with
            | OperandType.InlineNone -> ()
            | OperandType.InlineField
            | OperandType.InlineMethod
            | OperandType.InlineTok
            | OperandType.InlineType -> offset, MetadataTokens.EntityHandle(code.ReadInt32())
            | OperandType.InlineSwitch ->
                let targets = code.ReadInt32()
                code.Offset <- code.Offset + 4 * targets
            | OperandType.InlineI8
            | OperandType.InlineR -> code.Offset <- code.Offset + 8
            | OperandType.InlineVar -> code.Offset <- code.Offset + 2
            | OperandType.ShortInlineBrTarget
            | OperandType.ShortInlineI
            | OperandType.ShortInlineVar -> code.Offset <- code.Offset + 1
            | _ -> code.Offset <- code.Offset + 4
    ]

/// The kind of the record that names the files of a type without code.
let private typeDocuments = Guid "932E74BC-DBA9-4478-8D46-0F32A7BAB3D3"

/// The values of enumerations and other constants leave no trace in the code of an assembly: the text is searched for their names
/// behind those of their types.
let private constants (filesOf: TypeDefinitionHandle -> string list) (reader: MetadataReader) sources =
    let declared =
        [
            for handle in reader.FieldDefinitions do
                let field = reader.GetFieldDefinition handle

                if field.Attributes.HasFlag Reflection.FieldAttributes.Literal then
                    let owner = field.GetDeclaringType()
                    (reader.GetString(reader.GetTypeDefinition(owner).Name), reader.GetString field.Name), filesOf owner
        ]
        |> List.groupBy fst
        |> List.map (fun (name, places) -> name, List.collect snd places)
        |> Map.ofList

    [
        for source in sources do
            for index, line in Seq.indexed (source.Text.Split '\n') do
                if not (line.TrimStart().StartsWith("//", StringComparison.Ordinal)) then
                    for found in Regex.Matches(line, @"\b(\w+)\.(\w+)\b") do
                        for file in
                            declared
                            |> Map.tryFind (found.Groups[1].Value, found.Groups[2].Value)
                            |> Option.defaultValue [] do
                            {
                                From = source.File
                                Line = index + 1
                                Name = found.Groups[1].Value
                                To = file
                            }
    ]

/// All names in the sources of an assembly that other files of it declare.
/// `image` is the assembly, `symbols` the portable symbols; they name a source as its path in the project behind a common folder.
let references (image: Stream) (symbols: Stream) (sources: Source list) =
    use image = new PEReader(image)
    use symbols = MetadataReaderProvider.FromPortablePdbStream symbols
    let reader = image.GetMetadataReader()
    let debug = symbols.GetMetadataReader()
    let known = sources |> List.map _.File |> List.sortByDescending _.Length

    /// The source of a document; none for what the compiler or a generator wrote.
    let sourceOf (handle: DocumentHandle) =
        if handle.IsNil then
            None
        else
            let path = debug.GetString(debug.GetDocument(handle).Name).Replace('\\', '/')

            known
            |> List.tryFind (fun file -> path.EndsWith("/" + file, StringComparison.Ordinal))

    let sourceOf =
        let found = Dictionary<DocumentHandle, string option>()

        fun handle ->
            match found.TryGetValue handle with
            | true, source -> source
            | _ ->
                found[handle] <- sourceOf handle
                found[handle]

    /// The lines of a method: the offset where each begins, in order.
    let lines (handle: MethodDefinitionHandle) =
        [
            for point in debug.GetMethodDebugInformation(handle).GetSequencePoints() do
                if not point.IsHidden then
                    match sourceOf point.Document with
                    | Some file -> point.Offset, file, point.StartLine
                    | None -> ()
        ]

    /// The type that a source names: a class that the compiler made stands for the one around it.
    let rec named (handle: TypeDefinitionHandle) =
        let found = reader.GetTypeDefinition handle

        if found.IsNested && reader.GetString(found.Name).Contains '<' then
            named (found.GetDeclaringType())
        else
            handle

    let withoutCode =
        [
            for handle in debug.CustomDebugInformation do
                let record = debug.GetCustomDebugInformation handle

                if debug.GetGuid record.Kind = typeDocuments then
                    let mutable rows = debug.GetBlobReader record.Value

                    named (TypeDefinitionHandle.op_Explicit record.Parent),
                    [
                        while rows.RemainingBytes > 0 do
                            match sourceOf (MetadataTokens.DocumentHandle(rows.ReadCompressedInteger())) with
                            | Some file -> file
                            | None -> ()
                    ]
        ]

    let files =
        [
            for handle in reader.TypeDefinitions do
                named handle,
                [
                    for method in reader.GetTypeDefinition(handle).GetMethods() do
                        for _, file, _ in lines method do
                            file
                ]
        ]
        |> List.append withoutCode
        |> List.groupBy fst
        |> List.map (fun (handle, places) -> KeyValuePair(handle, places |> List.collect snd |> List.distinct))
        |> Dictionary

    let filesOf handle =
        match files.TryGetValue(named handle) with
        | true, places -> places
        | _ -> []

    let types = NamedTypes()

    /// The types that a token names, and the file of the very method if it is one.
    let rec namedBy (handle: EntityHandle) =
        match handle.Kind with
        | _ when handle.IsNil -> []
        | HandleKind.TypeDefinition -> [ TypeDefinitionHandle.op_Explicit handle ]
        | HandleKind.TypeSpecification -> reader.GetTypeSpecification(TypeSpecificationHandle.op_Explicit handle).DecodeSignature(types, ())
        | HandleKind.FieldDefinition ->
            [
                reader.GetFieldDefinition(FieldDefinitionHandle.op_Explicit handle).GetDeclaringType()
            ]
        | HandleKind.MethodDefinition ->
            [
                reader.GetMethodDefinition(MethodDefinitionHandle.op_Explicit handle).GetDeclaringType()
            ]
        | HandleKind.MemberReference -> namedBy (reader.GetMemberReference(MemberReferenceHandle.op_Explicit handle).Parent)
        | HandleKind.MethodSpecification ->
            let specification =
                reader.GetMethodSpecification(MethodSpecificationHandle.op_Explicit handle)

            namedBy specification.Method
            @ List.concat (specification.DecodeSignature(types, ()))
        | _ -> []

    let typesOf (signature: MethodSignature<TypeDefinitionHandle list>) =
        signature.ReturnType @ List.concat signature.ParameterTypes

    let refer (from: string) (line: int) (used: TypeDefinitionHandle list) =
        [
            for handle in List.distinct (List.map named used) do
                for file in filesOf handle do
                    if file <> from then
                        {
                            From = from
                            Line = line
                            Name = reader.GetString(reader.GetTypeDefinition(handle).Name)
                            To = file
                        }
        ]

    let ofMethod (handle: MethodDefinitionHandle) =
        let method = reader.GetMethodDefinition handle

        match lines handle, filesOf (method.GetDeclaringType()) with
        | (_, file, line) :: _ as all, _ ->
            let code = image.GetMethodBody method.RelativeVirtualAddress

            let locals =
                if code.LocalSignature.IsNil then
                    []
                else
                    reader.GetStandaloneSignature(code.LocalSignature).DecodeLocalSignature(types, ())
                    |> List.concat

            let lineAt offset =
                all
                |> List.tryFindBack (fun (start, _, _) -> start <= offset)
                |> Option.map (fun (_, _, line) -> line)
                |> Option.defaultValue line

            refer file line (typesOf (method.DecodeSignature(types, ())) @ locals)
            @ List.collect (fun (offset, token) -> refer file (lineAt offset) (namedBy token)) (tokens (code.GetILReader()))
        | [], file :: _ -> refer file 1 (typesOf (method.DecodeSignature(types, ())))
        | [], [] -> []

    let ofType (handle: TypeDefinitionHandle) =
        let definition = reader.GetTypeDefinition handle

        let parents =
            definition.BaseType
            :: [
                for made in definition.GetInterfaceImplementations() -> reader.GetInterfaceImplementation(made).Interface
            ]

        let fields =
            [
                for field in definition.GetFields() -> reader.GetFieldDefinition(field).DecodeSignature(types, ())
            ]

        match filesOf handle with
        | file :: _ -> refer file 1 (List.collect namedBy parents @ List.concat fields)
        | [] -> []

    [
        for handle in reader.TypeDefinitions do
            ofType handle

            for method in reader.GetTypeDefinition(handle).GetMethods() do
                ofMethod method
    ]
    |> List.concat
    |> List.append (
        constants filesOf reader sources
        |> List.filter (fun found -> found.From <> found.To)
    )

/// The references between different folders, by the two folders.
/// A type that is spread over folders, one of them the reference's own, is no reference to the others.
let arrows (references: Reference list) =
    let inOwnFolder =
        references
        |> List.filter (fun r -> folderOf r.From = folderOf r.To)
        |> List.map (fun r -> r.From, r.Line, r.Name)
        |> HashSet

    references
    |> List.filter (fun r ->
        folderOf r.From <> folderOf r.To
        && not (inOwnFolder.Contains((r.From, r.Line, r.Name))))
    |> List.groupBy (fun r -> folderOf r.From, folderOf r.To)
    |> Map.ofList

/// A shortest circle of folders through each folder that lies on one, without repetitions: the folders in order.
let circles (arrows: Map<string * string, Reference list>) =
    let next =
        arrows.Keys
        |> Seq.groupBy fst
        |> Seq.map (fun (from, pairs) -> from, pairs |> Seq.map snd |> Seq.toList)
        |> Map.ofSeq

    let following folder =
        next |> Map.tryFind folder |> Option.defaultValue []

    /// Paths of growing length from a folder, each reached folder once.
    let back (start: string) =
        let seen = HashSet<string>()

        let rec go (paths: string list list) =
            match paths with
            | [] -> None
            | _ ->
                match paths |> List.tryFind (fun path -> List.contains start (following path.Head)) with
                | Some path -> Some(List.rev path)
                | None ->
                    go
                        [
                            for path in paths do
                                for folder in following path.Head do
                                    if seen.Add folder then
                                        folder :: path
                        ]

        go [ [ start ] ]

    next.Keys
    |> Seq.choose back
    |> Seq.distinctBy set
    |> Seq.sortBy List.length
    |> Seq.toList

/// One arrow with an example.
let describe (arrows: Map<string * string, Reference list>) (from: string, into: string) =
    let example = arrows[(from, into)].Head
    $"{show from} -> {show into}: {example.From}:{example.Line} {example.Name} -> {example.To}"

/// The sources of a project in the repository, as its project file takes them.
let sources (root: string) (project: string) =
    let folder = Path.Combine(root, project)

    let removed =
        XDocument.Load(Path.Combine(folder, $"{project}.csproj")).Descendants(XName.Get "Compile")
        |> Seq.choose (fun item -> item.Attribute(XName.Get "Remove") |> Option.ofObj)
        |> Seq.map (fun attribute -> attribute.Value.Replace('\\', '/'))
        |> Seq.toList

    [
        for path in
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
            let file = Path.GetRelativePath(folder, path).Replace('\\', '/')
            let isBuilt = file.StartsWith("bin/") || file.StartsWith("obj/")

            if not isBuilt && not (List.contains file removed) then
                {
                    File = file
                    Text = File.ReadAllText path
                }
    ]

/// All names in a project that is built beside the tests; `assembly` is the name of what it builds.
let referencesOf (root: string) (project: string) (assembly: string) =
    let beside (extension: string) =
        File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + extension))

    use image = beside ".dll"
    use symbols = beside ".pdb"
    references image symbols (sources root project)
