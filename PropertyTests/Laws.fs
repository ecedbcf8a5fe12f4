/// How properties run: one attribute for all of them.
///
/// Without settings every run checks the same cases. Two environment variables change that:
///   IDROP_TEST_SEED   a number, or `random`: other cases and other Monte-Carlo samples
///   IDROP_TEST_CASES  a factor, for instance 20: that many times as many cases of each law and of the largest loops
/// A failure prints its replay "(seed,gamma,size)"; keep it in KeptReplays.fs.
module IDropTheory.PropertyTests.Laws

open System
open System.Globalization
open FsCheck.Xunit
open IDropTheory
open IDropTheory.PropertyTests.Generators

/// The seed of everything random in the tests.
let seed =
    match Environment.GetEnvironmentVariable "IDROP_TEST_SEED" with
    | null
    | "" -> 161101353UL
    | "random" -> uint64 (Random.Shared.NextInt64())
    | text -> UInt64.Parse(text, CultureInfo.InvariantCulture)

let private caseFactor =
    match Environment.GetEnvironmentVariable "IDROP_TEST_CASES" with
    | null
    | "" -> 1.0
    | text -> Double.Parse(text, CultureInfo.InvariantCulture)

/// A number of cases times IDROP_TEST_CASES, at least 1.
let scaled (count: int) = max 1 (int (float count * caseFactor))

/// The key of a Monte-Carlo check; labels keep checks independent.
let testKey (label: string) = RandomKey.FromSeed(seed).Fold label

// The second number is the increment of the splittable generator, which has to be odd.
let private replay = $"({seed},11400714819323198485)"

/// The settings of every property of the assembly, so that a plain FsCheck [<Property>] is reproducible too.
[<AttributeUsage(AttributeTargets.Assembly)>]
type DefaultsAttribute() as this =
    inherit PropertiesAttribute()

    do
        this.Replay <- replay
        this.QuietOnSuccess <- true
        this.Arbitrary <- [| typeof<Arbitraries> |]

/// A law: a property that holds for all arguments, checked on `Cases` of them.
[<AttributeUsage(AttributeTargets.Method, AllowMultiple = false)>]
type LawAttribute() as this =
    inherit PropertyAttribute()
    do this.Cases <- 200

    /// How many cases are checked when IDROP_TEST_CASES is not set; 200 unless told.
    member this.Cases
        with get () = this.MaxTest
        and set (value: int) = this.MaxTest <- scaled value

[<assembly: Defaults>]
do ()
