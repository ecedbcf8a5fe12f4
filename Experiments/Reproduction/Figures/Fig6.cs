using IDropTheory.Experiments.Runs;
using Layer = IDropTheory.Experiments.Reproduction.LayerCells;

namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Fig. 6: KL of the two dropout layers of All-CNN-32 against the percentage of its filters, in all and per unit.</summary>
internal sealed record Fig6() : AllCnnFigure<double, RunResult>(
    "fig6", "Information of the two dropout layers against the number of filters",
    claim: "The total information hardly varies with the number of filters and is less in the second dropout layer; with fewer filters "
        + "each unit lets more through, and units of the second layer contain more than those of the first.",
    paper: "Totals of the two layers nearly level from a few filters to all, the second below the first; KL per unit falls with the number "
        + "of filters, the second layer above the first (no numbers are printed).")
{
    protected override int FewestPoints => 2;

    protected override StudySettings WithImages(StudySettings study) => AllCnnScale.WithMoreImages(study);

    protected override Sweep<double, RunResult> Sweep(StudySettings study, IFinishedRuns finished) => Reproduction.Sweep.Of(
        from filters in AllCnnScale.VariedFilters(study.Preset)
        from seed in study.Seeds
        select (filters, AllCnnScale.Training(WithImages(study), filters, Activation.Softplus, AllCnnScale.Beta(study.Preset), seed)));

    protected override Findings Show(StudySettings study, Cells<double, RunResult> cells)
    {
        var (layers, growth) = (Layer.AllOf(cells), cells.Points[^1].Key / cells.Points[0].Key);
        var (first, last) = (layers[0], layers[^1]);
        string Both(Func<Layer, Func<Cell<double, RunResult>, double>> of) => string.Join("; ", cells.Points.Select(p =>
            Invariant($"{p.Average(of(last)):G4} and {p.Average(of(first)):G4} nats at {p.Key}%")));
        return new()
        {
            Statements =
            [
                .. layers.Select(layer => cells.Smaller($"The total of {layer.Name} hardly varies with the filters",
                    seed => Math.Log(seed.Max(layer.Kl) / seed.Min(layer.Kl)) - 0.5 * Math.Log(growth),
                    less => Invariant($"by a factor of {Math.Exp(less + 0.5 * Math.Log(growth)):F2}, the filters by {growth:F1}"))),
                cells.Smaller("The second layer's total is below the first's",
                    seed => seed.Average(last.Kl) - seed.Average(first.Kl), _ => Both(l => l.Kl)),
                .. layers.Select(layer => cells.Smaller($"With fewer filters a unit of {layer.Name} lets more through",
                    seed => layer.PerUnit(seed[^1]) - layer.PerUnit(seed[0]),
                    _ => string.Join(", ", cells.Points.Select(p => Invariant($"{p.Average(layer.PerUnit):G3}")))
                        + " nats, from few filters to many")),
                cells.Smaller("A unit of the second layer contains more than one of the first",
                    seed => seed.Average(first.PerUnit) - seed.Average(last.PerUnit), _ => Both(l => l.PerUnit)),
            ],
            Pictures =
            [
                Layer.Curves(cells, $"(a) KL of each dropout layer, all units, {study.Dataset}", "KL (nats per image)", l => l.Kl),
                Layer.Curves(cells, $"(b) KL per unit of each dropout layer, {study.Dataset}", "KL (nats per unit)", l => l.PerUnit),
            ],
            Tables = [Layer.Table(cells)],
            Remarks =
            [
                "\"Information\" is here what the paper plots: the KL from the prior, an upper bound of what a layer transmits "
                    + "(erratum E9; the figure `layers` shows the gap).",
                "\"Hardly varies\" is taken as: by a factor below the square root of that of the filters.",
                AllCnnScale.BetaRemark(study.Preset),
            ],
        };
    }
}
