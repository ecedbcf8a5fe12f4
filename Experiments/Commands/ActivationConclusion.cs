namespace IDropTheory.Experiments.Commands;

/// <summary>What may be concluded from <see cref="ActivationFindings"/>, and what may not, in one paragraph.</summary>
internal static class ActivationConclusion
{
    /// <summary>The paragraph.</summary>
    public static string Of(ActivationFindings found) => string.Join(" ", Sentences(found));

    private static IEnumerable<string> Sentences(ActivationFindings found)
    {
        yield return Correlation(found);
        if (found.Labels is { } information) yield return Labels(information, found.Percent);
        yield return Priors(found);
        yield return "How much the activations tell about the input, I(x;z), cannot be seen in them: that needs the distribution of the "
            + "noise, which `idrop evaluate` knows of a trained run. The intervals hold for independent samples.";
    }

    private static string Correlation(ActivationFindings found)
    {
        if (found.Correlation is not { } correlation)
            return (found.Samples <= found.Units
                    ? $"With {found.Samples} samples of {found.Units} units the correlations are singular; "
                    : "Some units are linear functions of others (`idrop tc` names them), so that the total correlation is infinite; ")
                + "the value is that of shrunk correlations, has no interval, and compares layers of one size only.";
        var (low, high) = correlation.Interval;
        var what = found.IsPositive ? "their logarithms" : "the units";
        return (low.Value > 0 ? $"The units depend on each other: the correlations of {what} alone amount to {Range(low, high)} "
            + $"({found.Percent})."
                : $"The correlations of {what} may as well be 0 ({found.Percent}: {Range(low, high)}); this does not show that the units "
                    + "are independent.")
            + (found.NotNormal == 0
                ? " The number is the total correlation only if the joint distribution is normal; otherwise the truth may be smaller or "
                    + "larger."
                : $" But {(found.IsPositive ? "the logarithms of " : "")}{found.NotNormal} of {found.Units} units are not normal, so that "
                    + $"this interval is wrong; from ranks, which do not depend on the units' own distributions, it is {Ranks(found)}.");
    }

    private static string Ranks(ActivationFindings found) => found.RankInterval is var (low, high)
        ? $"{Range(low, high)}, if the ranks are those of a normal distribution"
        : $"not to be had from so few samples (it takes {RankTotalCorrelation.FewestForInterval}, and more than units)";

    private static string Labels(LabelInformation information, string percent)
    {
        var (low, high) = information.Interval;
        return (low.Value > 0
                ? $"The activations tell at least {Amount(low)} of the {Amount(information.LabelEntropy)} of the label ({percent}; bound "
                    + $"{Range(low, high)}), as a linear classifier reads it on samples that it was not fitted to."
                : $"A linear classifier reads nothing certain about the label ({percent}: {Range(low, high)}).")
            + " This is a lower bound: another classifier may read more, so that a low value does not show that the information is gone.";
    }

    private static string Priors(ActivationFindings found)
    {
        if (found.Priors.IsEmpty)
            return found.IsNonNegative
                ? "There are too few samples, or too few positive ones, to compare the units with priors."
                : "Some activations are negative, and the priors of Information Dropout are those of positive ones: nothing was compared.";
        var (unit, layer, uniform) = (found.Priors[0].Fit, found.Priors[1].Fit, found.Priors[2].Fit);
        var fits = unit.Interval.Low.Value <= 0
            ? "A log-normal prior for each unit cannot be told from the distributions of the single units."
            : $"The distributions of the single units are not log-normal: {Range(unit.Interval.Low, unit.Interval.High)} in sum "
                + $"({found.Percent}).";
        var better = layer.Interval.High < uniform.Interval.Low ? "One log-normal prior for the layer fits better than a log-uniform one."
            : uniform.Interval.High < layer.Interval.Low ? "A log-uniform prior fits better than one log-normal prior for the layer."
            : "Which of the two priors of a whole layer fits better is not decided.";
        return $"{fits} {better} These are fits to single units; the KL that training charges also contains I(x;z) and the total "
            + "correlation.";
    }

    private static string Range(Nats low, Nats high) => $"{Numbers.Sentence(low.Value)} to {Amount(high)}";

    private static string Amount(Nats amount) => $"{Numbers.Sentence(amount.Value)} nats";
}
