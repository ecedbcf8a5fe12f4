using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>A factor of variation that is known for every sample of a data set. Immutable.</summary>
public sealed class KnownFactor
{
    private readonly ImmutableArray<double> _values;
    private readonly SymbolSequence? _categories;

    private KnownFactor(string name, ImmutableArray<double> values, SymbolSequence? categories)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, _values, _categories) = (name, values, categories);
        if (Count < 2 || (categories is null ? !values.Any(v => v != values[0]) : categories.Alphabet == 1))
            throw new ArgumentException($"The factor {name} does not vary over the {Count} samples; leave it out.", nameof(values));
    }

    /// <summary>The name of the factor.</summary>
    public string Name { get; }

    /// <summary>Number of samples.</summary>
    public int Count => _categories?.Count ?? _values.Length;

    /// <summary>Whether the values are names, without order or distances.</summary>
    public bool IsCategorical => _categories is not null;

    /// <summary>A factor whose values are names, for instance classes.</summary>
    /// <param name="name">The name of the factor.</param>
    /// <param name="labels">One for each sample.</param>
    /// <exception cref="ArgumentException">The factor has the same value for all samples.</exception>
    public static KnownFactor Categorical(string name, ReadOnlySpan<int> labels) => new(name, [], SymbolSequence.Of(labels));

    /// <summary>A factor whose values are numbers, for instance positions or angles.</summary>
    /// <param name="name">The name of the factor.</param>
    /// <param name="values">One finite number for each sample.</param>
    /// <exception cref="ArgumentException">The factor has the same value for all samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static KnownFactor Continuous(string name, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
            Require.Finite(values[i], $"{name}[{i}]");
        return new(name, [.. values], null);
    }

    /// <summary>The values as symbols: the categories themselves, or bins of equal mass (which, for uniformly drawn values, have nearly
    /// equal width).</summary>
    /// <param name="bins">Number of bins of a continuous factor; categories stay as they are.</param>
    public SymbolSequence Symbols(int bins) => _categories ?? SymbolSequence.Bin(_values.AsSpan(), bins, Binning.EqualMass);

    /// <summary>Its values as columns of mean zero, whose variances sum to one: one column, or an indicator of each category.</summary>
    internal double[][] Columns()
    {
        double[][] columns = _categories is { } categories
            ? [.. Enumerable.Range(0, categories.Alphabet).Select(s => Indicator(categories, s))]
            : [[.. _values]];
        var variance = columns.Sum(SampleColumns.Centre);
        foreach (var column in columns)
            SampleColumns.Divide(column, Math.Sqrt(variance));
        return columns;
    }

    private static double[] Indicator(SymbolSequence categories, int symbol)
    {
        var column = new double[categories.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = categories[i] == symbol ? 1 : 0;
        return column;
    }
}
