using System.Collections.Concurrent;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>A joint distribution on which small networks are trained, and the trade-offs at which learning pays.</summary>
/// <param name="Source">The joint as a data set.</param>
internal sealed record ToyProblem(JointSource Source)
{
    // Every mention of a study asks for the same trade-offs.
    private static readonly ConcurrentDictionary<string, double> Thresholds = new();

    /// <summary>p(x, y).</summary>
    public JointDistribution Joint => Source.Counts.Joint;

    /// <summary>A trade-off at a fraction of the largest beta at which a representation can be better than none, to three
    /// decimals.</summary>
    public Beta At(double fraction) => Beta.FromPaper(Math.Round(
        fraction * Thresholds.GetOrAdd(Source.Name, _ => IDropTheory.Thresholds.Learnability(Joint).Beta.Paper), 3));

    /// <summary>The problems of a study: those of its preset, or the one that it names.</summary>
    /// <exception cref="UserError">It names a data set that is no joint.</exception>
    public static IReadOnlyList<ToyProblem> Of(StudySettings study, params IReadOnlyList<JointSource> ofPreset)
    {
        if (study.Dataset == JointSource.AllOfThem) return [.. ofPreset.Select(source => new ToyProblem(source))];
        return JointSource.All.FirstOrDefault(source => source.Name == study.Dataset) is { } named
            ? [new(named)]
            : throw new UserError(
                $"--dataset is {study.Dataset}; {study.Figure} trains on joint distributions: "
                + $"{string.Join(", ", JointSource.All.Select(s => s.Name))}.");
    }

    /// <summary>A training on the joint itself: all samples, in exact proportion, in every step.</summary>
    /// <remarks>The paper's experiments divide beta by the number of samples N; times N it is the beta of the bottleneck.</remarks>
    public RunSettings Training(NetworkSettings network, Beta beta, int steps, ulong seed) => new()
    {
        Dataset = Source.Name,
        Validation = 0,
        Network = network,
        Beta = beta.Paper * Source.Counts.Samples,
        Epochs = steps,
        Batch = Source.Counts.Samples,
        LearningRate = new LearningRateSchedule(0.03, 0.1, [60, 85]).Rescaled(100, steps),
        Optimiser = new OptimiserSettings.Adam(),
        Seed = seed,
    };
}
