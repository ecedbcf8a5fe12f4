/// Damaged and hostile files: valid ones, changed where a reader looks.
module IDropTheory.PropertyTests.Experiments.HostileInputs

open System
open System.Buffers.Binary
open System.IO
open System.IO.Compression
open System.Text
open System.Text.Json.Nodes
open System.Text.RegularExpressions
open IDropTheory.PropertyTests.Experiments.ArrayFiles

// ---- Members of JSON documents

/// Every member of a document, as the way to it; of an array the first two elements.
let rec members (node: JsonNode | null) : (string list) list =
    match node with
    | :? JsonObject as parent ->
        [
            for KeyValue(name, child) in parent do
                [ name ]

                for below in members child do
                    name :: below
        ]
    | :? JsonArray as parent ->
        [
            for i in 0 .. min 1 (parent.Count - 1) do
                [ string i ]

                for below in members parent[i] do
                    string i :: below
        ]
    | _ -> []

let private step (node: JsonNode) (name: string) =
    match node with
    | :? JsonArray as parent -> nonNull parent[int name]
    | parent -> nonNull parent[name]

/// The document with one member changed.
let changed (text: string) (way: string list) (change: JsonNode -> string -> unit) =
    let document = nonNull (JsonNode.Parse text)
    let parent = List.take (way.Length - 1) way |> List.fold step document
    change parent (List.last way)
    document.ToJsonString()

/// Gives a member another value.
let replace (value: string) (parent: JsonNode) (name: string) =
    match parent with
    | :? JsonArray as array -> array[int name] <- JsonNode.Parse value
    | other -> other[name] <- JsonNode.Parse value

/// Takes a member away.
let remove (parent: JsonNode) (name: string) =
    match parent with
    | :? JsonArray as array -> array.RemoveAt(int name)
    | other -> other.AsObject().Remove name |> ignore

/// What may happen to a member, with a name for messages.
let memberChanges =
    [
        "removed", remove
        for value in
            [
                "null"
                "[null]"
                "{}"
                "[]"
                "-1"
                "0"
                "1e300"
                "2147483648"
                "true"
                "\"text\""
                "\"\""
            ] do
            value, replace value
    ]

// ---- Changes of bytes

type Change = Random -> byte[] -> byte[]

let private place (random: Random) (bytes: byte[]) = random.Next(bytes.Length + 1)

let private splice (bytes: byte[]) (first: int) (count: int) (middle: byte[]) =
    let last = min bytes.Length (first + count)
    Array.concat [ bytes[.. first - 1]; middle; bytes[last..] ]

let private flip: Change =
    fun random bytes ->
        let copy = Array.copy bytes

        for _ in 0 .. random.Next 3 do
            let at = random.Next copy.Length
            copy[at] <- copy[at] ^^^ (1uy <<< random.Next 8)

        copy

let private cut: Change = fun random bytes -> bytes[.. place random bytes - 1]

let private deletion: Change =
    fun random bytes -> splice bytes (place random bytes) (1 + random.Next 16) [||]

let private noise: Change =
    fun random bytes ->
        let middle = Array.zeroCreate<byte>(1 + random.Next 32)
        random.NextBytes middle
        splice bytes (place random bytes) (random.Next 8) middle

let private repetition: Change =
    fun random bytes ->
        let first = place random bytes
        let part = bytes[first .. min (bytes.Length - 1) (first + random.Next 64)]
        splice bytes (place random bytes) 0 (Array.concat (Array.replicate (1 + random.Next 200) part))

// Lengths, counts and offsets stand near the beginning or the end.
let private length: Change =
    fun random bytes ->
        let copy = Array.copy bytes
        let near = min copy.Length 128

        let at =
            if random.Next 3 = 0 then
                copy.Length - 1 - random.Next near
            else
                random.Next near

        let values =
            [|
                0L
                1L
                -1L
                0x7FFF_FFFFL
                0x8000_0000L
                0xFFFF_FFFFL
                Int64.MaxValue
                Int64.MinValue
                int64 copy.Length
                1L <<< 40
            |]

        let number = Array.zeroCreate<byte> 8
        let value = values[random.Next values.Length]

        if random.Next 2 = 0 then
            BinaryPrimitives.WriteInt64LittleEndian(number, value)
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value)

        let part = if random.Next 2 = 0 then number[..3] else number
        let wide = min part.Length (copy.Length - at)
        Array.blit part 0 copy at wide
        copy

/// Changes of any file.
let ofBytes: Change list = [ flip; cut; deletion; noise; repetition; length ]

// ---- Changes of text

let private hostileNumbers =
    [|
        "0"
        "-0"
        "-1"
        "1e308"
        "-1e308"
        "1e309"
        "1e-320"
        "nan"
        "NaN"
        "inf"
        "-Infinity"
        "2147483648"
        "9223372036854775808"
        "0x10"
        "1,5"
        "1.5.2"
        "1_000"
        "+"
        "."
        "e5"
        "1e"
        "--1"
        "٣"
        "½"
        String('9', 400)
        "0." + String('0', 400) + "1"
    |]

let private hostileWords =
    [|
        ""
        ","
        ";"
        "\t"
        "\n"
        "\r\n"
        "\r"
        "\""
        "\"\""
        "'"
        "#"
        "\u0000"
        "\uFEFF"
        "\u2028"
        "é"
        "😀"
        "[["
        "]]"
        "{"
        "}"
        ":"
        "//"
        String('[', 20_000)
        String('{', 3000)
        String(',', 5000)
        String('\n', 5000)
        String('a', 100_000)
        "\\u12"
        "null"
        "true"
        "..\\.."
    |]

let private number = Regex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?")
let private word = Regex(@"[A-Za-z_]+|[\[\]{},:;\n""]")

let private exchanged (pattern: Regex) (others: string[]) : Change =
    fun random bytes ->
        let text = Encoding.UTF8.GetString bytes
        let found = pattern.Matches text

        if found.Count = 0 then
            cut random bytes
        else
            let hit = found[random.Next found.Count]
            let other = others[random.Next others.Length]
            Encoding.UTF8.GetBytes(text[.. hit.Index - 1] + other + text[hit.Index + hit.Length ..])

/// Changes of a text of numbers.
let ofText =
    exchanged number hostileNumbers
    :: exchanged number hostileWords
    :: exchanged word hostileWords
    :: exchanged word hostileNumbers
    :: ofBytes

/// Changes of a JSON document.
let ofJson =
    let memberChanged: Change =
        fun random bytes ->
            let text = Encoding.UTF8.GetString bytes

            match members (JsonNode.Parse text) with
            | [] -> flip random bytes
            | ways ->
                let way = ways[random.Next ways.Length]
                let change = snd memberChanges[random.Next memberChanges.Length]
                Encoding.UTF8.GetBytes(changed text way change)

    memberChanged :: memberChanged :: memberChanged :: ofText

/// One of some changes, sometimes one after the other. Never gives an empty file, which is a case of its own.
let change (changes: Change list) (random: Random) (bytes: byte[]) =
    let times = if random.Next 4 = 0 then 2 else 1

    let rec after count (current: byte[]) =
        if count = 0 || current.Length = 0 then
            current
        else
            // A document that is no longer valid has no members to change.
            let next =
                try
                    changes[random.Next changes.Length] random current
                with
                | :? System.Text.Json.JsonException
                | :? ArgumentException
                | :? InvalidOperationException -> flip random current

            after (count - 1) next

    after times bytes

// ---- Changes within archives

/// Packs bytes.
let gzip (bytes: byte[]) =
    use packed = new MemoryStream()
    using (new GZipStream(packed, CompressionLevel.Fastest, true)) (fun stream -> stream.Write bytes)
    packed.ToArray()

let private unpacked (packed: byte[]) =
    use stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)
    use content = new MemoryStream()
    stream.CopyTo content
    content.ToArray()

/// Changes what gzip has packed, or the packed file.
let withinGzip (changes: Change list) : Change list =
    [
        for change in changes do
            fun random bytes ->
                try
                    let content = unpacked bytes

                    if content.Length = 0 then
                        bytes
                    else
                        gzip (change random content)
                with
                | :? InvalidDataException
                | :? ArgumentException -> change random bytes
    ]
    @ changes

/// Changes an array of a zip archive, or the archive.
let withinZip (changes: Change list) : Change list =
    [
        for change in changes do
            fun random bytes ->
                try
                    use archive = new ZipArchive(new MemoryStream(bytes))

                    let arrays =
                        [
                            for entry in archive.Entries do
                                use stream = entry.Open()
                                use content = new MemoryStream()
                                stream.CopyTo content
                                entry.Name.Replace(".npy", ""), content.ToArray()
                        ]

                    let victim = random.Next arrays.Length

                    npz
                        CompressionLevel.Fastest
                        [
                            for i, (name, content) in List.indexed arrays do
                                name,
                                (if i = victim && content.Length > 0 then
                                     change random content
                                 else
                                     content)
                        ]
                with
                | :? InvalidDataException
                | :? ArgumentException
                | :? IOException -> change random bytes
    ]
    @ changes
