using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options whose value is a number in a range, which the help and the message about a wrong value name.</summary>
internal static class NumberOption
{
    public static Option<double> Required(string name, string help, NumberRange range) =>
        new(name) { Description = $"{help}; {range.Description}", Required = true, CustomParser = result => Parse(result, name, range) };

    public static Option<double?> Optional(string name, string help, NumberRange range) =>
        new(name) { Description = $"{help}; {range.Description}", CustomParser = result => Parse(result, name, range) };

    public static Option<double> WithDefault(string name, string help, NumberRange range, double value) =>
        new(name)
        {
            Description = $"{help}; {range.Description}",
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(result, name, range),
        };

    public static Option<int> Count(string name, string help, int minimum, int maximum, int value) =>
        new(name)
        {
            Description = $"{help}; {minimum} to {maximum}",
            DefaultValueFactory = _ => value,
            CustomParser = result => ParseCount(result, name, minimum, maximum),
        };

    public static Option<int?> OptionalCount(string name, string help, int minimum, int maximum) =>
        new(name)
        {
            Description = $"{help}; {minimum} to {maximum}",
            CustomParser = result => ParseCount(result, name, minimum, maximum),
        };

    public static Option<ulong> Seed(ulong value = 1) =>
        new("--seed")
        {
            Description = $"Seed of the random numbers; 0 to {ulong.MaxValue}",
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                if (ulong.TryParse(result.Tokens[0].Value, out var seed)) return seed;
                result.AddError($"--seed is '{result.Tokens[0].Value}'; allowed: a whole number from 0 to {ulong.MaxValue}.");
                return 0;
            },
        };

    private static double Parse(System.CommandLine.Parsing.ArgumentResult result, string name, NumberRange range)
    {
        var text = result.Tokens[0].Value;
        if (Numbers.TryParse(text, out var value) && range.Contains(value)) return value;
        result.AddError($"{name} is {Quoted.Text(text)}; allowed: {range.Description}.");
        return double.NaN;
    }

    private static int ParseCount(System.CommandLine.Parsing.ArgumentResult result, string name, int minimum, int maximum)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, out var value) && value >= minimum && value <= maximum) return value;
        result.AddError($"{name} is {Quoted.Text(text)}; allowed: a whole number from {minimum} to {maximum}.");
        return minimum;
    }
}

/// <summary>A set of allowed numbers.</summary>
/// <param name="Description">The range, as messages and help print it.</param>
/// <param name="Contains">Whether a number is allowed. No range contains NaN.</param>
internal sealed record NumberRange(string Description, Func<double, bool> Contains)
{
    public static NumberRange Finite { get; } = new("a finite number", double.IsFinite);

    public static NumberRange Positive { get; } = new("finite and > 0", v => v > 0 && double.IsFinite(v));

    public static NumberRange NonNegative { get; } = new("finite and >= 0", v => v >= 0 && double.IsFinite(v));

    public static NumberRange NonNegativeOrInfinite { get; } = new(">= 0 (inf included)", v => v >= 0);

    public static NumberRange Probability { get; } = new("a probability in [0, 1]", v => v is >= 0 and <= 1);

    public static NumberRange OpenProbability { get; } = new("a probability in (0, 1)", v => v is > 0 and < 1);

    public static NumberRange Correlation { get; } = new("in (-1, 1)", v => v is > -1 and < 1);
}
