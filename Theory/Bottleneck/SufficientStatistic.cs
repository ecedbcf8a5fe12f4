namespace IDropTheory;

/// <summary>The minimal sufficient statistic of x for y: t is the class of all symbols x that have the same row p(y|x).</summary>
/// <remarks>
/// It keeps all of I(x;y), and every representation that does so has at least its I(x;t) = H(t): the bottleneck's optimum as beta -&gt; 0
/// (section 4 of the paper). Symbols of probability zero belong to no class.
/// </remarks>
/// <example>
/// <code>
/// // The first two symbols of x have the same row p(y|x), so that one symbol of t serves both.
/// var joint = new JointDistribution(new[,] { { 0.1, 0.1 }, { 0.2, 0.2 }, { 0.0, 0.4 } });
/// var statistic = new SufficientStatistic(joint);
/// int classes = statistic.Classes;                 // 2
/// Nats cost = statistic.Point.InformationX;        // H(t)
/// </code>
/// </example>
public sealed class SufficientStatistic
{
    /// <summary>Two rows p(y|x) count as equal if no entries differ by more than this.</summary>
    public const double SameShape = 1e-13;

    private readonly JointDistribution _original;
    private readonly int[] _class;

    /// <summary>The statistic of a joint distribution.</summary>
    /// <param name="joint">p(x,y); symbols of probability zero are allowed.</param>
    public SufficientStatistic(JointDistribution joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        _original = joint;
        var (rows, columns) = (new List<double[]>(), new List<double[]>());
        var channel = joint.YGivenX;
        _class = new int[joint.CountX];
        for (var x = 0; x < joint.CountX; x++)
            _class[x] = joint.X[x] == 0 ? -1 : IndexOf(rows, channel.Row(x));
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
            target[y] = total == 0 ? -1 : IndexOf(columns, shape);
        }
        var reduced = new double[rows.Count, columns.Count];
        for (var k = 0; k < rows.Count; k++)
            for (var y = 0; y < joint.CountY; y++)
                if (target[y] >= 0) reduced[k, target[y]] += mass[k, y];
        Joint = new(reduced);
        ConditionalEntropy = joint.ConditionalEntropy().Value;
        Offset = ConditionalEntropy - Joint.ConditionalEntropy().Value;
    }

    /// <summary>The joint distribution of the classes of x and of y, with the same mutual information as x and y.</summary>
    /// <remarks>Rows are the classes of x. Columns are the classes of y, where two y are in one class if their columns are proportional.
    /// All marginal probabilities are positive.</remarks>
    public JointDistribution Joint { get; }

    /// <summary>Number of classes of x: the symbols of t.</summary>
    public int Classes => Joint.CountX;

    /// <summary>The statistic as an encoder p(t|x); a symbol of probability zero gets p(t).</summary>
    public Channel Encoder => Lift(Channel.Identity(Classes));

    /// <summary>The information quantities of the statistic: I(x;t) = H(t) and I(t;y) = I(x;y).</summary>
    public BottleneckPoint Point => BottleneckPoint.Of(_original, Encoder);

    /// <summary>H(y|x) in nats, the same for the original x and its class.</summary>
    internal double ConditionalEntropy { get; }

    /// <summary>H(y|t) of the original y minus H(y|t) of the class of y, in nats: the same number for every t.</summary>
    internal double Offset { get; }

    /// <summary>The class of a symbol of x; null for a symbol of probability zero.</summary>
    public int? ClassOf(int x) => _class[x] >= 0 ? _class[x] : null;

    /// <summary>The encoder of x that reads its class alone; a symbol of probability zero gets the mixture of all rows.</summary>
    /// <param name="encoder">p(t|class): one row for each class.</param>
    /// <exception cref="ArgumentException"><paramref name="encoder"/> does not have <see cref="Classes"/> rows.</exception>
    public Channel Lift(Channel encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        var rows = new double[_class.Length, encoder.Outputs];
        var mean = encoder.Apply(Joint.X);
        for (var x = 0; x < _class.Length; x++)
            for (var t = 0; t < encoder.Outputs; t++)
                rows[x, t] = _class[x] >= 0 ? encoder[_class[x], t] : mean[t];
        return new(rows);
    }

    private static int IndexOf(List<double[]> known, ReadOnlySpan<double> shape)
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
