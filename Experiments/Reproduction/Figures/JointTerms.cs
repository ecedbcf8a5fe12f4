using IDropTheory.Experiments.Plots;
using IDropTheory.Experiments.Reproduction.Claims;
using IDropTheory.Experiments.Runs.Measurements;
using IDropTheory.Experiments.Runs.Settings;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>The KL terms of two layers of one noisy unit on finite joints, beside the information that the layers carry, by
/// quadrature.</summary>
internal static class JointTerms
{
    // Without a decision of this size there is nothing to compare.
    private const double Collapsed = 1e-2;

    // A KL term within this share of the information counts as the information.
    private const double Near = 0.1;

    /// <summary>The trainings: at fractions of the learnability threshold of every joint.</summary>
    public static Sweep<Point, ExactRepresentation> Sweep(StudySettings study) => Reproduction.Sweep.Of(
        from source in study.Preset == Preset.Smoke ? [JointSource.NoisyBit]
            : new[] { JointSource.NoisyBit, JointSource.ZChannel, JointSource.Random }
        let problem = new ToyProblem(source)
        from fraction in study.Preset switch
        {
            Preset.Smoke => [0.01],
            Preset.Quick => [0.01, 0.03],
            _ => new[] { 0.005, 0.01, 0.02, 0.03, 0.05 },
        }
        from seed in study.Seeds
        let beta = problem.At(fraction)
        select (new Point(source.Name, beta), problem.Training(
            new MlpSettings(1, 2, Activation.Softplus, AllCnnScale.Information(Activation.Softplus)), beta,
            study.Preset switch { Preset.Smoke => 60, Preset.Quick => 1000, _ => 2500 }, seed)),
        new ExactInformation());

    /// <summary>The trainings as far as they are finished.</summary>
    public static Cells<Point, ExactRepresentation> Cells(StudySettings study, IFinishedRuns finished) =>
        Sweep(study).Finished(finished).Scan(point => (point.Joint, [point.Beta.Paper]));

    /// <summary>What the finished networks show: the statement is about them alone, as of images there are only bounds.</summary>
    public static Findings Show(Cells<Point, ExactRepresentation> cells)
    {
        Terms[] rows = [.. cells.All.Select(cell => new Terms(cell.Point, cell.Seed, cell.Measured))];
        var collapsed = rows.Count(row => !row.Carries);
        return new()
        {
            Statements = [cells.State(_ => StatementOf([.. rows.SelectMany(row => row.Excesses)]))],
            Sentences = [.. Sentences([.. rows.Where(row => row.Carries)])],
            Pictures = [.. rows.GroupBy(row => row.Point.Joint).Select(PictureOf)],
            Tables =
            [
                FigureTable.Of(
                    "Two layers of one noisy unit on a joint distribution, nats, by quadrature", rows,
                    ("joint", r => $"{r.Point.Joint}"), ("beta", r => $"{r.Point.Beta.Paper}"), ("seed", r => $"{r.Seed}"),
                    ("KL 1", r => $"{r.First.Kl.Value:F4}"), ("I(x;z1)", r => $"{r.First.InformationX.Value:F4}"),
                    ("KL 2", r => $"{r.Last.Kl.Value:F4}"), ("I(z1;z2)", r => $"{r.Last.OfInput.Value:F4}"),
                    ("I(x;z2)", r => $"{r.Last.InformationX.Value:F4}"), ("sum of KL", r => $"{r.SumOfKl.Value:F4}"),
                    ("sum - I(x;z2)", r => $"{(r.SumOfKl - r.Last.InformationX).Value:F4}")),
            ],
            Remarks =
            [
                "Softplus and the log-normal prior throughout: there the KL term is a true upper bound of I(input; z) of its layer. The "
                    + "log-uniform prior is improper, and its term bounds nothing (see the figure toy).",
                "The trade-offs of the joints were chosen after trials: at a tenth of the learnability threshold both layers told nothing "
                    + "any more, so that only small beta leave anything to compare. At larger beta the KL term of a single layer is much "
                    + "nearer to its information (the figure toy has both): the verdict is about the trade-offs shown.",
                Invariant($"A KL term counts as the information when within {100 * Near:F0}% of it. The verdict is about the joints, ")
                    + "where the information is known; of images there are only bounds.",
                .. collapsed > 0 ? [Invariant($"{collapsed} networks tell less than {Collapsed} nats; their share is not counted.")]
                    : Array.Empty<string>(),
            ],
        };
    }

    private static Statement StatementOf(double[] excesses) => new(
        Invariant($"A layer's KL term is I(x;z) within {100 * Near:F0}% of it, at the trade-offs shown"),
        excesses.Length == 0
            ? "no network carries anything"
            : Invariant($"it is {100 * excesses.Min():F0}% to {100 * excesses.Max():F0}% above, in {excesses.Length} layers"),
        excesses.Length == 0 || (excesses.Any(excess => Math.Abs(excess) <= Near) && excesses.Any(excess => Math.Abs(excess) > Near))
            ? Support.Undecided
            : Math.Abs(excesses[0]) <= Near ? Support.Holds : Support.Contrary);

    private static IEnumerable<string> Sentences(Terms[] alive)
    {
        if (alive.Length == 0) yield break;
        double[] gaps = [.. alive.Select(row => (row.SumOfKl - row.Last.InformationX).Value)];
        yield return Invariant($"In {alive.Length} network{(alive.Length == 1 ? "" : "s")} of two noisy units the KL terms add up to ")
            + Invariant($"{alive.Average(row => row.SumOfKl.Value):F2} nats on average and the second layer carries ")
            + Invariant($"{alive.Average(row => row.Last.InformationX.Value):F2} about x: the sum exceeds that by {gaps.Min():F2} to ")
            + Invariant($"{gaps.Max():F2} nats.");
        yield return Invariant($"The first layer's term alone is {alive.Average(row => (row.First.Kl - row.First.InformationX).Value):F2} ")
            + Invariant($"nats above I(x;z1), the second's {alive.Average(row => (row.Last.Kl - row.Last.InformationX).Value):F2} above ")
            + "I(x;z2).";
    }

    private static Plot PictureOf(IGrouping<string, Terms> joint)
    {
        var betas = joint.GroupBy(row => row.Point.Beta.Paper).OrderBy(beta => beta.Key).ToArray();
        PlotSeries Series(string name, Func<Terms, Nats> of) => new(
            name, PlotStyle.Measured, [.. betas.Select(beta => beta.Key)], [.. betas.Select(beta => beta.Average(row => of(row).Value))]);
        return new(
            $"{joint.Key}: KL terms and information of two noisy units", "beta", "nats",
            Series("sum of the KL terms", row => row.SumOfKl), Series("KL of layer 1", row => row.First.Kl),
                Series("KL of layer 2", row => row.Last.Kl),
            Series("I(z1;z2)", row => row.Last.OfInput), Series("I(x;z1)", row => row.First.InformationX),
                Series("I(x;z2)", row => row.Last.InformationX))
        {
            LogX = true,
        };
    }

    /// <summary>A trade-off of a joint.</summary>
    internal sealed record Point(string Joint, Beta Beta);

    /// <summary>A network of two noisy units.</summary>
    private sealed record Terms(Point Point, ulong Seed, ExactRepresentation Exact)
    {
        public ExactLayer First => Exact.Layers[0];

        public ExactLayer Last => Exact.Layers[^1];

        public Nats SumOfKl => Exact.Layers.Aggregate(Nats.Zero, (sum, layer) => sum + layer.Kl);

        public bool Carries => Last.InformationX.Value > Collapsed;

        /// <summary>Each layer's KL term over its I(x;z), minus one; nothing for a network that tells nothing.</summary>
        public IEnumerable<double> Excesses => Carries ? Exact.Layers.Select(layer => layer.Kl / layer.InformationX - 1) : [];
    }
}
