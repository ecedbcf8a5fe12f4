namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>What the layers of a network that was trained on a joint distribution tell of x and y, by quadrature.</summary>
public sealed record ExactInformation : Measurement<ExactRepresentation>
{
    internal const string Word = "exact-information";

    // Two units are integrated over a plane.
    private static readonly CubatureOptions Accuracy = new() { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-11 };

    /// <inheritdoc/>
    public override string Kind => Word;

    internal override ExactRepresentation Take(TrainedRun run, CancellationToken cancellation) => run.Objective.Network is Mlp network
        ? ExactRepresentation.Of(network, JointSource.Named(run.Settings.Dataset).Counts.Joint, Accuracy)
        : throw new UserError($"This measurement needs a fully connected network; {run.Settings.Network.Label} is none.");
}
