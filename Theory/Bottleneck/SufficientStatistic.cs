namespace IDropTheory;

/// <summary>A joint distribution reduced to what matters to a bottleneck: no symbols of probability zero, one x for every distinct row p(y|x),
/// one y for every distinct shape of a column.</summary>
/// <remarks>t need only depend on the minimal sufficient statistic of x, and proportional columns (y's that say the same of x) change
/// H(y|t) by a constant only.</remarks>
internal sealed class SufficientStatistic
{
    // Rows and columns that differ less than this are rounding variants of one another.
    private const double SameShape = 1e-13;

    private readonly int[] _class;

    public SufficientStatistic(JointDistribution joint)
    {
        var (rows, columns) = (new List<double[]>(), new List<double[]>());
        var channel = joint.YGivenX;
        _class = new int[joint.CountX];
        for (var x = 0; x < joint.CountX; x++)
            _class[x] = joint.X[x] == 0 ? -1 : ClassOf(rows, channel.Row(x));
        var mass = new double[rows.Count, joint.CountY];
        for (var x = 0; x < joint.CountX; x++)
            for (var y = 0; _class[x] >= 0 && y < joint.CountY; y++)
                mass[_class[x], y] += joint[x, y];
        var shape = new double[rows.Count];
        var target = new int[joint.CountY];
        for (var y = 0; y < joint.CountY; y++)
        {
            var total = 0.0;
            for (var k = 0; k < shape.Length; k++)
                total += shape[k] = mass[k, y];
            for (var k = 0; k < shape.Length; k++)
                shape[k] /= total;
            target[y] = total == 0 ? -1 : ClassOf(columns, shape);
        }
        var reduced = new double[rows.Count, columns.Count];
        for (var k = 0; k < rows.Count; k++)
            for (var y = 0; y < joint.CountY; y++)
                if (target[y] >= 0) reduced[k, target[y]] += mass[k, y];
        Joint = new(reduced);
        ConditionalEntropy = joint.ConditionalEntropy().Value;
        Offset = ConditionalEntropy - Joint.ConditionalEntropy().Value;
    }

    /// <summary>The reduced joint distribution; all marginal probabilities are positive.</summary>
    public JointDistribution Joint { get; }

    /// <summary>H(y|x), the same for the original x and the reduced one.</summary>
    public double ConditionalEntropy { get; }

    /// <summary>What H(y|t) of the original y has above that of the reduced one, whatever t.</summary>
    public double Offset { get; }

    /// <summary>The encoder of the original x that reads the statistic; x of probability zero get the mixture of all rows.</summary>
    public Channel Lift(Channel encoder)
    {
        var rows = new double[_class.Length, encoder.Outputs];
        var mean = encoder.Apply(Joint.X);
        for (var x = 0; x < _class.Length; x++)
            for (var t = 0; t < encoder.Outputs; t++)
                rows[x, t] = _class[x] >= 0 ? encoder[_class[x], t] : mean[t];
        return new(rows);
    }

    private static int ClassOf(List<double[]> known, ReadOnlySpan<double> shape)
    {
        for (var k = 0; k < known.Count; k++)
        {
            var distance = 0.0;
            for (var i = 0; i < shape.Length; i++)
                distance = Math.Max(distance, Math.Abs(known[k][i] - shape[i]));
            if (distance <= SameShape) return k;
        }
        known.Add(shape.ToArray());
        return known.Count - 1;
    }
}
