namespace IDropTheory.Verification;

/// <summary>A statement, and how it is tested: in every case a value of the library must meet its reference.</summary>
/// <param name="Id">Short name, for instance "proposition-3.quadrature" or "E2".</param>
/// <param name="Statement">The statement in words.</param>
/// <param name="Cases">Computes both sides of every case.</param>
internal sealed record Claim(string Id, string Statement, Func<VerificationSettings, IEnumerable<Check>> Cases)
{
    private Func<double>? Printed { get; init; }

    private bool IsInformation { get; init; } = true;

    /// <summary>A theorem, whose proof is carried out.</summary>
    public static Claim Proof(Theorem theorem) =>
        new(theorem.Id, $"{theorem.Statement}, for {theorem.Domain}", _ => [Check.Proof(theorem)]) { IsInformation = false };

    /// <summary>Identities that hold up to rounding.</summary>
    public static Claim Exact(
        string id, string statement, Func<VerificationSettings, IEnumerable<(double Computed, double Reference)>> sides,
        double tolerance = 1e-12) =>
        new(id, statement, settings => sides(settings).Select(side => Check.Exact(side.Computed, side.Reference, tolerance)));

    /// <summary>Values against numerical integrals.</summary>
    public static Claim Quadrature(
        string id, string statement, Func<VerificationSettings, IEnumerable<(double Computed, double Reference)>> sides,
        double tolerance = 1e-10) =>
        new(id, statement, settings => sides(settings).Select(side => Check.Quadrature(side.Computed, side.Reference, tolerance)));

    /// <summary>The same claim about quantities that are no amounts of information: moments, distances, counts.</summary>
    public Claim AsNumber() => this with { IsInformation = false };

    /// <summary>The same claim, which passes only if it also refutes the paper's printed value.</summary>
    public Claim Refuting(Func<double> printed) => this with { Printed = printed };

    /// <summary>Tests every case and returns the one nearest to failing. An exception is a failure.</summary>
    public Check Test(VerificationSettings settings)
    {
        try
        {
            return Check.All(Cases(settings)) with
            {
                Id = Id,
                Statement = Statement,
                Printed = Printed?.Invoke(),
                IsInformation = IsInformation,
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(Id, "could not be computed", Evidence.Exact, double.NaN, double.NaN, double.NaN, double.NaN)
            {
                Failure = e.Message.ReplaceLineEndings(" "),
            };
        }
    }
}
