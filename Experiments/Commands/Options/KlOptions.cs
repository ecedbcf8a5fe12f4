using System.CommandLine;

namespace IDropTheory.Experiments.Commands.Options;

/// <summary>Options that the two kl commands share.</summary>
internal static class KlOptions
{
    public static Option<double> Alpha() =>
        NumberOption.Required("--alpha", "Standard deviation of the log-noise", NumberRange.Positive);

    public static Choice<NoiseConvention> Noise() =>
        new(
            "--noise", "What is one: the median of the noise (as the paper writes it) or its mean",
            ("median", NoiseConvention.MedianOne), ("unit-mean", NoiseConvention.UnitMean));

    /// <summary>The symbols of the printed formulas.</summary>
    public static Symbol Symbol(string name) => new Symbol.Variable(name);

    /// <summary>log f plus the location of the log-noise, as a formula.</summary>
    public static Symbol LogActivation(NoiseConvention noise) =>
        noise == NoiseConvention.UnitMean
            ? IDropTheory.Symbol.Log(Symbol("f")) + NoiseFormulas.UnitMeanLocation(Symbol("alpha"))
            : IDropTheory.Symbol.Log(Symbol("f"));
}
