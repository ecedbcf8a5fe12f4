namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Erratum E9: what the KL terms of two noisy layers add up to, beside the information that the layers carry: exactly on finite
/// joints (<see cref="JointTerms"/>), by bounds on images (<see cref="ImageTerms"/>).</summary>
internal sealed record LayerTerms() : Figure(
    "layers", "The layers' KL terms beside the information that they carry",
    claim: "The KL term of a dropout layer is the information that the layer transmits (Figs. 2 and 6 plot it as such).",
    paper: "KL terms are plotted as \"information transmitted\" by a layer and as the total over layers (Figs. 2 and 6); no comparison is "
        + "made.")
{
    public override ImmutableArray<Preset> Presets => [Preset.Smoke, Preset.Quick, Preset.Paper];

    public override string PaperDataset => "mnist";

    protected override Preset? RepeatedFrom => Preset.Paper;

    public override ImmutableArray<PlannedRun> Plan(StudySettings study, IFinishedRuns finished) =>
        [.. JointTerms.Sweep(study).Plan, .. ImageTerms.Sweep(study).Plan];

    public override Completeness CompletenessOf(StudySettings study, IFinishedRuns finished) =>
        JointTerms.Cells(study, finished).Completeness + ImageTerms.Cells(study, finished).Completeness;

    public override FigureOutcome Measure(StudySettings study, IFinishedRuns finished)
    {
        var completeness = CompletenessOf(study, finished);
        if (completeness.Finished == 0) throw study.TooLittle("no run is finished", completeness);
        return (JointTerms.Show(JointTerms.Cells(study, finished)) + ImageTerms.Show(study, ImageTerms.Cells(study, finished)))
            .Outcome(study, Paper, completeness, []);
    }
}
