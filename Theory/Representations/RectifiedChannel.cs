using System.Collections.Immutable;

namespace IDropTheory;

/// <summary>The paper's layer on a finite input when some activations are exactly zero, as after a ReLU: z_i = eps_i f_i(x) then has an
/// atom at zero.</summary>
/// <remarks>
/// Let S be the set of components that are zero: a function of x that z determines. Hence I(x;z) = H(S) + sum_s p(s) I(x;z|S=s), and within
/// one pattern the components that are not zero are a <see cref="LogNormalChannel"/>: the atoms are exact, the rest is quadrature. The same
/// holds for any y that depends on z through x alone. Inputs are rows, components are columns. Immutable.
/// </remarks>
public sealed class RectifiedChannel
{
    private readonly int[] _patternOf;

    /// <summary>A layer of given log-activations and noise.</summary>
    /// <param name="x">p(x); inputs of probability zero are allowed and change nothing.</param>
    /// <param name="logActivations">log f_i(x), finite or -infinity where f_i(x) = 0.</param>
    /// <param name="alphas">alpha_i(x) &gt; 0, the standard deviations of the log-noise; without effect where f_i(x) = 0.</param>
    /// <param name="convention">The location of the log-noise.</param>
    /// <exception cref="ArgumentException">The shapes clash, or there is no component.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A log-activation is NaN or +infinity, or a scale is not positive.</exception>
    public RectifiedChannel(
        FiniteDistribution x, double[,] logActivations, double[,] alphas, NoiseConvention convention = NoiseConvention.MedianOne)
    {
        (X, Dimensions) = (x, ChannelShape.Components(x, logActivations, alphas));

        string Pattern(int k) =>
            string.Concat(Enumerable.Range(0, Dimensions).Select(i => double.IsNegativeInfinity(logActivations[k, i]) ? '0' : '1'));
        var groups = Enumerable.Range(0, x.Count).GroupBy(Pattern).ToArray();
        _patternOf = new int[x.Count];
        var patterns = ImmutableArray.CreateBuilder<ActivityPattern>(groups.Length);
        foreach (var group in groups)
        {
            int[] inputs = [.. group];
            foreach (var k in inputs)
                _patternOf[k] = patterns.Count;
            int[] components = [.. Enumerable.Range(0, Dimensions).Where(i => group.Key[i] == '1')];
            patterns.Add(Part(inputs, components, logActivations, alphas, convention));
        }
        Patterns = patterns.MoveToImmutable();
    }

    /// <summary>p(x).</summary>
    public FiniteDistribution X { get; }

    /// <summary>Number of components d of z.</summary>
    public int Dimensions { get; }

    /// <summary>The inputs grouped by which of their components are zero.</summary>
    public ImmutableArray<ActivityPattern> Patterns { get; }

    /// <summary>I(x;z), 0 &lt;= I &lt;= H(x): the atoms exactly, the rest by adaptive quadrature over log z.</summary>
    /// <exception cref="InvalidOperationException">An input has more than three components that are not zero.</exception>
    public QuadratureResult Information(CubatureOptions? options = null) =>
        Sum(new FiniteDistribution([.. Patterns.Select(p => p.Probability)]).Entropy(), part => part.Information(options));

    /// <summary>I(z;y) of a y that depends on z through x alone, 0 &lt;= I(z;y) &lt;= min(I(x;z), I(x;y)).</summary>
    /// <param name="yGivenX">p(y|x).</param>
    /// <param name="options">When to stop; <see cref="CubatureOptions.Default"/> if null.</param>
    /// <exception cref="ArgumentException">The channel's inputs are not those of the layer.</exception>
    /// <exception cref="InvalidOperationException">An input has more than three components that are not zero.</exception>
    public QuadratureResult InformationAbout(Channel yGivenX, CubatureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(yGivenX);
        Require.SameLength(yGivenX.Inputs, X.Count, "the channel from x to y", "the input distribution");
        var patternAndY = new double[Patterns.Length, yGivenX.Outputs];
        for (var x = 0; x < X.Count; x++)
            for (var y = 0; y < yGivenX.Outputs; y++)
                patternAndY[_patternOf[x], y] += X[x] * yGivenX[x, y];
        return Sum(
            new JointDistribution(patternAndY).MutualInformation(),
            (part, inputs) => part.InformationAbout(Rows(yGivenX, inputs), options));
    }

    private QuadratureResult Sum(Nats ofPatterns, Func<LogNormalChannel, QuadratureResult> ofPart) =>
        Sum(ofPatterns, (part, _) => ofPart(part));

    private QuadratureResult Sum(Nats ofPatterns, Func<LogNormalChannel, ImmutableArray<int>, QuadratureResult> ofPart)
    {
        var (value, error) = (ofPatterns, Nats.Zero);
        foreach (var pattern in Patterns)
        {
            if (pattern.Channel is not { } channel || pattern.Probability == 0) continue;
            var part = ofPart(channel, pattern.Inputs);
            value += pattern.Probability * part.Value;
            error += pattern.Probability * part.Error;
        }
        return new(value, error);
    }

    private ActivityPattern Part(int[] inputs, int[] components, double[,] logActivations, double[,] alphas, NoiseConvention convention)
    {
        var probability = inputs.Sum(x => X[x]);
        if (probability == 0 || components.Length == 0) return new([.. inputs], [.. components], probability, null);
        var (f, a) = (new double[inputs.Length, components.Length], new double[inputs.Length, components.Length]);
        for (var k = 0; k < inputs.Length; k++)
            for (var i = 0; i < components.Length; i++)
                (f[k, i], a[k, i]) = (logActivations[inputs[k], components[i]], alphas[inputs[k], components[i]]);
        return new([.. inputs], [.. components], probability, new(new([.. inputs.Select(x => X[x] / probability)]), f, a, convention));
    }

    private static Channel Rows(Channel channel, ImmutableArray<int> inputs)
    {
        var rows = new double[inputs.Length, channel.Outputs];
        for (var k = 0; k < inputs.Length; k++)
            for (var y = 0; y < channel.Outputs; y++)
                rows[k, y] = channel[inputs[k], y];
        return new(rows);
    }
}
