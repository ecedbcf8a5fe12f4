namespace IDropTheory;

/// <summary>Checks that the tables of a layer on a finite input have a row for each input and a column for each component.</summary>
internal static class ChannelShape
{
    /// <summary>The number of components.</summary>
    /// <exception cref="ArgumentException">The shapes clash, or there is no component.</exception>
    public static int Components(FiniteDistribution x, double[,] logActivations, double[,] alphas)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(logActivations);
        ArgumentNullException.ThrowIfNull(alphas);
        Require.SameLength(x.Count, logActivations.GetLength(0), "the input distribution", "the list of rows of log-activations");
        Require.SameLength(x.Count, alphas.GetLength(0), "the input distribution", "the list of rows of alphas");
        var components = logActivations.GetLength(1);
        Require.SameLength(components, alphas.GetLength(1), "a row of log-activations", "a row of alphas");
        Require.AtLeast(components, 1, "the number of components");
        return components;
    }
}
