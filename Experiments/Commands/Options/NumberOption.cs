using System.CommandLine;

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

    // Seeds have more digits than a double.
    public static Option<ulong> Seed(ulong value = 1)
    {
        var range = $"a whole number from 0 to {ulong.MaxValue}";
        return Default(
            Of("--seed", "Seed of the random numbers", range, text => (ulong.TryParse(text, out var seed), seed)), value);
    }

    private static Option<T> Of<T>(string name, string help, NumberRange range, Func<double, T> convert) => Of<T>(
        name, help, range.Description,
        text => Numbers.TryParse(text, out var value) && range.Contains(value) ? (true, convert(value)) : default);

    private static Option<T> Of<T>(string name, string help, string range, Func<string, (bool Allowed, T? Value)> parse) => new(name)
    {
        Description = $"{help}; {range}",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var (allowed, value) = parse(text);
            if (!allowed) result.AddError($"{name} is {Quoted.Text(text)}; allowed: {range}.");
            return value;
        },
    };

    private static Option<T> Default<T>(Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }
}
