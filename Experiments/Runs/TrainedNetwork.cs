using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Runs;

/// <summary>The network of a run, with the weights of its checkpoint.</summary>
internal static class TrainedNetwork
{
    /// <summary>Builds the network and loads its weights, on the CPU. Dispose of its network.</summary>
    /// <exception cref="UserError">The run has no checkpoint.</exception>
    public static Objective Load(RunFolder folder, RunSettings settings, ImageSet train)
    {
        var checkpoint = folder.RequireCheckpoint();
        var objective = settings.Network.CreateObjective(train.Shape, train.Classes, settings.Penalty(train.Count),
            settings.Key.Fold("weights"));
        TrainingSession.LoadWeights(objective.Network, checkpoint);
        return objective;
    }
}
