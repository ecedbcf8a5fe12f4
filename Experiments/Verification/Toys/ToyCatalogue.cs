using IDropTheory.Experiments.Plots;

namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>Every toy problem with its default parameters.</summary>
internal static class ToyCatalogue
{
    public static ImmutableArray<Func<CancellationToken, Toy>> All { get; } =
    [
        cancellation => NoisyBitToy.Solve(NoisyBitToy.P, NoisyBitToy.Beta, cancellation),
        cancellation => ZChannelToy.Solve(ZChannelToy.P, ZChannelToy.Input, ZChannelToy.Beta, cancellation),
        cancellation => ErasureToy.Solve(ErasureToy.Erased, ErasureToy.Beta, cancellation),
        cancellation => DeterministicToy.Solve(DeterministicToy.Symbols, DeterministicToy.Classes, DeterministicToy.Beta, cancellation),
        _ => GaussianToy.Solve(GaussianToy.Rho, GaussianToy.Beta),
        _ => XorToy.Solve(XorToy.Flip),
    ];
}

/// <summary>A solved problem: numbers, a plot, and a sentence about them.</summary>
/// <param name="Name">Name of the problem.</param>
/// <param name="Result">The numbers.</param>
/// <param name="Plot">The plot.</param>
/// <param name="Sentence">What the numbers show, in a sentence that quotes them.</param>
internal sealed record Toy(string Name, CommandResult Result, Plot Plot, string Sentence);
