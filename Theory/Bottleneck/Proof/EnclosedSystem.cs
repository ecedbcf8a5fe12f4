namespace IDropTheory;

/// <summary>The distributions of a <see cref="BottleneckProof"/> as intervals that contain the real ones.</summary>
internal sealed class EnclosedSystem
{
    private readonly Interval[][] _joint;
    private readonly Interval[] _x;

    public EnclosedSystem(BottleneckProof proof)
    {
        var total = Sum(proof.Masses.SelectMany(row => row).Select(Interval.Point));
        _joint = [.. proof.Masses.Select(row => row.Select(mass => Interval.Point(mass) / total).ToArray())];
        _x = [.. _joint.Select(Sum)];
        P = new Interval[proof.Lambda.Length];
        W = new Interval[P.Length][];
        for (var x = 0; x < _x.Length; x++)
        {
            if (proof.Classes[x] is not (>= 0 and var k)) continue;
            var mass = Sum(proof.Masses[x].Select(Interval.Point));
            Interval[] row = [.. proof.Masses[x].Select(m => Interval.Point(m) / mass)];
            (P[k], W[k]) = W[k] is { } known ? (P[k] + _x[x], [.. known.Zip(row, Interval.Hull)]) : (_x[x], row);
        }
    }

    /// <summary>The probability of each class of x.</summary>
    public Interval[] P { get; }

    /// <summary>For each class the smallest intervals that contain p(y|x) of all its symbols: every mixture of them is between.</summary>
    public Interval[][] W { get; }

    /// <summary>sum_k lambda_k p_k + beta H(p): what a lower bound of H(W'r) - beta H(r) - lambda.r lacks to one of the objective. By data
    /// processing I(x;t) is at least the information about the class.</summary>
    public Interval Offset(BottleneckProof proof) => Sum(P.Select((p, k) =>
        Interval.Point(proof.Lambda[k]) * p - Interval.Point(proof.Beta) * (p * Interval.Log(p))));

    /// <summary>H(y|t) + beta I(x;t) of the encoder.</summary>
    public Interval Objective(BottleneckProof proof)
    {
        var clusters = proof.Encoder[0].Length;
        Interval[][] encoder = [.. proof.Encoder.Select(row =>
            row.Select(q => Interval.Point(q) / Sum(row.Select(Interval.Point))).ToArray())];
        var (remaining, information) = (Interval.Point(0), Interval.Point(0));
        for (var t = 0; t < clusters; t++)
        {
            var mass = Sum(_x.Select((p, x) => p * encoder[x][t]));
            for (var x = 0; x < _x.Length; x++)
                if (proof.Encoder[x][t] > 0 && _x[x].Upper > 0)
                    information += _x[x] * encoder[x][t] * (Interval.Log(encoder[x][t]) - Interval.Log(mass));
            for (var y = 0; y < _joint[0].Length; y++)
            {
                var joint = Sum(_joint.Select((row, x) => row[y] * encoder[x][t]));
                if (joint.Upper > 0) remaining -= joint * (Interval.Log(joint) - Interval.Log(mass));
            }
        }
        return remaining + Interval.Point(proof.Beta) * information;
    }

    /// <summary>The largest total variation between two rows, an upper bound.</summary>
    public double Dobrushin()
    {
        var largest = 0.0;
        for (var a = 0; a < W.Length; a++)
            for (var b = 0; b < a; b++)
            {
                var distance = Sum(W[a].Zip(W[b], (u, v) => u - v).Select(d => Interval.Between(0, Math.Max(-d.Lower, d.Upper))));
                largest = Math.Max(largest, 0.5 * distance.Upper);
            }
        return Math.Min(1, largest);
    }

    internal static Interval Sum(IEnumerable<Interval> terms) => terms.Aggregate(Interval.Point(0), (sum, term) => sum + term);
}
