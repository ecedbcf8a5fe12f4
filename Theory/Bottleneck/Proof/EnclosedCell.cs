namespace IDropTheory;

/// <summary>Lower bounds, rounding included, of f(r) = H(W'r) - beta H(r) - lambda.r on a cell: a sub-simplex given by its
/// vertices.</summary>
/// <remarks>
/// The vertices are exact: dyadic numbers that sum to one. With D(p||q) = sum p log(p/q) - p + q and s = W'r,
/// <code>
/// f(r) = -s.log s0 - D(s||s0) - 1 + sum s0  +  beta (r.log r0 + D(r||r0) + 1 - sum r0)  -  lambda.r
/// </code>
/// for all positive vectors r0, s0.
/// <list type="bullet">
/// <item>Contraction: for normalised r0 and s0 = W'r0, D(s||s0) &lt;= eta D(r||r0) with the Dobrushin coefficient eta. So f is at least a
/// linear function minus (1 - beta/eta)+ D(s||s0), which is concave: its least value is at a vertex.</item>
/// <item>Curvature: D(p||q) / (p - q)^2 falls as p grows. On the cell, therefore, D(s||s0) &lt;= 1/2 sum c_y (s_y - s0_y)^2 with the
/// quotient at the cell's smallest s_y, and D(r||r0) &gt;= 1/2 sum k_x (r_x - r0_x)^2 with the one at its largest r_x. So f is at least a
/// quadratic function g. Between vertices v_i with weights a_i,
/// <code>
/// g(sum a_i v_i) = sum a_i g(v_i) + 1/4 sum a_i a_j e_ij,   e_ij = sum c_y (s_iy - s_jy)^2 - beta sum k_x (v_ix - v_jx)^2,
/// 0 &lt;= 1/2 |sum a_i b_i|^2 = 1/2 sum a_i |b_i|^2 - 1/4 sum a_i a_j |b_i - b_j|^2
/// </code>
/// for any points b_i. Subtracting the second line, f &gt;= min_i (g(v_i) - 1/2 |b_i|^2) + 1/4 min(0, min_ij (e_ij + |b_i - b_j|^2)).
/// The proof supplies the points; whatever they are, the bound holds.</item>
/// </list>
/// </remarks>
internal sealed class EnclosedCell
{
    // The quotient D / (p - q)^2 is taken at least this far, relatively, from p = q, where it would be 0 / 0.
    private const double Apart = 1e-6;

    private readonly Interval _beta, _share;
    private readonly Interval[] _lambda;
    private readonly Interval[][] _w;
    private readonly int _n, _m;

    /// <summary>The bounds for a channel, a trade-off and a dual vector.</summary>
    public EnclosedCell(EnclosedSystem system, double beta, IEnumerable<double> lambda)
    {
        // A symbol y that never occurs has no part in any sum.
        int[] columns = [.. Enumerable.Range(0, system.W[0].Length).Where(y => system.W.Any(row => row[y].Upper > 0))];
        _w = [.. system.W.Select(row => columns.Select(y => row[y]).ToArray())];
        (_n, _m) = (_w.Length, columns.Length);
        _beta = Interval.Point(beta);
        _lambda = [.. lambda.Select(Interval.Point)];
        var contraction = system.Dobrushin();
        // (1 - beta/eta)+.
        _share = Interval.Between(0, contraction > 0 ? Math.Max(0, (-(_beta / Interval.Point(contraction)) + 1).Upper) : 0);
    }

    /// <summary>The bound by contraction.</summary>
    /// <param name="cell">The vertices.</param>
    /// <param name="reference">r0, all positive, of any sum.</param>
    public double Contracted(double[][] cell, IReadOnlyList<double> reference)
    {
        var total = EnclosedSystem.Sum(reference.Select(Interval.Point));
        Interval[] r0 = [.. reference.Select(r => Interval.Point(r) / total)];
        var s0 = Output(r0);
        var (logR0, logS0) = (Logs(r0), Logs(s0));
        return cell.Min(vertex =>
        {
            var r = Points(vertex);
            var s = Output(r);
            var divergence = EnclosedSystem.Sum(s.Zip(s0, Divergence));
            return (Linear(r, s, logR0, logS0) - _share * Interval.Between(0, Math.Max(0, divergence.Upper))).Lower;
        });
    }

    /// <summary>The bound by curvature.</summary>
    /// <param name="cell">The vertices.</param>
    /// <param name="reference">r0, all positive.</param>
    /// <param name="points">The point b of each vertex.</param>
    public double Curved(double[][] cell, IReadOnlyList<double> reference, IReadOnlyList<IReadOnlyList<double>> points)
    {
        var r0 = Points(reference);
        var s0 = Points([.. Output(r0).Select(s => s.Middle)]);
        if (s0.Any(s => s.Lower <= 0)) return double.NegativeInfinity;
        Interval[][] r = [.. cell.Select(Points)], s = [.. r.Select(Output)], b = [.. points.Select(Points)];
        Interval[] k = [.. Enumerable.Range(0, _n).Select(x => LeastCurvature(cell.Max(v => v[x]), reference[x]))];
        Interval[] c = [.. Enumerable.Range(0, _m).Select(y => LargestCurvature(s.Min(v => v[y].Lower), s0[y].Lower))];

        Interval Form(Interval[] dr, Interval[] ds) => WeightedSquares(c, ds) - _beta * WeightedSquares(k, dr);

        var (logR0, logS0) = (Logs(r0), Logs(s0));
        var constant = EnclosedSystem.Sum(s0) - 1 + _beta * (-EnclosedSystem.Sum(r0) + 1);
        var (least, lacking) = (double.PositiveInfinity, 0.0);
        for (var i = 0; i < cell.Length; i++)
        {
            var value = Linear(r[i], s[i], logR0, logS0) + constant - 0.5 * (Form(Minus(r[i], r0), Minus(s[i], s0)) + Square(b[i]));
            least = Math.Min(least, value.Lower);
            for (var j = 0; j < i; j++)
            {
                var edge = Minus(r[i], r[j]);
                lacking = Math.Min(lacking, (Form(edge, Output(edge)) + Square(Minus(b[i], b[j]))).Lower);
            }
        }
        return Directed.SumDown(least, Directed.ProductDown(0.25, lacking));
    }

    // W'r.
    private Interval[] Output(Interval[] r)
    {
        var s = new Interval[_m];
        for (var y = 0; y < _m; y++)
        {
            s[y] = Interval.Point(0);
            for (var x = 0; x < _n; x++)
                s[y] += r[x] * _w[x][y];
        }
        return s;
    }

    // -s.log s0 + beta r.log r0 - lambda.r.
    private Interval Linear(Interval[] r, Interval[] s, Interval[] logR0, Interval[] logS0)
    {
        var sum = Interval.Point(0);
        for (var y = 0; y < _m; y++)
            sum -= s[y] * logS0[y];
        for (var x = 0; x < _n; x++)
            sum += r[x] * (_beta * logR0[x] - _lambda[x]);
        return sum;
    }

    // p log(p/q) - p + q, the limit q at p = 0.
    private static Interval Divergence(Interval p, Interval q) =>
        p.Upper == 0 ? q
        : p.Lower > 0 ? p * Interval.ItakuraSaito(q, p)
        : p * (Interval.Log(p) - Interval.Log(q)) - p + q;

    private static Interval Curvature(double p, double q) =>
        2 * Divergence(Interval.Point(p), Interval.Point(q)) / Interval.Square(Interval.Point(p) - Interval.Point(q));

    // The largest c such that D(p||q) >= 1/2 c (p - q)^2 for all p up to a given one: a lower bound.
    private static Interval LeastCurvature(double p, double q) =>
        Interval.Point(Math.Max(0, Curvature(Math.Max(p, q * (1 + Apart)), q).Lower));

    // The smallest c such that D(p||q) <= 1/2 c (p - q)^2 for all p from a given one on: an upper bound.
    private static Interval LargestCurvature(double p, double q) =>
        Interval.Point(Math.Min(double.MaxValue, Curvature(Math.Max(0, Math.Min(p, q * (1 - Apart))), q).Upper));

    private static Interval WeightedSquares(Interval[] weights, Interval[] v) =>
        EnclosedSystem.Sum(weights.Zip(v, (weight, difference) => weight * Interval.Square(difference)));

    private static Interval Square(Interval[] v) => EnclosedSystem.Sum(v.Select(Interval.Square));

    private static Interval[] Minus(Interval[] a, Interval[] b) => [.. a.Zip(b, (u, v) => u - v)];

    private static Interval[] Points(IReadOnlyList<double> v) => [.. v.Select(Interval.Point)];

    private static Interval[] Logs(Interval[] v) => [.. v.Select(Interval.Log)];
}
