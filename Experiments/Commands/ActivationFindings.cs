namespace IDropTheory.Experiments.Commands;

/// <summary>What <c>idrop check</c> computes of activations, and the paragraph that says what may be concluded.</summary>
/// <param name="z">Rows of activations; every column varies.</param>
/// <param name="y">The labels; null if there are none.</param>
/// <param name="confidence">Probability content of the intervals.</param>
/// <param name="key">The randomness of the division into parts.</param>
internal sealed class ActivationFindings(double[,] z, SymbolSequence? y, double confidence, RandomKey key)
{
    private readonly int _rows = z.GetLength(0);
    private readonly int _units = z.GetLength(1);
    private readonly bool _isPositive = z.Cast<double>().All(value => value > 0);
    private readonly bool _isNonNegative = z.Cast<double>().All(value => value >= 0);
    private TotalCorrelationEstimate? _correlation;
    private TotalCorrelationEstimate? _ranks;
    private int _notNormal;
    private ShrunkTotalCorrelation? _shrunk;
    private LabelInformation? _labels;
    private ImmutableArray<(string Key, string Name, PriorMismatch Fit)> _priors = [];

    private string Percent => $"{Numbers.Short(100 * confidence)}%";

    /// <summary>Computes everything.</summary>
    public bool Compute(CancellationToken cancellation)
    {
        var rows = new double[_rows * _units];
        Buffer.BlockCopy(z, 0, rows, 0, rows.Length * sizeof(double));
        // The prior of positive activations is log-normal.
        if (_isPositive)
            for (var i = 0; i < rows.Length; i++)
                rows[i] = Math.Log(rows[i]);
        if (_rows > _units) _correlation = TotalCorrelation.FromSamples(rows, _units, confidence);
        if (_correlation is null || double.IsPositiveInfinity(_correlation.PlugIn.Value))
        {
            var moments = new StreamingCovariance(_units);
            moments.Add(rows);
            (_correlation, _shrunk) = (null, TotalCorrelation.Shrunk(moments, Shrinkage.LedoitWolf(rows, _units)));
        }
        else
        {
            // Of all units together one in a hundred normal layers is called not normal.
            _notNormal = Enumerable.Range(0, _units).Count(unit => ShapiroFrancia.Of(Column(rows, unit)).PValue * _units < 0.01);
            if (_rows > _units + 1) _ranks = RankTotalCorrelation.FromSamples(rows, _units, confidence, key.Fold("ranks"));
        }
        cancellation.ThrowIfCancellationRequested();
        if (y is not null) _labels = LabelInformation.Estimate(_isPositive ? Table(rows) : z, y, key, confidence: confidence);
        cancellation.ThrowIfCancellationRequested();
        if (_isNonNegative) _priors = Fitted();
        return true;
    }

    /// <summary>The fits; none where there are too few samples.</summary>
    private ImmutableArray<(string Key, string Name, PriorMismatch Fit)> Fitted()
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

    /// <summary>The findings as a command prints them.</summary>
    public CommandResult Result()
    {
        // The conclusion has amounts in its text.
        var result = new CommandResult { Fixed = InformationUnit.Nats }
            .Add("logarithm", _isPositive ? "logarithms were taken" : null, _isPositive);
        if (_correlation is { } tc)
            result.Add("totalCorrelation", "total correlation of a normal "
                + "distribution", tc.Corrected).Add("totalCorrelationInterval", Percent, tc.Interval);
        else
            result.Add("totalCorrelation", "total correlation, correlations shrunk", _shrunk!.Value).AddMissing("totalCorrelationInterval");
        if (_ranks is { } ranks && double.IsFinite(ranks.Corrected.Value))
            result.Add("rankTotalCorrelation", "the same from ranks", ranks.Corrected)
                .Add("rankTotalCorrelationInterval", Percent, RankInterval)
                .Add("notNormal", _isPositive ? "units whose logarithms are not normal" : "units that are not normal", _notNormal);
        else
            result.AddMissing("rankTotalCorrelation").AddMissing("rankTotalCorrelationInterval").AddMissing("notNormal");
        if (_labels is { } information)
            result.Add("labelInformation", "information about the label, at least", information.Value)
                .Add("labelInformationInterval", Percent, information.Interval)
                .Add("labelEntropy", "entropy of the label", information.LabelEntropy)
                .Add("labelError", "error of the linear classifier", information.Error);
        else
            result.AddMissing("labelInformation").AddMissing("labelInformationInterval").AddMissing("labelEntropy")
                .AddMissing("labelError");
        return result
            .Add("zeros", _isPositive || !_isNonNegative ? null : "share of exact "
                + "zeros", z.Cast<double>().Count(value => value == 0) / (double)z.Length)
            .Add("priors", "KL of the units' distributions from fitted priors, summed over units",
            [
                .. _priors.Select(prior => new CommandResult()
                    .Add("prior", null, prior.Key)
                    .Add("name", "prior", prior.Name)
                    .Add("kl", "KL", prior.Fit.Value)
                    .Add("interval", Percent, prior.Fit.Interval)
                    .Add("units", "units", prior.Fit.Units)
                    .Add("skipped", "too few positive", prior.Fit.Skipped)),
            ])
            .Add("samples", "samples", _rows)
            .Add("units", "units", _units)
            .Add("conclusion", "conclusion", string.Join(" ", Sentences()));
    }

    private IEnumerable<string> Sentences()
    {
        yield return Correlation();
        if (_labels is { } information) yield return Labels(information);
        yield return Priors();
        yield return "How much the activations tell about the input, I(x;z), cannot be seen in them: that needs the distribution of the "
            + "noise, which `idrop evaluate` knows of a trained run. The intervals hold for independent samples.";
    }

    private string Correlation()
    {
        if (_correlation is not { } tc)
            return (_rows <= _units ? $"With {_rows} samples of {_units} units the correlations are singular; "
                    : "Some units are linear functions of others (`idrop tc` names them), so that the total correlation is infinite; ")
                + "the value is that of shrunk correlations, has no interval, and compares layers of one size only.";
        var (low, high) = tc.Interval;
        var what = _isPositive ? "their logarithms" : "the units";
        return (low.Value > 0 ? $"The units depend on each other: the correlations of {what} alone amount to {Range(low, high)} "
            + $"({Percent})."
                : $"The correlations of {what} may as well be 0 ({Percent}: {Range(low, high)}); this does not show that the units are "
                    + "independent.")
            + (_notNormal == 0
                ? " The number is the total correlation only if the joint distribution is normal; otherwise the truth may be smaller or "
                    + "larger."
                : $" But {(_isPositive ? "the logarithms of " : "")}{_notNormal} of {_units} units are not normal, so that this "
                    + $"interval is wrong; from ranks, which do not depend on the units' own distributions, it is {Ranks()}.");
    }

    private (Nats Low, Nats High)? RankInterval =>
        _rows >= RankTotalCorrelation.FewestForInterval && _ranks is { } ranks && double.IsFinite(ranks.Corrected.Value)
            ? ranks.Interval : null;

    private string Ranks() => RankInterval is var (low, high)
        ? $"{Range(low, high)}, if the ranks are those of a normal distribution"
        : $"not to be had from so few samples (it takes {RankTotalCorrelation.FewestForInterval}, and more than units)";

    private string Labels(LabelInformation information)
    {
        var (low, high) = information.Interval;
        return (low.Value > 0
                ? $"The activations tell at least {Amount(low)} of the {Amount(information.LabelEntropy)} of the label ({Percent}; bound "
                    + $"{Range(low, high)}), as a linear classifier reads it on samples that it was not fitted to."
                : $"A linear classifier reads nothing certain about the label ({Percent}: {Range(low, high)}).")
            + " This is a lower bound: another classifier may read more, so that a low value does not show that the information is gone.";
    }

    private string Priors()
    {
        if (_priors.IsEmpty)
            return _isNonNegative
                ? "There are too few samples, or too few positive ones, to compare the units with priors."
                : "Some activations are negative, and the priors of Information Dropout are those of positive ones: nothing was compared.";
        var (unit, layer, uniform) = (_priors[0].Fit, _priors[1].Fit, _priors[2].Fit);
        var fits = unit.Interval.Low.Value <= 0
            ? "A log-normal prior for each unit cannot be told from the distributions of the single units."
            : $"The distributions of the single units are not log-normal: {Range(unit.Interval.Low, unit.Interval.High)} in sum "
                + $"({Percent}).";
        var better = layer.Interval.High < uniform.Interval.Low ? "One log-normal prior for the layer fits better than a log-uniform one."
            : uniform.Interval.High < layer.Interval.Low ? "A log-uniform prior fits better than one log-normal prior for the layer."
            : "Which of the two priors of a whole layer fits better is not decided.";
        return $"{fits} {better} These are fits to single units; the KL that training charges also contains I(x;z) and the total "
            + "correlation.";
    }

    private double[] Column(double[] rows, int unit) => [.. Enumerable.Range(0, _rows).Select(i => rows[i * _units + unit])];

    private double[,] Table(double[] rows) => Tables.Of(_rows, _units, (i, j) => rows[i * _units + j]);

    private static string Range(Nats low, Nats high) => $"{Numbers.Sentence(low.Value)} to {Amount(high)}";

    private static string Amount(Nats amount) => $"{Numbers.Sentence(amount.Value)} nats";
}
