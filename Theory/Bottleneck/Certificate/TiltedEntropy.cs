namespace IDropTheory;

/// <summary>The function H(W'r) - beta H(r) - lambda.r of an input distribution r: what the bottleneck's posteriors minimise.</summary>
/// <remarks>
/// Its tangent plane at r0 is, on the simplex, the homogeneous linear function r -> sum_x r_x l_x with
/// l_x = -sum_y W_xy log (W'r0)_y + beta log r0_x - lambda_x; at r = r0 that is the value itself.
/// </remarks>
internal sealed class TiltedEntropy(Channel w, double beta, double[] lambda)
{
    /// <summary>The channel p(y|x).</summary>
    public Channel W { get; } = w;

    /// <summary>The factor of H(r).</summary>
    public double Beta { get; } = beta;

    /// <summary>The weight of the inputs in <see cref="Vertex.WidestEdge"/>. Halving an edge gains what the concave part H(W'r) loses over
    /// it, which depends on the outputs alone; but over a long edge of equal outputs the bound of the convex part is not tight either.
    /// In searches and proofs of random joints 0.1 to 0.3 of beta needed the fewest cells, of 0 to 3.</summary>
    public double InputWeight => 0.1 * Beta;

    /// <summary>An upper bound of every value's rounding error.</summary>
    public double RoundingError { get; } = 1e-14 * (10 + 2 * lambda.Max(Math.Abs));

    /// <summary>The value if there is only one input.</summary>
    public double ValueAtOnlyInput => FiniteInformation.Entropy(W.Row(0)) - lambda[0];

    /// <summary>W'r.</summary>
    public void Output(ReadOnlySpan<double> r, Span<double> s)
    {
        s.Clear();
        for (var x = 0; x < r.Length; x++)
        {
            var row = W.Row(x);
            for (var y = 0; y < s.Length; y++)
                s[y] += r[x] * row[y];
        }
    }

    /// <summary>The value at r whose output distribution is s.</summary>
    public double Value(ReadOnlySpan<double> r, ReadOnlySpan<double> s)
    {
        var value = FiniteInformation.Entropy(s) - Beta * FiniteInformation.Entropy(r);
        for (var x = 0; x < r.Length; x++)
            value -= lambda[x] * r[x];
        return value;
    }

    /// <summary>The homogeneous tangent at r &gt; 0 whose output distribution is s.</summary>
    public void Tangent(ReadOnlySpan<double> r, ReadOnlySpan<double> s, Span<double> tangent)
    {
        for (var x = 0; x < r.Length; x++)
            tangent[x] = Beta * Math.Log(r[x]) - lambda[x] - LogLikelihood(x, s);
    }

    /// <summary>
    /// Writes r_x ∝ exp((lambda_x + sum_y W_xy theta_y) / beta), the minimiser of -beta H(r) - lambda.r - theta.W'r, and returns minus that
    /// minimum: the conjugate at theta of v(s) = min over r with W'r = s of -beta H(r) - lambda.r.
    /// </summary>
    public double Conjugate(ReadOnlySpan<double> theta, Span<double> r)
    {
        for (var x = 0; x < r.Length; x++)
        {
            var row = W.Row(x);
            var sum = lambda[x];
            for (var y = 0; y < row.Length; y++)
                if (row[y] > 0)
                    sum += row[y] * theta[y];
            r[x] = sum / Beta;
        }
        var logSum = Accurate.LogSumExp(r);
        foreach (ref var v in r)
            v = Math.Exp(v - logSum);
        return Beta * logSum;
    }

    /// <summary>
    /// Descends from r, in place, by the concave-convex step r_x ∝ exp((lambda_x + sum_y W_xy log s_y) / beta), which never increases
    /// the value: the concave H(W'r) is replaced by its tangent.
    /// </summary>
    public void Descend(Span<double> r, Span<double> s, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Output(r, s);
            foreach (ref var v in s)
                v = Math.Log(v);
            Conjugate(s, r);
        }
        Output(r, s);
    }

    /// <summary>sum_y W_xy log s_y, with 0 log 0 = 0.</summary>
    private double LogLikelihood(int x, ReadOnlySpan<double> s)
    {
        var sum = 0.0;
        var row = W.Row(x);
        for (var y = 0; y < row.Length; y++)
            if (row[y] > 0)
                sum += row[y] * Math.Log(s[y]);
        return sum;
    }
}
