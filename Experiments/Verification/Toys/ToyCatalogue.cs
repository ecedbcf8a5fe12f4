namespace IDropTheory.Experiments.Verification.Toys;

/// <summary>Every toy problem with the parameters that it has unless told otherwise.</summary>
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
