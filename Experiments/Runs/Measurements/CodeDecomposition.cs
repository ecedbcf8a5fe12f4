using static TorchSharp.torch;

namespace IDropTheory.Experiments.Runs.Measurements;

/// <summary>I(x;z) and TC(z) of the code of a network of one noisy dense layer, over test images: the terms that beta and gamma weigh in
/// eq. (4).</summary>
/// <remarks>z given x is normal, or log z is, with a diagonal covariance that is known; the aggregate over the images is their exact
/// mixture, so that the only
/// errors are the Monte-Carlo means and the finite number N of images: I is at most log N. A second noisy layer's output is no such
/// mixture.</remarks>
/// <param name="Images">The first so many test images.</param>
public sealed record CodeDecomposition(int Images) : Measurement<CodeDecomposition.Outcome>
{
    internal const string Word = "code";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>The terms in nats, each the mean over one drawn z per image.</summary>
    /// <param name="Images">Number of images N.</param>
    /// <param name="Units">Components of z.</param>
    /// <param name="Information">I(x;z), x uniform on the images.</param>
    /// <param name="TotalCorrelation">TC of the aggregate.</param>
    /// <param name="ActiveUnits">Components whose location varies over the images by more than the usual threshold (<see
    /// cref="ActiveUnits"/>).</param>
    /// <param name="Disentanglement">How the components hold the known factors of generated digits; null for other images.</param>
    public sealed record Outcome(
        int Images, int Units, MeanEstimate Information, MeanEstimate TotalCorrelation, int ActiveUnits,
            DisentanglementScores? Disentanglement);

    /// <summary>Measures of disentanglement of the locations of a code (of log z, where that is what is normal).</summary>
    /// <param name="Gap">Mutual information gap, Miller-Madow corrected.</param>
    /// <param name="Disentanglement">D of DCI.</param>
    /// <param name="Completeness">C of DCI.</param>
    /// <param name="Informativeness">I of DCI.</param>
    public sealed record DisentanglementScores(double Gap, double Disentanglement, double Completeness, double Informativeness);

    internal override Outcome Take(TrainedRun run, CancellationToken cancellation)
    {
        using var images = run.Set.Test.Take(Math.Min(Images, run.Set.Test.Count));
        var (location, scale) = Code(run, images, cancellation);
        var decomposition = AggregateDecomposition.Full(new(location, scale), 0, 1, images.Count, run.Key(this));
        return new(
            images.Count, location.GetLength(1), decomposition.MutualInformation, decomposition.TotalCorrelation,
            IDropTheory.ActiveUnits.ByVariance(location).Count, Scores(run, location));
    }

    private DisentanglementScores? Scores(TrainedRun run, double[,] location)
    {
        if (run.Settings.Dataset != GeneratedDigits.Name) return null;
        var factors = DigitFactorTable.Known(DigitFactorTable.OfSeed(run.Options.DigitsSeed, Split.Test, location.GetLength(0)));
        var dci = LinearDci.Of(location, factors, run.Key(this).Fold("dci"));
        return new(
            MutualInformationGap.Of(location, factors, estimator: EntropyEstimator.MillerMadow).Mean,
            dci.Scores.Disentanglement, dci.Scores.Completeness, dci.Informativeness);
    }

    private static (double[,] Location, double[,] Scale) Code(TrainedRun run, ImageSet images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (locations, scales) = (new List<Tensor>(), new List<Tensor>());
        var batches = run.Batches(images);
        run.Objective.Network.eval();
        for (var step = 0; step < batches.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var ledger = new KlLedger(keepCodes: true);
            run.Objective.DataTerm(batches[step], NoisePass.Median(ledger));
            if (ledger.Entries is not [{ Code: { } code }] || code.Location.dim() != 2)
                throw new UserError($"{run.Settings.Network.Label} has not exactly one noisy dense layer; train an mlp with --layers 1, or "
                    + "an autoencoder.");
            locations.Add(code.Location.alias());
            scales.Add(code.Scale.alias());
        }
        return (Matrix(cat(locations)), Matrix(cat(scales)));
    }

    private static double[,] Matrix(Tensor values)
    {
        var numbers = values.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var matrix = new double[values.shape[0], values.shape[1]];
        Buffer.BlockCopy(numbers, 0, matrix, 0, numbers.Length * sizeof(double));
        return matrix;
    }
}
