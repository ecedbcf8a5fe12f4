namespace IDropTheory.Experiments.Reproduction.Claims;

/// <summary>Whether data support a statement.</summary>
internal enum Support
{
    /// <summary>They show it.</summary>
    Holds,

    /// <summary>They show neither it nor its opposite.</summary>
    Undecided,

    /// <summary>They show its opposite.</summary>
    Contrary,
}

/// <summary>One of the statements that a claim consists of, with what was measured about it.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Measured">The numbers.</param>
/// <param name="Support">What they say about it.</param>
internal sealed record Statement(string Text, string Measured, Support Support)
{
    /// <summary>Level of all statements of a claim together.</summary>
    public const double Level = 0.05;

    /// <summary>The verdict on all together.</summary>
    /// <param name="statements">What the claim consists of.</param>
    /// <param name="enough">Whether every run of the study is finished, with three seeds or more: less confirms nothing.</param>
    public static Verdict Verdict(IReadOnlyCollection<Statement> statements, bool enough)
    {
        var (holding, contrary) = (statements.Count(s => s.Support == Support.Holds), statements.Any(s => s.Support == Support.Contrary));
        return holding == 0 ? contrary ? Claims.Verdict.Contradicted : Claims.Verdict.TooFewRuns
            : holding < statements.Count ? Claims.Verdict.Partly
            : enough ? Claims.Verdict.Agrees
            : Claims.Verdict.TooFewRuns;
    }

    /// <summary>The statement, undecided because some of the runs that it rests on are no evidence.</summary>
    /// <param name="reason">Which they are and why.</param>
    public Statement Doubted(string reason) =>
        this with { Measured = $"{Measured}; no evidence: {reason.TrimEnd('.')}", Support = Support.Undecided };

    /// <summary>The statements of one claim, each tested at its share of a level (Bonferroni).</summary>
    /// <param name="tests">Each statement as a function of the level of its test.</param>
    /// <param name="level">Level of all together.</param>
    public static ImmutableArray<Statement> Test(IEnumerable<Func<double, Statement>> tests, double level = Level)
    {
        Func<double, Statement>[] all = [.. tests];
        return [.. all.Select(test => test(level / all.Length))];
    }

    /// <summary>The statement as a sentence.</summary>
    public string Sentence => $"{Text}: {Label.Of(Support)} ({Measured}).";

    /// <summary>All in sentences.</summary>
    public static string Sentences(IEnumerable<Statement> statements) => string.Join(" ", statements.Select(s => s.Sentence));

    /// <summary>That values rise, or fall, with a variable: over independent trainings, by ranks.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="rises">Whether it says that they rise.</param>
    /// <param name="points">Variable and value of every training.</param>
    /// <param name="level">Level of the two-sided test.</param>
    public static Statement Trend(string text, bool rises, IReadOnlyCollection<(double X, double Y)> points, double level) =>
        Trend(text, rises, RankCorrelation.Of([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]), points.Count, level);

    private static Statement Trend(string text, bool rises, RankCorrelation trend, int trainings, double level)
    {
        var support = trend.PValue > level ? Support.Undecided : trend.Tau > 0 == rises ? Support.Holds : Support.Contrary;
        return new(text, Invariant($"Kendall's tau {trend.Tau:F2}, p = {trend.PValue:G2}, {trainings} trainings"), support);
    }

    /// <summary>That values rise, or fall, with a variable within groups of independent trainings, by ranks.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="rises">Whether it says that they rise.</param>
    /// <param name="groups">Variable and value of every training, in groups in which all else is equal.</param>
    /// <param name="level">Level of the two-sided test.</param>
    public static Statement TrendWithin(string text, bool rises, IReadOnlyCollection<IReadOnlyList<(double X, double Y)>> groups,
        double level) =>
        Trend(text, rises, RankCorrelation.Within(groups), groups.Sum(group => group.Count), level);

    /// <summary>That one of two quantities is the smaller, compared seed by seed.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="difference">The first quantity minus the second.</param>
    /// <param name="level">Level of the two-sided test.</param>
    /// <param name="show">The mean difference in words.</param>
    public static Statement Smaller(string text, PairedDifference difference, double level, Func<double, string> show)
    {
        var support = difference.PValue > level ? Support.Undecided : difference.Mean < 0 ? Support.Holds : Support.Contrary;
        return new(text, $"{show(difference.Mean)}, {difference.Test}", support);
    }
}
