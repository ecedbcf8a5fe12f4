using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options that several ib commands share.</summary>
internal static class IbOptions
{
    public static Option<int?> Alphabet() =>
        NumberOption.OptionalCount("--alphabet", "Most symbols of t (those of x if not given)", 1, 4096);

    public static Option<double> Tolerance() => NumberOption.WithDefault(
        "--tolerance", "Largest gap to call certified, in nats; where I(x;y) is below 0.1 in proportion less", NumberRange.Positive, 1e-6);
}
