namespace IDropTheory;

/// <summary>Neighbour queries in the maximum norm on a fixed set of points: a balanced k-d tree with tight boxes. Immutable.</summary>
internal sealed class KdTree
{
    private const int LeafSize = 12;

    private readonly int _dimensions;
    private readonly int _count;
    private readonly double[] _points;
    private readonly double[] _lower;
    private readonly double[] _upper;

    /// <summary>Builds the tree of points given row by row; they are copied.</summary>
    public KdTree(ReadOnlySpan<double> rowMajor, int dimensions)
    {
        _dimensions = dimensions;
        _count = rowMajor.Length / dimensions;
        var nodes = 1;
        for (var size = _count; size > LeafSize; size = (size + 1) / 2)
            nodes = 2 * nodes + 1;
        (_lower, _upper) = (new double[nodes * dimensions], new double[nodes * dimensions]);
        var order = new int[_count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Build(0, order, rowMajor, new double[_count], 0);
        _points = new double[rowMajor.Length];
        for (var i = 0; i < order.Length; i++)
            rowMajor.Slice(order[i] * dimensions, dimensions).CopyTo(_points.AsSpan(i * dimensions));
    }

    /// <summary>How many points lie strictly nearer to a point than a radius; a point of the set counts itself if radius &gt; 0.</summary>
    public int CountNearer(ReadOnlySpan<double> point, double radius) => CountNearer(0, 0, _count, point, radius);

    /// <summary>Writes the smallest distances from a point of the set to the others (itself left out), in ascending order.</summary>
    public void NearestDistances(ReadOnlySpan<double> point, Span<double> distances)
    {
        // One more than asked for: the smallest is the distance zero of the point to itself.
        Span<double> all = distances.Length < 64 ? stackalloc double[distances.Length + 1] : new double[distances.Length + 1];
        all.Fill(double.PositiveInfinity);
        Search(0, 0, _count, point, all);
        all[1..].CopyTo(distances);
    }

    private void Build(int node, Span<int> order, ReadOnlySpan<double> points, double[] keys, int start)
    {
        var (d, widest, width) = (_dimensions, 0, -1.0);
        for (var j = 0; j < d; j++)
        {
            var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (var i in order)
                (low, high) = (Math.Min(low, points[i * d + j]), Math.Max(high, points[i * d + j]));
            (_lower[node * d + j], _upper[node * d + j]) = (low, high);
            if (high - low > width) (widest, width) = (j, high - low);
        }
        if (order.Length <= LeafSize) return;
        var part = keys.AsSpan(start, order.Length);
        for (var i = 0; i < order.Length; i++)
            part[i] = points[order[i] * d + widest];
        part.Sort(order);
        var half = order.Length / 2;
        Build(2 * node + 1, order[..half], points, keys, start);
        Build(2 * node + 2, order[half..], points, keys, start + half);
    }

    private int CountNearer(int node, int start, int count, ReadOnlySpan<double> point, double radius)
    {
        var (near, far) = BoxDistances(node, point);
        if (near >= radius) return 0;
        if (far < radius) return count;
        if (count <= LeafSize)
        {
            var found = 0;
            for (var i = start; i < start + count; i++)
                if (Distance(i, point) < radius)
                    found++;
            return found;
        }
        var half = count / 2;
        return CountNearer(2 * node + 1, start, half, point, radius)
            + CountNearer(2 * node + 2, start + half, count - half, point, radius);
    }

    private void Search(int node, int start, int count, ReadOnlySpan<double> point, Span<double> best)
    {
        if (count <= LeafSize)
        {
            for (var i = start; i < start + count; i++)
                Insert(best, Distance(i, point));
            return;
        }
        var half = count / 2;
        var (left, _) = BoxDistances(2 * node + 1, point);
        var (right, _) = BoxDistances(2 * node + 2, point);
        for (var pass = 0; pass < 2; pass++)
            if ((pass == 0) == (left <= right))
            {
                if (left < best[^1]) Search(2 * node + 1, start, half, point, best);
            }
            else if (right < best[^1])
                Search(2 * node + 2, start + half, count - half, point, best);
    }

    private static void Insert(Span<double> best, double distance)
    {
        if (distance >= best[^1]) return;
        var at = best.Length - 1;
        for (; at > 0 && best[at - 1] > distance; at--)
            best[at] = best[at - 1];
        best[at] = distance;
    }

    private double Distance(int index, ReadOnlySpan<double> point)
    {
        var stored = _points.AsSpan(index * _dimensions, _dimensions);
        var max = 0.0;
        for (var j = 0; j < stored.Length; j++)
            max = Math.Max(max, Math.Abs(stored[j] - point[j]));
        return max;
    }

    private (double Near, double Far) BoxDistances(int node, ReadOnlySpan<double> point)
    {
        var (near, far) = (0.0, 0.0);
        for (var j = 0; j < _dimensions; j++)
        {
            var (low, high) = (_lower[node * _dimensions + j] - point[j], point[j] - _upper[node * _dimensions + j]);
            near = Math.Max(near, Math.Max(low, high));
            far = Math.Max(far, Math.Max(-low, -high));
        }
        return (near, far);
    }
}
