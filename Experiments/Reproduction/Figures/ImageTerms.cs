using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The KL term of the first noisy layer of a fully connected network on images, beside bounds of the information that the layer
/// carries.</summary>
internal static class ImageTerms
{
    /// <summary>The trainings: one for every beta.</summary>
    public static Sweep<double, LayerBounds> Sweep(StudySettings study)
    {
        var scale = Scale.Of(study);
        return Reproduction.Sweep.Of(
            from beta in scale.Betas
            from seed in study.Seeds
            select (beta, new RunSettings
            {
                Dataset = study.Dataset,
                Validation = 0,
                TrainImages = study.TrainImages ?? scale.TrainImages,
                TestImages = Math.Max(scale.Bounds.Images, scale.TestImages),
                Network = new MlpSettings(scale.Width, 2, Activation.Softplus, AllCnnScale.Information(Activation.Softplus)),
                Beta = beta,
                Epochs = scale.Epochs,
                LearningRate = Schedules.Paper.Mlp.Over(scale.Epochs),
                Optimiser = new OptimiserSettings.Sgd(),
                Seed = seed,
            }),
            scale.Bounds);
    }

    /// <summary>The trainings as far as they are finished.</summary>
    public static Cells<double, LayerBounds> Cells(StudySettings study, IFinishedRuns finished) =>
        Sweep(study).Finished(finished).ScanOfBeta();

    /// <summary>What the finished networks show.</summary>
    public static Findings Show(StudySettings study, Cells<double, LayerBounds> cells) => new()
    {
        Sentences = cells.All.IsEmpty
            ? []
            : [Invariant($"On images the first layer's term is {cells.All.Min(c => c.Measured.Kl.Value):F1} to ")
                + Invariant($"{cells.All.Max(c => c.Measured.Kl.Value):F1} nats, and no layer can tell more than log ")
                + Invariant($"{cells.All[0].Measured.Images} = {Math.Log(cells.All[0].Measured.Images):F2} of which of ")
                + Invariant($"{cells.All[0].Measured.Images} images it was shown.")],
        Pictures = cells.All.IsEmpty ? [] : [PictureOf(study, cells)],
        Tables =
        [
            FigureTable.Of(
                $"First noisy layer of a fully connected network on {study.Dataset}, nats", cells.All,
                ("beta", c => $"{c.Point}"), ("seed", c => $"{c.Seed}"), ("images", c => $"{c.Measured.Images}"),
                ("KL 1", c => $"{c.Measured.Kl.Value:F4}"), ("I(x;z1) at least", c => $"{c.Measured.Lower.Value:F4}"),
                ("I(x;z1) at most", c => $"{c.Measured.Upper.Value:F4}"),
                ("KL 1 - I(x;z1) at least", c => $"{(c.Measured.Kl - c.Measured.Upper).Value:F4}")),
        ],
        Remarks =
        [
            "The image bounds are about n images: more of them leave more to tell, up to log n. The KL term bounds I(x;z) for every "
                + "distribution of the images, so its distance from the truth depends on which is meant.",
            "For images x is which of the test images is shown, uniform: the bounds are pairwise ones, without sampling (Kolchinsky and "
                + "Tracey, 2017).",
        ],
    };

    private static Plot PictureOf(StudySettings study, Cells<double, LayerBounds> cells)
    {
        PlotSeries Series(string name, Func<LayerBounds, double> of, PlotStyle style = PlotStyle.Measured) =>
            cells.Series(name, c => of(c.Measured)) with { Style = style, Intervals = [] };
        return new(
            $"First noisy layer on {cells.All[0].Measured.Images} test images of {study.Dataset}", "beta", "nats",
            Series("KL term", bounds => bounds.Kl.Value),
            Series("I(x;z1), upper bound", bounds => bounds.Upper.Value),
            Series("I(x;z1), lower bound", bounds => bounds.Lower.Value),
            Series("log n: the most there is to tell", bounds => Math.Log(bounds.Images), PlotStyle.Thin))
        {
            LogX = true,
            LogY = true,
        };
    }

    /// <summary>The size of a preset.</summary>
    private sealed record Scale(EquatableArray<double> Betas, int Width, int Epochs, int? TrainImages, int TestImages,
        FirstLayerBounds Bounds)
    {
        public static Scale Of(StudySettings study) => study.Preset switch
        {
            Preset.Smoke => new([3], 8, study.Epochs ?? 1, 400, 100, new(100)),
            Preset.Quick => new([1, 10], 32, study.Epochs ?? 8, 10_000, 2000, new(1000)),
            _ => new([1, 3, 10, 30], 100, study.Epochs ?? 20, null, 10_000, new(2000)),
        };
    }
}
