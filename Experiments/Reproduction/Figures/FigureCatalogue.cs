namespace IDropTheory.Experiments.Reproduction.Figures;

/// <summary>Every figure and table that can be run, in the order of the paper.</summary>
internal static class FigureCatalogue
{
    public static ImmutableArray<Figure> All { get; } =
    [
        new Fig1(), new Fig2(), new Fig3a(), new Fig3b(), new Fig4(), new Fig5(), new Fig6(), new Table1(), new WeightPlane(),
            new ToyNetworks(),
        new LayerTerms(),
    ];

    /// <summary>The figure of an id.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static Figure Named(string id) =>
        All.FirstOrDefault(figure => figure.Id == id)
        ?? throw new UserError($"There is no figure {Quoted.Text(id)}; known: {string.Join(", ", All.Select(figure => figure.Id))}.");
}
