namespace IDropTheory.Experiments.Commands;

/// <summary>What <c>idrop check</c> computes of activations.</summary>
internal sealed record ActivationFindings
{
    private ActivationFindings(double[,] z, double confidence)
    {
        (Samples, Units, Confidence) = (z.GetLength(0), z.GetLength(1), confidence);
        IsPositive = z.Cast<double>().All(value => value > 0);
        IsNonNegative = z.Cast<double>().All(value => value >= 0);
        Zeros = z.Cast<double>().Count(value => value == 0) / (double)z.Length;
    }

    /// <summary>Number of rows.</summary>
    public int Samples { get; }

    /// <summary>Number of columns.</summary>
    public int Units { get; }

    /// <summary>Probability content of the intervals.</summary>
    public double Confidence { get; }

    /// <summary>Whether all activations are positive, so that their logarithms were taken: their prior is log-normal.</summary>
    public bool IsPositive { get; }

    /// <summary>Whether no activation is negative.</summary>
    public bool IsNonNegative { get; }

    /// <summary>Share of exact zeros.</summary>
    public double Zeros { get; }

    /// <summary>Total correlation of a normal distribution; null where it is infinite or there are too few samples.</summary>
    public TotalCorrelationEstimate? Correlation { get; private init; }

    /// <summary>Total correlation of shrunk correlations, where <see cref="Correlation"/> is null.</summary>
    public ShrunkTotalCorrelation? Shrunk { get; private init; }

    /// <summary>Total correlation from ranks, if it is finite.</summary>
    public TotalCorrelationEstimate? Ranks { get; private init; }

    /// <summary>Units whose normality is rejected: one in a hundred layers of normal units has one.</summary>
    public int NotNormal { get; private init; }

    /// <summary>Information about the labels, if there are labels.</summary>
    public LabelInformation? Labels { get; private init; }

    /// <summary>Fits to single units: a log-normal for each, one for all, a log-uniform for all. None where there are too few samples, or
    /// negative ones.</summary>
    public EquatableArray<(string Key, string Name, PriorMismatch Fit)> Priors { get; private init; } = [];

    /// <summary>The interval of <see cref="Ranks"/>; null where there are too few samples for one.</summary>
    public (Nats Low, Nats High)? RankInterval =>
        Samples >= RankTotalCorrelation.FewestForInterval && Ranks is { } ranks ? ranks.Interval : null;

    /// <summary>The confidence as words.</summary>
    public string Percent => $"{Numbers.Short(100 * Confidence)}%";

    /// <summary>Computes everything.</summary>
    /// <param name="z">Rows of activations; every column varies.</param>
    /// <param name="y">The labels; null if there are none.</param>
    /// <param name="confidence">Probability content of the intervals.</param>
    /// <param name="key">The randomness of the division into parts.</param>
    /// <param name="cancellation">Ends the computation.</param>
    public static ActivationFindings Of(
        double[,] z, SymbolSequence? y, double confidence, RandomKey key, CancellationToken cancellation)
    {
        var plain = new ActivationFindings(z, confidence);
        var read = plain.IsPositive ? Tables.Of(plain.Samples, plain.Units, (i, j) => Math.Log(z[i, j])) : z;
        var correlated = plain.WithCorrelation(read, key.Fold("ranks"));
        cancellation.ThrowIfCancellationRequested();
        var labelled = y is null ? correlated
            : correlated with { Labels = LabelInformation.Estimate(read, y, key, confidence: confidence) };
        cancellation.ThrowIfCancellationRequested();
        return labelled with { Priors = plain.IsNonNegative ? Fitted(z, confidence) : [] };
    }

    private ActivationFindings WithCorrelation(double[,] read, RandomKey key)
    {
        var rows = new double[Samples * Units];
        Buffer.BlockCopy(read, 0, rows, 0, rows.Length * sizeof(double));
        if (Samples > Units && TotalCorrelation.FromSamples(rows, Units, Confidence) is var correlation
            && !double.IsPositiveInfinity(correlation.PlugIn.Value))
        {
            var ranks = Samples > Units + 1 ? RankTotalCorrelation.FromSamples(rows, Units, Confidence, key) : null;
            return this with
            {
                Correlation = correlation,
                Ranks = ranks is not null && double.IsFinite(ranks.Corrected.Value) ? ranks : null,
                NotNormal = Enumerable.Range(0, Units).Count(unit =>
                    ShapiroFrancia.Of([.. Enumerable.Range(0, Samples).Select(i => read[i, unit])]).PValue * Units < 0.01),
            };
        }
        var moments = new StreamingCovariance(Units);
        moments.Add(rows);
        return this with { Shrunk = TotalCorrelation.Shrunk(moments, Shrinkage.LedoitWolf(rows, Units)) };
    }

    private static EquatableArray<(string Key, string Name, PriorMismatch Fit)> Fitted(double[,] z, double confidence)
    {
        try
        {
            return
            [
                ("logNormalPerUnit", "log-normal, mu and sigma of each unit", PriorMismatch.LogNormalPerUnit(z, confidence)),
                ("logNormalPerLayer", "log-normal, one mu and sigma", PriorMismatch.LogNormalPerLayer(z, confidence)),
                ("logUniform", "log-uniform between the extremes", PriorMismatch.LogUniform(z, confidence)),
            ];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }
}
