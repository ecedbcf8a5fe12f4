using System.Globalization;
using System.Text.Json.Serialization;

namespace IDropTheory.Verification;

/// <summary>A test of one statement: a value of the library, an independent reference, and the paper's value if misprinted.</summary>
/// <remarks>The factories leave name and statement empty; those are of the claim that is tested.</remarks>
/// <param name="Id">Short name, for instance "proposition-3.quadrature" or "E2".</param>
/// <param name="Statement">The statement in words.</param>
/// <param name="How">How the reference was obtained.</param>
/// <param name="Computed">The library's value.</param>
/// <param name="Reference">The same quantity, obtained without the formula under test.</param>
/// <param name="Low">Lower end of the interval in which the computed value must lie.</param>
/// <param name="High">Upper end of that interval.</param>
public sealed record Check(string Id, string Statement, Evidence How, double Computed, double Reference, double Low, double High)
{
    /// <summary>Probability that a true statement fails; 0 if nothing is random.</summary>
    public double ErrorProbability { get; init; }

    /// <summary>The value of a misprinted form of the paper; the check passes only if this value lies outside of the interval.</summary>
    public double? Printed { get; init; }

    /// <summary>Of a proof, the number of coefficients that were compared; else 0.</summary>
    public int Coefficients { get; init; }

    /// <summary>Of samples that are too few to tell a wrong value from a right one, how many are needed; else null.</summary>
    public long? SamplesNeeded { get; init; }

    /// <summary>Whether the numbers are amounts of information (nats), which <c>--unit</c> converts.</summary>
    public bool IsInformation { get; init; } = true;

    /// <summary>The reason why the check could not be computed; null if it was.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the computed value lies in the interval and the printed one, if any, does not, where the interval is short enough
    /// to tell.</summary>
    [JsonIgnore]
    public CheckOutcome Outcome =>
        Failure is not null || !Accepts(Computed) ? CheckOutcome.Failed
        : SamplesNeeded is not null ? CheckOutcome.Undecided
        : Printed is { } printed && Accepts(printed) ? CheckOutcome.Failed
        : CheckOutcome.Passed;

    /// <summary>Whether the check passed.</summary>
    [JsonIgnore]
    public bool Passed => Outcome == CheckOutcome.Passed;

    /// <summary>How the reference was obtained and how near to it the computed value must be.</summary>
    [JsonIgnore]
    public string Sureness => How switch
    {
        Evidence.Proof => Passed ? $"proved ({Coefficients} coefficient{(Coefficients == 1 ? "" : "s")})" : "not proved",
        Evidence.MonteCarlo when SamplesNeeded is { } needed => FormattableString.Invariant(
            $"samples: within {Margin}, too wide; {needed} samples are needed"),
        Evidence.MonteCarlo => FormattableString.Invariant($"samples: within {Margin}, wrong with probability {ErrorProbability:G6}"),
        Evidence.Quadrature => $"integral: within {Margin}",
        _ when double.IsInfinity(Low) || double.IsInfinity(High) => "exact: a bound",
        _ => $"exact: within {Margin}",
    };

    private string Margin => (High - Reference).ToString("G2", CultureInfo.InvariantCulture);

    /// <summary>A theorem that is proved: no step fails. What is compared is the number of steps that do, and of printed forms that are not
    /// refuted.</summary>
    public static Check Proof(Theorem theorem)
    {
        ArgumentNullException.ThrowIfNull(theorem);
        var open = theorem.Steps.Count(step => !step.IsProved) + (theorem.Printed is { } printed && printed.Refute() is null ? 1 : 0);
        return new("", "", Evidence.Proof, open, 0, 0, 0) { Coefficients = theorem.Coefficients, IsInformation = false };
    }

    /// <summary>An identity that holds up to rounding.</summary>
    public static Check Exact(double computed, double reference, double tolerance = 1e-12) =>
        Around(Evidence.Exact, computed, reference, tolerance);

    /// <summary>A value against a numerical integral.</summary>
    public static Check Quadrature(double computed, double reference, double tolerance = 1e-10) =>
        Around(Evidence.Quadrature, computed, reference, tolerance);

    /// <summary>A value against a mean of samples, which is off by more than its half-width with the stated probability.</summary>
    /// <param name="computed">The library's value.</param>
    /// <param name="mean">The mean of samples.</param>
    /// <param name="resolution">The smallest error that the check must be able to see: the half-width must not exceed half of it.</param>
    /// <param name="samplesPerTerm">Samples of the settings that one term of the mean stands for.</param>
    internal static Check MonteCarlo(double computed, SampleMean mean, double resolution, int samplesPerTerm = 1) =>
        new("", "", Evidence.MonteCarlo, computed, mean.Value, mean.Value - mean.HalfWidth, mean.Value + mean.HalfWidth)
        {
            ErrorProbability = mean.ErrorProbability,
            SamplesNeeded = mean.HalfWidth > resolution / 2 ? samplesPerTerm * mean.Needed(resolution / 2) : null,
        };

    /// <summary>A value that must lie in an interval: bounds, certificates.</summary>
    public static Check Between(double computed, double low, double high) =>
        new("", "", Evidence.Exact, computed, double.IsFinite(low) ? low : high, low, high);

    /// <summary>Combines several checks of one statement: passes if all pass, and shows the one nearest to failing. Of those without enough
    /// samples it names the largest number.</summary>
    public static Check All(IEnumerable<Check> checks)
    {
        var all = checks.ToList();
        return all.MaxBy(c => c.Strain)! with
        {
            ErrorProbability = all.Sum(c => c.ErrorProbability),
            SamplesNeeded = all.Max(c => c.SamplesNeeded),
        };
    }

    /// <summary>The same check, which passes only if it also refutes the paper's printed value.</summary>
    public Check Refuting(double printed) => this with { Printed = printed };

    /// <summary>Whether a value lies in the interval.</summary>
    public bool Accepts(double value) => value >= Low && value <= High;

    // Distance from the reference relative to the end of the interval: above 1 is outside. An infinite end accepts everything on its side.
    private double Strain
    {
        get
        {
            if (Outcome == CheckOutcome.Failed) return double.PositiveInfinity;
            var (below, above) = (Reference - Low, High - Reference);
            var (distance, room) = Computed < Reference ? (Reference - Computed, below) : (Computed - Reference, above);
            return room > 0 && double.IsFinite(room) ? distance / room : 0;
        }
    }

    // The tolerance is relative for values above 1 and absolute below, where every quantity here is a difference of numbers of order 1.
    private static Check Around(Evidence how, double computed, double reference, double tolerance)
    {
        var room = double.IsFinite(reference) ? tolerance * Math.Max(1, Math.Abs(reference)) : 0;
        return new("", "", how, computed, reference, reference - room, reference + room);
    }
}
