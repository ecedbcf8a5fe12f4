namespace IDropTheory;

/// <summary>Effort of <see cref="FactorialBottleneck.Solve"/>, counted in starts and iterations, so that results are
/// reproducible.</summary>
public sealed record FactorialOptions
{
    private readonly double _tolerance = 1e-6;
    private readonly int _restarts = 12;
    private readonly int _maxIterations = 2000;

    /// <summary>The defaults.</summary>
    public static FactorialOptions Default { get; } = new();

    /// <summary>The largest gap between objective and lower bound, in nats, of a certified solution; &gt; 0.</summary>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = Require.Positive(value, nameof(Tolerance));
    }

    /// <summary>The randomness of the starts.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(0);

    /// <summary>Number of random starts besides the deterministic ones, at least 0.</summary>
    public int Restarts
    {
        get => _restarts;
        init => _restarts = Require.AtLeast(value, 0, nameof(Restarts));
    }

    /// <summary>The largest number of iterations between two exchanges of symbols, at least 1.</summary>
    public int MaxIterations
    {
        get => _maxIterations;
        init => _maxIterations = Require.AtLeast(value, 1, nameof(MaxIterations));
    }

    /// <summary>Whether to prove the bottleneck's bound. Otherwise <see cref="FactorialSolution.LowerBound"/> is H(y|x).</summary>
    public bool Certify { get; init; } = true;
}
