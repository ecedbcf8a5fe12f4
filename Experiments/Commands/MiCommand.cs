using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop mi</c>: estimates the mutual information of two sets of continuous samples.</summary>
internal static class MiCommand
{
    public static Command Create(Shell shell)
    {
        var x = PathOption.Required("--x", $"Samples of x, one per row; {TableOptions.Files}");
        var y = PathOption.Required("--y", "Samples of y; row i belongs to row i of x");
        var neighbours = NumberOption.Count("--neighbours", "Neighbour whose distance is used", 1, 1000, 3);
        var shuffles = NumberOption.Count("--shuffles", "Shuffles of y for the null distribution", 2, 1_000_000, 100);
        var jitter = NumberOption.Optional(
            "--jitter", "Break ties by normal noise of this size, in standard deviations of each column", NumberRange.Positive);
        var log = new Option<bool>("--log") { Description = "Take logarithms first: for log-normal samples, which must be > 0" };
        var ranks = new Option<bool>("--ranks")
        {
            Description = "Replace every column by the normal scores of its ranks, which no increasing map of a column changes",
        };
        var seed = NumberOption.Seed();
        var tables = new TableOptions();
        return shell.Command(
            "mi",
            "Mutual information by nearest neighbours (Kraskov, Stoegbauer, Grassberger 2004), beside its value for shuffled y",
            [x, y, neighbours, shuffles, jitter, log, ranks, seed, .. tables.All],
            run =>
            {
                var key = RandomKey.FromSeed(run.Get(seed));
                var tableX = tables.Read(run, x, "samples", InputLimit.Samples);
                var tableY = tables.Read(run, y, "samples", InputLimit.Samples);
                if (tableX.Shape.Rows != tableY.Shape.Rows)
                    throw new UserError(
                        $"{run.Get(x)} has {tableX.Shape.Rows} rows and {run.Get(y)} has {tableY.Shape.Rows}; "
                        + "they must have equally many.");
                var (left, right) = run.Get(log)
                    ? (Logarithms(run.Get(x), tableX), Logarithms(run.Get(y), tableY))
                    : (tableX.Values, tableY.Values);
                foreach (var (file, table) in new[] { (run.Get(x), tableX), (run.Get(y), tableY) })
                    Refuse(file, table, run.Get(jitter) is null);
                if (run.Get(jitter) is { } scale)
                    (left, right) = (
                        KsgMutualInformation.Jitter(left, scale, key.Fold("x")),
                        KsgMutualInformation.Jitter(right, scale, key.Fold("y")));
                if (run.Get(ranks)) (left, right) = (Scores(left), Scores(right));
                return Result(run.Working(
                    "estimating",
                    _ => KsgMutualInformation.Estimate(left, right, key.Fold("shuffles"), run.Get(neighbours), run.Get(shuffles))))
                    .Add("readX", "read of x", TableOptions.Describe(tableX.Shape))
                    .Add("readY", "read of y", TableOptions.Describe(tableY.Shape));
            },
            new() { Examples = ["idrop mi --x code.npy --y input.npy --ranks"] });
    }

    private static double[,] Logarithms(string file, NumberTable table)
    {
        var values = table.Values;
        return Tables.Of(values.GetLength(0), values.GetLength(1), (i, j) => values[i, j] > 0
            ? Math.Log(values[i, j])
            : throw InputFile.Refuse(file, $"{table.PlaceOf(i)} has {Numbers.Short(values[i, j])}, which has no logarithm; "
                + "leave out --log, or use --ranks."));
    }

    private static double[,] Scores(double[,] samples)
    {
        var (rows, columns) = (samples.GetLength(0), samples.GetLength(1));
        var scores = NormalScores.Of([.. samples.Cast<double>()], columns);
        return Tables.Of(rows, columns, (i, j) => scores[i * columns + j]);
    }

    private static void Refuse(string file, NumberTable table, bool ties)
    {
        if (table.ConstantColumns() is { Length: > 0 } constant)
            throw InputFile.Refuse(file, $"{SampleFile.AreConstant(table.Shape, constant)}, without information; leave such columns out.");
        if (ties && table.FirstTie() is { } tie)
            throw InputFile.Refuse(file, $"{table.PlaceOf(tie.Second)} equals {table.PlaceOf(tie.First)}; the estimate needs continuous "
                + "samples, of which no two are equal. Break ties of rounded samples with --jitter 1e-10.");
    }

    private static CommandResult Result(KsgEstimate estimate) =>
        new CommandResult()
            .Add("mutualInformation", "I(x;y)", estimate.Value)
            .Add(
                "ceiling", "largest value that so many samples can show, psi(n) - psi(k), about log n",
                KsgMutualInformation.Ceiling(estimate.Samples, estimate.Neighbours))
            .Add("nullMean", "mean over shuffles", estimate.NullMean)
            .Add("nullStandardDeviation", "deviation over shuffles", estimate.NullStandardDeviation)
            .Add("pValue", "p-value of independence", estimate.PValue)
            .Add("neighbours", "neighbours", estimate.Neighbours)
            .Add("samples", "samples", estimate.Samples)
            .Add("shuffles", "shuffles", estimate.Shuffles);
}
