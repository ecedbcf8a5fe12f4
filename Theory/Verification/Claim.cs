namespace IDropTheory.Verification;

/// <summary>A statement, and how it is tested: in every case a value of the library must meet its reference.</summary>
internal sealed record Claim
{
    private readonly Func<VerificationSettings, IEnumerable<Check>> _cases;

    /// <summary>A statement on random systems or samples.</summary>
    /// <param name="id">Short name, for instance "proposition-3.quadrature" or "E2".</param>
    /// <param name="statement">The statement in words.</param>
    /// <param name="cases">Computes both sides of every case.</param>
    public Claim(string id, string statement, Func<VerificationSettings, IEnumerable<Check>> cases) =>
        (Id, Statement, _cases, IsRandom) = (id, statement, cases, true);

    /// <summary>A statement on fixed systems: nothing in its test is random.</summary>
    public Claim(string id, string statement, Func<IEnumerable<Check>> cases) =>
        (Id, Statement, _cases) = (id, statement, _ => cases());

    public string Id { get; }

    public string Statement { get; }

    /// <summary>Whether the outcome depends on the seed.</summary>
    public bool IsRandom { get; }

    /// <summary>Whether the paper prints another form, which the claim refutes.</summary>
    public bool IsErratum => Printed is not null;

    private Func<double>? Printed { get; init; }

    private bool IsInformation { get; init; } = true;

    /// <summary>A theorem, whose proof is carried out.</summary>
    public static Claim Proof(Theorem theorem) =>
        new(theorem.Id, $"{theorem.Statement}, for {theorem.Domain}", () => [Check.Proof(theorem)]) { IsInformation = false };

    /// <summary>Identities that hold up to rounding.</summary>
    public static Claim Exact(string id, string statement, Func<IEnumerable<(double, double)>> sides, double tolerance = 1e-12) =>
        new(id, statement, () => Exact(sides(), tolerance));

    /// <summary>The same on random systems.</summary>
    public static Claim Exact(
        string id, string statement, Func<VerificationSettings, IEnumerable<(double, double)>> sides, double tolerance = 1e-12) =>
        new(id, statement, settings => Exact(sides(settings), tolerance));

    /// <summary>Values against numerical integrals.</summary>
    public static Claim Quadrature(
        string id, string statement, Func<IEnumerable<(double, double)>> sides, double tolerance = 1e-10) =>
        new(id, statement, () => Quadrature(sides(), tolerance));

    /// <summary>The same on random systems.</summary>
    public static Claim Quadrature(
        string id, string statement, Func<VerificationSettings, IEnumerable<(double, double)>> sides, double tolerance = 1e-10) =>
        new(id, statement, settings => Quadrature(sides(settings), tolerance));

    /// <summary>The same claim about quantities that are no amounts of information: moments, distances, counts.</summary>
    public Claim AsNumber() => this with { IsInformation = false };

    /// <summary>The same claim, which passes only if it also refutes the paper's printed value.</summary>
    public Claim Refuting(Func<double> printed) => this with { Printed = printed };

    /// <summary>Tests every case and returns the one nearest to failing. An exception is a failure.</summary>
    public Check Test(VerificationSettings settings)
    {
        try
        {
            return Check.All(_cases(settings)) with
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

    private static IEnumerable<Check> Exact(IEnumerable<(double Computed, double Reference)> sides, double tolerance) =>
        sides.Select(side => Check.Exact(side.Computed, side.Reference, tolerance));

    private static IEnumerable<Check> Quadrature(IEnumerable<(double Computed, double Reference)> sides, double tolerance) =>
        sides.Select(side => Check.Quadrature(side.Computed, side.Reference, tolerance));
}
