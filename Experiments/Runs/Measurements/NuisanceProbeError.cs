using System.Text.Json.Serialization;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>How well a second network reads the covering digit from the frozen noisy representation, and the main task's error with the
/// same noise (Fig. 4).</summary>
/// <param name="Epochs">Passes of the probe over the training images.</param>
/// <param name="LearningRate">Of Adam.</param>
public sealed record NuisanceProbeError(int Epochs, double LearningRate = 1e-3) : Measurement<NuisanceProbeError.Outcome>
{
    /// <summary>Whether the probe also trains on the training images that the run left out: on few images it learns them by heart, and its
    /// error tells less of the representation than of itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnAllImages { get; init; }

    internal const string Word = "nuisance-probe";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>Errors on the test images, as fractions, and the probe's cross-entropy.</summary>
    /// <param name="Noisy">Of the main task, one draw of the noise per image.</param>
    /// <param name="Nuisance">Of the probe, one draw of the noise per image.</param>
    /// <param name="NuisanceTrain">Of the probe on its training images.</param>
    /// <param name="NuisanceCrossEntropy">Of the probe on the test images: log 10 less it bounds the information about the digit from
    /// below.</param>
    public sealed record Outcome(double Noisy, double Nuisance, double NuisanceTrain, Nats NuisanceCrossEntropy);

    internal override Outcome Take(TrainedRun run, CancellationToken cancellation)
    {
        var key = run.Key(this);
        using var statistics = run.UseNoisyStatistics();
        var dataset = OccludedSource.NuisanceOf(run.Settings.Dataset);
        using var nuisance = OnAllImages ? run.AllImagesOf(dataset) : run.WithLabelsOf(dataset);
        using var probe = SeededWeights.Create(key.Fold("weights"), () =>
            NuisanceProbe.For(run.Classifier, nuisance.Train.Shape, nuisance.Train.Classes));
        var objective = new ProbeObjective(run.Classifier, probe);
        using var session = new TrainingSession(
            objective, nuisance.Train,
            new(Epochs, run.Settings.Batch, LearningRateSchedule.Constant(LearningRate), new OptimiserSettings.Adam(), key.Fold("training"))
            {
                Normalisation = run.Normalisation,
            });
        while (!session.IsFinished)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Advance();
        }
        Evaluation Of(Objective reader, ImageSet images, string name) =>
            Evaluator.Run(reader, run.Batches(images), key.Fold(name), cancellation);
        var test = Of(objective, nuisance.Test, "test");
        return new(
            Of(run.Objective, run.Set.Test, "noisy").Error!.Value, test.Error!.Value, Of(objective, nuisance.Train, "train").Error!.Value,
                test.CrossEntropy);
    }
}
