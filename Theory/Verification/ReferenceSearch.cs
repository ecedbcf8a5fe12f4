namespace IDropTheory.Verification;

/// <summary>Least values of functions for the references of checks, by search alone.</summary>
internal static class ReferenceSearch
{
    /// <summary>Where a function with one minimum is least on an interval: golden sections.</summary>
    public static double Minimum(Func<double, double> f, double low, double high)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < 200; i++)
        {
            var (a, b) = (high - golden * (high - low), low + golden * (high - low));
            (low, high) = f(a) < f(b) ? (low, b) : (a, high);
        }
        return 0.5 * (low + high);
    }

    /// <summary>Where an increasing function is zero on an interval: bisection.</summary>
    public static double Root(Func<double, double> f, double low, double high)
    {
        for (var i = 0; i < 200; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = f(middle) > 0 ? (low, middle) : (middle, high);
        }
        return 0.5 * (low + high);
    }

    /// <summary>The largest value of f on the simplex of three symbols near some points: from each, steps along the six edges that are
    /// halved wherever none of them climbs.</summary>
    public static double OnSimplex(Func<double[], double> f, IEnumerable<double[]> starts, double step)
    {
        var best = double.NegativeInfinity;
        foreach (var start in starts)
        {
            var (at, value) = (start, f(start));
            for (var length = step; length > 1e-10;)
            {
                var neighbours = from plus in Enumerable.Range(0, 3)
                                 from minus in Enumerable.Range(0, 3)
                                 where plus != minus && at[minus] >= length
                                 select (double[])[.. at.Select((r, i) => i == plus ? r + length : i == minus ? r - length : r)];
                var (next, reached) = neighbours.Select(r => (r, f(r))).Append((at, value)).MaxBy(pair => pair.Item2);
                if (reached > value) (at, value) = (next, reached);
                else length /= 2;
            }
            best = Math.Max(best, value);
        }
        return best;
    }
}
