namespace IDropTheory;

/// <summary>Effort and accuracy of <see cref="InformationBottleneck.Solve"/>. Effort is counted in iterations and cells, not in time, so
/// results are reproducible.</summary>
public sealed record BottleneckOptions
{
    private readonly int? _alphabet;
    private readonly double _tolerance = 1e-6;
    private readonly int _restarts = 4;
    private readonly int _maxIterations = 5000;
    private readonly long _cellBudget = 50_000;
    private readonly int _proofBudget;

    /// <summary>The defaults.</summary>
    public static BottleneckOptions Default { get; } = new();

    /// <summary>The largest number of symbols of t, at least 1; null allows as many as x has, which always suffices.</summary>
    /// <remarks>The certificate's lower bound holds for every alphabet. With a smaller alphabet a gap may therefore remain, whatever the
    /// effort.</remarks>
    public int? Alphabet
    {
        get => _alphabet;
        init => _alphabet = value is { } v ? Require.AtLeast(v, 1, nameof(Alphabet)) : null;
    }

    /// <summary>The largest gap between objective and lower bound of a certified solution, in nats; &gt; 0. If I(x;y) is less than a
    /// tenth of a nat it is smaller in proportion, down to a millionth of this.</summary>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = Require.Positive(value, nameof(Tolerance));
    }

    /// <summary>The randomness of the restarts.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(0);

    /// <summary>Number of random starts besides the deterministic ones, at least 0.</summary>
    public int Restarts
    {
        get => _restarts;
        init => _restarts = Require.AtLeast(value, 0, nameof(Restarts));
    }

    /// <summary>The largest number of iterations of one start, at least 1.</summary>
    public int MaxIterations
    {
        get => _maxIterations;
        init => _maxIterations = Require.AtLeast(value, 1, nameof(MaxIterations));
    }

    /// <summary>The largest number of cells of the certificate, at least 1; the default takes about two seconds. For n &gt; 6 symbols a
    /// cell takes more time and counts as (n/6)^3 cells, and a bound without branching as (symbols of x)^2 (symbols of y) / 60
    /// cells.</summary>
    public long CellBudget
    {
        get => _cellBudget;
        init => _cellBudget = value >= 1 ? value : throw Require.Refuse(value, "1 or more", nameof(CellBudget));
    }

    /// <summary>The largest number of steps of a proof that includes rounding (<see cref="BottleneckProver"/>), at least 0; 0, the default,
    /// looks for none. As with <see cref="CellBudget"/>, a step of n &gt; 6 symbols counts as (n/6)^3 steps.</summary>
    public int ProofBudget
    {
        get => _proofBudget;
        init => _proofBudget = Require.AtLeast(value, 0, nameof(ProofBudget));
    }

    /// <summary>Whether to compute a lower bound of the global optimum. Otherwise <see cref="BottleneckSolution.LowerBound"/> is the
    /// trivial bound H(y|x).</summary>
    public bool Certify { get; init; } = true;
}
