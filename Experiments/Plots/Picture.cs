namespace IDropTheory.Experiments.Plots;

/// <summary>A picture of numbers as a value: what is shown, not how. It can be drawn (SVG, PNG) and written down (CSV).</summary>
public abstract record Picture
{
    /// <summary>The columns of its CSV text: its first line.</summary>
    internal abstract string CsvHeader { get; }

    /// <summary>Its numbers, all of them, with all digits.</summary>
    internal abstract IEnumerable<IReadOnlyList<string>> CsvRows();

    /// <summary>Lays it out.</summary>
    internal abstract Drawing Draw();
}
