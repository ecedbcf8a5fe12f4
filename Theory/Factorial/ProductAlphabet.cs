using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The symbols of a product alphabet, counted with the last component fastest, and which of them to exchange for less
/// dependence.</summary>
internal static class ProductAlphabet
{
    // Nats that an exchange must save.
    private const double Saving = 1e-13;

    /// <summary>For each component, its symbol in every symbol of the product.</summary>
    public static int[][] Components(ImmutableArray<int> sizes)
    {
        var count = sizes.Aggregate(1, (product, size) => product * size);
        var result = new int[sizes.Length][];
        var stride = count;
        for (var i = 0; i < sizes.Length; i++)
        {
            stride /= sizes[i];
            var (step, size) = (stride, sizes[i]);
            result[i] = [.. Enumerable.Range(0, count).Select(z => z / step % size)];
        }
        return result;
    }

    /// <summary>The symbols in an order that begins with those of the largest component, the others being at 0: a code of so few symbols
    /// has no total correlation.</summary>
    public static int[] LargestComponentFirst(ImmutableArray<int> sizes)
    {
        var largest = sizes.IndexOf(sizes.Max());
        var component = Components(sizes);
        return
        [
            .. Enumerable.Range(0, component[0].Length)
                .OrderBy(z => Enumerable.Range(0, sizes.Length).Count(i => i != largest && component[i][z] != 0)),
        ];
    }

    /// <summary>An order of the symbols in which exchanging two more does not reduce sum_i H(z_i): old symbols by their new
    /// places.</summary>
    /// <remarks>H(y|z), I(x;z) and H(z) do not depend on the order; TC = sum_i H(z_i) - H(z) does.</remarks>
    /// <param name="masses">p(z).</param>
    /// <param name="sizes">Number of symbols of each component.</param>
    public static int[] LessDependent(ReadOnlySpan<double> masses, ImmutableArray<int> sizes)
    {
        var component = Components(sizes);
        var p = masses.ToArray();
        int[] order = [.. Enumerable.Range(0, p.Length)];
        double[][] marginals = [.. sizes.Select(size => new double[size])];
        for (var i = 0; i < sizes.Length; i++)
            for (var z = 0; z < p.Length; z++)
                marginals[i][component[i][z]] += p[z];
        for (var found = true; found;)
        {
            found = false;
            for (var a = 0; a < p.Length; a++)
                for (var b = 0; b < a; b++)
                {
                    if (p[a] == p[b] || Change(a, b) >= -Saving) continue;
                    for (var i = 0; i < sizes.Length; i++)
                    {
                        marginals[i][component[i][a]] += p[b] - p[a];
                        marginals[i][component[i][b]] += p[a] - p[b];
                    }
                    (p[a], p[b]) = (p[b], p[a]);
                    (order[a], order[b]) = (order[b], order[a]);
                    found = true;
                }
        }
        return order;

        double Change(int a, int b)
        {
            var (change, shift) = (0.0, p[b] - p[a]);
            for (var i = 0; i < marginals.Length; i++)
            {
                var (u, v) = (component[i][a], component[i][b]);
                if (u == v) continue;
                var q = marginals[i];
                change += Accurate.XLogX(q[u]) + Accurate.XLogX(q[v])
                    - Accurate.XLogX(Math.Max(q[u] + shift, 0)) - Accurate.XLogX(Math.Max(q[v] - shift, 0));
            }
            return change;
        }
    }
}
