namespace IDropTheory;

/// <summary>Divergences of finite systems by their definitions, on any carrier of <see cref="IReal{T}"/>; results in nats.</summary>
/// <remarks>
/// These are the sums of the textbook, for positive probabilities, without care for cancellation: what is proved is proved of them.
/// <see cref="FiniteRepresentation"/> computes the same quantities on doubles from terms that are never negative; a test compares the two.
/// </remarks>
public static class FiniteFormulas
{
    /// <summary>KL(p || q) = sum_i p_i (log p_i - log q_i).</summary>
    /// <param name="p">Probabilities, all &gt; 0.</param>
    /// <param name="q">As many, all &gt; 0.</param>
    public static T Divergence<T>(IReadOnlyList<T> p, IReadOnlyList<T> q)
        where T : IReal<T> =>
        Sum(p.Zip(q, (a, b) => a * (T.Log(a) - T.Log(b))));

    /// <summary>I(x;y) = sum p(x,y) (log p(x,y) - log p(x) - log p(y)).</summary>
    /// <param name="joint">p(x,y): rows x, all &gt; 0.</param>
    public static T Information<T>(IReadOnlyList<IReadOnlyList<T>> joint)
        where T : IReal<T>
    {
        T[] x = [.. joint.Select(Sum)], y = [.. Enumerable.Range(0, joint[0].Count).Select(j => Sum(joint.Select(row => row[j])))];
        return Sum(joint.SelectMany((row, i) => row.Select((p, j) => p * (T.Log(p) - T.Log(x[i]) - T.Log(y[j])))));
    }

    /// <summary>I(x;y|z) = sum p(x,y,z) (log p(x,y,z) + log p(z) - log p(x,z) - log p(y,z)).</summary>
    /// <param name="slices">p(x,y,z): for each z a table with rows x, all &gt; 0.</param>
    public static T ConditionalInformation<T>(IReadOnlyList<IReadOnlyList<IReadOnlyList<T>>> slices)
        where T : IReal<T> =>
        // log p(z) of each slice makes its mass a distribution.
        Sum(slices.Select(slice => Information(slice) + Sum(slice.Select(Sum)) * T.Log(Sum(slice.Select(Sum)))));

    /// <summary>The four terms of Proposition 1, each by its definition.</summary>
    /// <param name="x">p(x).</param>
    /// <param name="zGivenX">p(z|x): for each x a row over the symbols of z, the last component fastest.</param>
    /// <param name="priors">q_i: for each component its alphabet's probabilities.</param>
    /// <returns>E_x KL(p(z|x) || prod_i q_i), I(x;z), TC(z) and sum_i KL(p(z_i) || q_i).</returns>
    public static (T ExpectedKl, T Information, T TotalCorrelation, T MarginalKl) Decompose<T>(
        IReadOnlyList<T> x, IReadOnlyList<IReadOnlyList<T>> zGivenX, IReadOnlyList<IReadOnlyList<T>> priors)
        where T : IReal<T>
    {
        var symbols = zGivenX[0].Count;
        T[] z = [.. Enumerable.Range(0, symbols).Select(k => Sum(x.Zip(zGivenX, (p, row) => p * row[k])))];
        int[] sizes = [.. priors.Select(q => q.Count)];
        T[][] marginals = [.. sizes.Select((size, i) => Enumerable.Range(0, size)
            .Select(v => Sum(z.Where((_, k) => Component(sizes, k, i) == v))).ToArray())];

        T Mean(Func<IReadOnlyList<T>, T> cost) => Sum(x.Zip(zGivenX, (p, row) => p * cost(row)));
        T ToProduct(IReadOnlyList<T> p, IReadOnlyList<IReadOnlyList<T>> q) => Sum(p.Select((mass, k) =>
            mass * q.Select((factor, i) => factor[Component(sizes, k, i)]).Aggregate(T.Log(mass), (sum, f) => sum - T.Log(f))));

        return (
            Mean(row => ToProduct(row, priors)), Mean(row => Divergence(row, z)), ToProduct(z, marginals),
            Sum(marginals.Zip(priors, Divergence)));
    }

    private static T Sum<T>(IEnumerable<T> terms)
        where T : IReal<T> =>
        terms.Aggregate((sum, term) => sum + term);

    private static int Component(int[] sizes, int symbol, int component) =>
        sizes[(component + 1)..].Aggregate(symbol, (rest, size) => rest / size) % sizes[component];
}
