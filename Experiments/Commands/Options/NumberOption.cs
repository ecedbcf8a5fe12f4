using System.CommandLine;
using System.CommandLine.Parsing;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options whose value is a number in a range, which the help and the message about a wrong value name.</summary>
internal static class NumberOption
{
    public static Option<double> Required(string name, string help, NumberRange range)
    {
        var option = Of(name, help, range, value => value);
        option.Required = true;
        return option;
    }

    public static Option<double?> Optional(string name, string help, NumberRange range) => Of(name, help, range, value => (double?)value);

    public static Option<double> WithDefault(string name, string help, NumberRange range, double value) =>
        Default(Of(name, help, range, number => number), value);

    public static Option<int> Count(string name, string help, int minimum, int maximum, int value) =>
        Default(Of(name, help, NumberRange.Whole(minimum, maximum), number => (int)number), value);

    public static Option<int?> OptionalCount(string name, string help, int minimum, int maximum) =>
        Of(name, help, NumberRange.Whole(minimum, maximum), number => (int?)number);

    public static Option<ulong> Seed(ulong value = 1) => Default(
        Of("--seed", $"Seed of the random numbers; {SeedRange}", "n", Single("--seed", SeedRange, ParseSeed)), value);

    /// <summary>Several seeds, each once.</summary>
    public static Option<ulong[]> Seeds(string help, params ulong[] values) => List("--seeds", help, "n", SeedRange, ParseSeed, values);

    /// <summary>Several whole numbers.</summary>
    public static Option<int[]> Counts(string name, string help, int minimum, int maximum, params int[] values)
    {
        var range = NumberRange.Whole(minimum, maximum);
        return List(name, help, "n", range.Description, Parse(range, number => (int)number), values);
    }

    /// <summary>Several numbers.</summary>
    public static Option<double[]> Values(string name, string help, NumberRange range, params double[] values) =>
        List(name, help, "x", range.Description, Parse(range, number => number), values);

    // Seeds have more digits than a double.
    private static string SeedRange => $"a whole number from 0 to {ulong.MaxValue}";

    private static (bool Allowed, ulong Value) ParseSeed(string text) =>
        (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed), seed);

    private static Option<T[]> List<T>(
        string name, string help, string what, string range, Func<string, (bool Allowed, T Value)> parse, T[] values)
    {
        var option = Of<T[]>(
            name, $"{help}; each {range}", what,
            result => [.. result.Tokens.Select(token => Read(result, name, range, token.Value, parse))]);
        option.AllowMultipleArgumentsPerToken = true;
        return values.Length == 0 ? option : Default(option, values);
    }

    private static Option<T> Of<T>(string name, string help, NumberRange range, Func<double, T> convert) => Of(
        name, $"{help}; {range.Description}", range.IsWhole ? "n" : "x", Single(name, range.Description, Parse(range, convert)));

    private static Option<T> Of<T>(string name, string help, string what, Func<ArgumentResult, T> parse) =>
        new(name) { Description = help, HelpName = what, CustomParser = parse };

    private static Func<ArgumentResult, T> Single<T>(string name, string range, Func<string, (bool Allowed, T Value)> parse) =>
        result => Read(result, name, range, result.Tokens[0].Value, parse);

    private static Func<string, (bool Allowed, T Value)> Parse<T>(NumberRange range, Func<double, T> convert) =>
        text => Numbers.TryParse(text, out var value) && range.Contains(value) ? (true, convert(value)) : (false, default!);

    private static T Read<T>(ArgumentResult result, string name, string range, string text, Func<string, (bool Allowed, T Value)> parse)
    {
        var (allowed, value) = parse(text);
        if (allowed) return value;
        var point = text.Replace(',', '.');
        var hint = point != text && parse(point).Allowed ? $" The decimal separator is a point: {point}." : "";
        result.AddError($"{name} is {Quoted.Text(text)}; allowed: {range}.{hint}");
        return value;
    }

    private static Option<T> Default<T>(Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }
}
