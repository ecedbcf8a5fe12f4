using System.CommandLine;
using IDropTheory.Experiments.Commands.Options;
using IDropTheory.Experiments.Input;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop check</c>: what activations on disk show, and what they do not.</summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("activations") { Description = $"One sample per row, one unit per column; {TableOptions.Files}" };
        var labels = PathOption.Optional("--labels", "Labels of the samples, one per row, words or numbers, in the same formats");
        var confidence = NumberOption.WithDefault(
            "--confidence", "Probability content of the intervals", NumberRange.OpenProbability, 0.95);
        var seed = NumberOption.Seed();
        var tables = new TableOptions();
        return shell.Command(
            "check",
            "Activations on disk: total correlation, information about the labels, KL from the fitted priors; each with an interval",
            [file, labels, confidence, seed, .. tables.All],
            run =>
            {
                var table = NumberTable.Read(run.Get(file), "activations", InputLimit.Samples, tables.Format(run));
                var z = Varying(run.Get(file), table, out var constant);
                var read = run.Get(labels) is { } path ? LabelTable.Read(path, 1, "--labels", tables.Format(run)) : null;
                if (read is not null && read.Rows.Count != z.GetLength(0))
                    throw new UserError($"{run.Get(file)} has {z.GetLength(0)} rows and {run.Get(labels)} has {read.Rows.Count} labels; "
                        + "they must be equally many.");
                var findings = run.Working("computing", _ => ActivationFindings.Of(
                    z, read is null ? null : Symbols(read), run.Get(confidence), RandomKey.FromSeed(run.Get(seed)).Fold("check"),
                    run.Cancellation));
                return Printed(findings)
                    .Add("constant", constant.Length == 0 ? null : "constant columns, left out", constant)
                    .Add("read", "read", TableOptions.Describe(table.Shape));
            },
            new() { Examples = ["idrop check activations.npy --labels labels.csv"] });
    }

    private static CommandResult Printed(ActivationFindings found)
    {
        // The conclusion has amounts in its text.
        var result = new CommandResult { Fixed = InformationUnit.Nats }
            .Add("logarithm", found.IsPositive ? "logarithms were taken" : null, found.IsPositive);
        if (found.Correlation is { } correlation)
            result.Add("totalCorrelation", "total correlation of a normal distribution", correlation.Corrected)
                .Add("totalCorrelationInterval", found.Percent, correlation.Interval);
        else
            result.Add("totalCorrelation", "total correlation, correlations shrunk", found.Shrunk!.Value)
                .AddMissing("totalCorrelationInterval");
        if (found.Ranks is { } ranks)
            result.Add("rankTotalCorrelation", "the same from ranks", ranks.Corrected)
                .Add("rankTotalCorrelationInterval", found.Percent, found.RankInterval)
                .Add(
                    "notNormal", found.IsPositive ? "units whose logarithms are not normal" : "units that are not normal",
                    found.NotNormal);
        else
            result.AddMissing("rankTotalCorrelation").AddMissing("rankTotalCorrelationInterval").AddMissing("notNormal");
        if (found.Labels is { } information)
            result.Add("labelInformation", "information about the label, at least", information.Value)
                .Add("labelInformationInterval", found.Percent, information.Interval)
                .Add("labelEntropy", "entropy of the label", information.LabelEntropy)
                .Add("labelError", "error of the linear classifier", information.Error);
        else
            result.AddMissing("labelInformation").AddMissing("labelInformationInterval").AddMissing("labelEntropy")
                .AddMissing("labelError");
        return result
            .Add("zeros", found.IsPositive || !found.IsNonNegative ? null : "share of exact zeros", found.Zeros)
            .Add("priors", "KL of the units' distributions from fitted priors, summed over units",
            [
                .. found.Priors.Select(prior => new CommandResult()
                    .Add("prior", null, prior.Key)
                    .Add("name", "prior", prior.Name)
                    .Add("kl", "KL", prior.Fit.Value)
                    .Add("interval", found.Percent, prior.Fit.Interval)
                    .Add("units", "units", prior.Fit.Units)
                    .Add("skipped", "too few positive", prior.Fit.Skipped)),
            ])
            .Add("samples", "samples", found.Samples)
            .Add("units", "units", found.Units)
            .Add("conclusion", "conclusion", ActivationConclusion.Of(found));
    }

    private static SymbolSequence Symbols(LabelTable table)
    {
        var known = table.Distinct(0);
        if (known.Length < 2)
            throw InputFile.Refuse(table.Path, $"has one label, {Quoted.Text(known[0])}, for all samples; at least 2 are needed.");
        var numbers = known.Index().ToDictionary(label => label.Item, label => label.Index);
        return SymbolSequence.Of([.. table.Rows.Select(row => numbers[row[0]])]);
    }

    private static double[,] Varying(string path, NumberTable table, out string[] constant)
    {
        var (all, rows) = (table.Values, table.Values.GetLength(0));
        if (rows < LabelInformation.FewestSamples)
            throw InputFile.Refuse(path, $"has {rows} rows; at least {LabelInformation.FewestSamples} are needed.");
        var dropped = table.ConstantColumns();
        constant = [.. dropped.Select(column => SampleFile.Column(table.Shape, column))];
        int[] kept = [.. Enumerable.Range(0, table.Shape.Columns).Except(dropped)];
        if (kept.Length == 0) throw InputFile.Refuse(path, "has no column that varies; it needs at least one.");
        return Tables.Of(rows, kept.Length, (i, j) => all[i, kept[j]]);
    }
}
