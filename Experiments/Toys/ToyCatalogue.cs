namespace IDropTheory.Experiments.Toys;

/// <summary>Every toy problem.</summary>
internal static class ToyCatalogue
{
    public static ImmutableArray<ToyProblem> Problems { get; } =
    [
        BottleneckToys.NoisyBit, BottleneckToys.ZChannel, BottleneckToys.Erasure, BottleneckToys.Deterministic,
        GaussianToy.Problem, XorToy.Problem, NuisanceToy.Problem, DisentangleToy.Problem, IcaToy.Problem,
    ];

    /// <summary>Solves each with its default parameters.</summary>
    public static IEnumerable<Func<CancellationToken, Toy>> All => Problems.Select(problem =>
        (Func<CancellationToken, Toy>)(cancellation => problem.Solve([.. problem.Parameters.Select(p => p.Value)], cancellation)));
}
