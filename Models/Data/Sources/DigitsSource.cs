namespace IDropTheory.Models;

/// <summary><see cref="GeneratedDigits"/> as a data set: needs no files.</summary>
internal sealed class DigitsSource() : DataSource(GeneratedDigits.Name,
    "Generated pen-stroke digits, 28x28 grey, 60,000 / 10,000; no download", [], [])
{
    public static DigitsSource Instance { get; } = new();

    protected override DataSet Read(DataOptions options) => GeneratedDigits.Standard(options.DigitsSeed);
}
