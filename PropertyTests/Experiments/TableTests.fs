/// Headers and index columns of tables are recognised or refused, never counted as data; and so are decimal commas.
module IDropTheory.PropertyTests.Experiments.TableTests

open System
open Xunit
open IDropTheory
open IDropTheory.PropertyTests.Statistics
open IDropTheory.PropertyTests.Experiments.CommandRunner

let private tc (words: string list) (text: string) =
    use file = new TextFile(text)
    json ([ "tc"; "--samples"; file.Path ] @ words)

let private refusedTc (words: string list) (text: string) =
    use file = new TextFile(text)
    refused (file.Path :: words) [ "tc"; "--samples"; file.Path ]

let private names (result: Text.Json.JsonElement) =
    [
        for name in result.GetProperty("read").GetProperty("names").EnumerateArray() -> string (name.GetString())
    ]

/// Five samples of two variables, of which -1/2 log det R is 0.39626.
let private plain = "1,5\n2,3\n3,4\n4,1\n6,2\n"

/// Says that these are two columns and not one with decimal commas.
let private twoColumns = [ "--separator"; "comma" ]

[<Fact>]
let ``an index column is no variable`` () =
    let bare = tc twoColumns plain
    shouldBeWithin 5e-6 0.39626 (number "plugIn" bare)
    Assert.Empty(names bare)
    Assert.Equal(Text.Json.JsonValueKind.Null, bare.GetProperty("read").GetProperty("indexColumn").ValueKind)

    for index, text in
        [
            "(no name)", "\ta\tb\n0\t1\t5\n1\t2\t3\n2\t3\t4\n3\t4\t1\n4\t6\t2\n"
            "(no name)", ",a,b\n0,1,5\n1,2,3\n2,3,4\n3,4,1\n4,6,2\n"
            // As R writes it: quoted names, those of the rows are no numbers; and with a header that is one shorter.
            "(no name)", "\"\",\"a\",\"b\"\r\n\"u\",1,5\r\n\"v\",2,3\r\n\"w\",3,4\r\n\"x\",4,1\r\n\"y\",6,2\r\n"
            "(no name)", "\"a\" \"b\"\n\"1\" 1 5\n\"2\" 2 3\n\"3\" 3 4\n\"4\" 4 1\n\"5\" 6 2\n"
            "Unnamed: 0", "Unnamed: 0;a;b\n0;1;5\n1;2;3\n2;3;4\n3;4;1\n4;6;2"
            "index", "# made by hand\n\nindex a b\n1 1 5\n2  2 3\n\n3 3 4\n4 4 1 # the last but one\n5 6 2\n"
        ] do
        let result = tc [] text
        shouldBeWithin 1e-14 (number "plugIn" bare) (number "plugIn" result)
        Assert.Equal<string list>([ "a"; "b" ], names result)
        Assert.Equal(index, CommandRunner.text "indexColumn" (result.GetProperty "read"))
        Assert.Equal((5.0, 2.0), (number "rows" (result.GetProperty "read"), number "columns" (result.GetProperty "read")))

    // The user decides, if need be.
    let counted = "n,a,b\n0,1,5\n1,2,3\n2,3,4\n3,4,1\n4,6,2\n"
    refusedTc [ "counts the rows"; "--index-column yes"; "--index-column no" ] counted
    refusedTc [ "counts the rows" ] (counted.Substring 6)
    shouldBeWithin 1e-14 (number "plugIn" bare) (number "plugIn" (tc [ "--index-column"; "yes" ] counted))
    shouldBeWithin 5e-6 2.46013 (number "plugIn" (tc [ "--index-column"; "no" ] counted))
    refusedTc [ "line 4, column 1"; "'7'"; "index"; "--index-column" ] "index,a,b\n0,1,5\n1,2,3\n7,3,4\n3,4,1\n4,6,2\n"

[<Fact>]
let ``the header 0, 1, 2, ... is no sample`` () =
    let n, d = 150, 100
    let values = Array.zeroCreate<float>(n * d)
    RandomKey.FromSeed(5UL).FillNormal(values.AsSpan())

    let rows =
        [
            for k in 0 .. n - 1 -> String.Join(",", [ for j in 0 .. d - 1 -> values[k * d + j].ToString "R" ])
        ]

    let counted = String.Join(",", [ 0 .. d - 1 ])
    let text (lines: string list) = String.Join("\n", lines)
    let bare = number "plugIn" (tc [] (text rows))
    shouldBeWithin 1e-9 (TotalCorrelation.FromSamples(values.AsSpan(), d).PlugIn.Value) bare
    let result = tc [] (text (counted :: rows))
    Assert.Equal(bare, number "plugIn" result)
    Assert.Equal(float n, number "samples" result)
    Assert.Equal("99", List.last (names result))
    // With the index that pandas writes, too.
    let indexed = ("," + counted) :: List.mapi (fun i row -> $"{i},{row}") rows
    Assert.Equal(bare, number "plugIn" (tc [] (text indexed)))
    // Of few whole numbers nobody can tell; the message names the option that decides.
    let doubtful = "0,1\n3,1\n5,2\n7,7\n9,5\n"
    refusedTc [ "0, 1"; "--header yes"; "--header no" ] doubtful
    Assert.Equal(4.0, number "samples" (tc [ "--header"; "yes" ] doubtful))
    Assert.Equal(5.0, number "samples" (tc ([ "--header"; "no" ] @ twoColumns) doubtful))
    Assert.Equal(4.0, number "samples" (tc [] "0,1\n3.5,1\n5,2\n7,7\n9,5\n"))
    refusedTc [ "--header" ] "0\n0.5\n0.25\n"
    // A table of probabilities with the names that pandas gives.
    use named = new TextFile("0,1\n0.1,0.2\n0.3,0.4\n")
    Assert.Equal(2.0, number "rows" ((json [ "ib"; "thresholds"; "--joint"; named.Path ]).GetProperty "read"))
    // Costs begin with 0, 1 as often as not.
    use source = new TextFile("0.3,0.7")
    use costs = new TextFile("0,1\n1,0\n")
    let rate = [ "ib"; "rate-distortion"; "--source"; source.Path; "--level"; "0.1" ]
    Assert.Equal(number "rate" (json rate), number "rate" (json (rate @ [ "--distortion"; costs.Path ])))

[<Fact>]
let ``a header fits its rows, and every error has the line of the file`` () =
    refusedTc [ "header has 3 names"; "first row has 5 values" ] "a,b,c\n1,2,3,4,5\n"
    use short = new TextFile("a,b\n1,2,3\n")
    refused [ "2 names for 3 columns" ] [ "tc"; "--samples"; short.Path; "--index-column"; "no" ]
    refusedTc [ "line 6, column 2"; "'x'" ] "# one\n\na,b\n1,2\n\n3,x\n"
    refusedTc [ "line 4, column 3"; "3 values"; "first row has 2" ] "a,b\n1,2\n# three\n4,5,6\n"
    refusedTc [ "line 1, column 1"; "'NA'" ] "NA,NA\n1,2\n4,3\n5,9\n"
    refusedTc [ "line 1"; "does not end" ] "\"a,b\n1,2\n"
    refusedTc [ "line 1, column 1"; "'a'"; "--header yes" ] "a,2020,2021\n1,2,3\n"
    Assert.Equal<string list>([ "a"; "2020" ], names (tc [ "--header"; "yes" ] ("a,2020\n" + plain)))

    use joint = new TextFile("# p\n\n,y0,y1\nx0,0.1,0.2\nx1,0.3,0.4\n")
    let read = (json [ "ib"; "thresholds"; "--joint"; joint.Path ]).GetProperty "read"
    Assert.Equal((2.0, 2.0), (number "rows" read, number "columns" read))
    use negative = new TextFile("# p\n\n,y0,y1\nx0,0.6,0.5\nx1,-0.1,0\n")
    refused [ "line 5, column 2"; "negative" ] [ "ib"; "thresholds"; "--joint"; negative.Path ]

[<Fact>]
let ``decimal commas are refused by name`` () =
    for text in
        [
            "0,5;0,25\n1;2\n"
            "0,5 0,25\n1,5 2\n"
            "0,5\t1\n"
            "a;b\n0,5;0,25\n"
            "x\n0,5\n0,25\n"
            // In one column without header, where they look like two columns of whole numbers.
            "0,5\n-0,25\n1,75\n"
            "1,5\n2,05\n3,75\n"
            "0,5\n0,25\n1,75\n"
            "1,5\n2,7\n"
        ] do
        refusedTc [ "decimal comma"; "point" ] text

    // Where they may as well be two columns, the option that decides is named.
    refusedTc [ "one column"; "two columns"; "--separator comma" ] plain

    use costs = new TextFile("0,10\n5,0\n")
    use source = new TextFile("0.5\n0.5\n")

    json
        [
            "ib"
            "rate-distortion"
            "--source"
            source.Path
            "--distortion"
            costs.Path
            "--slope"
            "0.3"
        ]
    |> shouldHaveKeys [ "rate" ]

    // Blanks beside commas are only blanks, and two columns of whole numbers are two columns.
    Assert.Equal(3.0, number "dimensions" (tc [] "1, 2,3\n2 ,1,5\n3,4 ,9\n8,\t2,7\n5,5,1\n"))
    Assert.Equal(2.0, number "dimensions" (tc twoColumns plain))
    Assert.Equal(2.0, number "dimensions" (tc [] ("a,b\n" + plain)))

[<Fact>]
let ``mi says what it read of both files`` () =
    use x = new TextFile("a\n0.1\n0.5\n0.3\n0.9\n0.2\n0.8\n")
    use y = new TextFile(",b,c\n0,1,2.5\n1,3,4\n2,2,1\n3,7,5\n4,5,9\n5,8,6\n")
    let result = json [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "5" ]
    Assert.Equal(1.0, number "columns" (result.GetProperty "readX"))
    Assert.Equal(2.0, number "columns" (result.GetProperty "readY"))

    let struct (_, output, _) =
        idrop [ "mi"; "--x"; x.Path; "--y"; y.Path; "--shuffles"; "5" ]

    Assert.Contains("names b, c", output)
