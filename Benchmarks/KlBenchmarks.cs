using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace IDropTheory.Benchmarks;

/// <summary>Divergences of one layer's activations: the library's batches against loops written by hand over the same arrays.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
[Config(typeof(ShortRuns))]
public class KlBenchmarks
{
    private const double Mu = 0.1;
    private const double Sigma = 0.8;
    private const double AlphaMax = 0.9;

    private const int X = 0;
    private const int Alpha = 1;
    private const int Result = 2;

    private Arena<double> _doubles = new(0, 3);
    private Arena<float> _floats = new(0, 3);

    /// <summary>Number of units: a multiple of 16, as the hand-written loops have no tail. 4096 fit into the cache, a million do
    /// not.</summary>
    [Params(4096, 1 << 20)]
    public int Units { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var key = RandomKey.FromSeed(2018);
        (_doubles, _floats) = (new(Units, 3), new(Units, 3));
        key.Fold("activation").FillNormal(_doubles[X]);
        LogNormal.Noise(0.7, NoiseConvention.MedianOne).Fill(key.Fold("alpha"), _doubles[Alpha]);
        for (var i = 0; i < Units; i++)
            (_floats[X][i], _floats[Alpha][i]) = ((float)_doubles[X][i], (float)_doubles[Alpha][i]);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log-normal double")]
    public void LogNormalByHand() => HandWritten.LogNormal(_doubles[X], _doubles[Alpha], Mu, Sigma, _doubles[Result]);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public void LogNormalBatch() => BatchKl.LogNormal<double>(_doubles[X], _doubles[Alpha], Mu, Sigma, _doubles[Result]);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public Nats LogNormalSum() => BatchKl.LogNormalSum<double>(_doubles[X], _doubles[Alpha], Mu, Sigma);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public void LogNormalScalar()
    {
        var x = _doubles[X];
        var alpha = _doubles[Alpha];
        var result = _doubles[Result];
        for (var i = 0; i < Units; i++)
            result[i] = KlFormulas.LogNormal<Scalar<double>>(new(x[i]), new(alpha[i]), new(Mu), new(Sigma)).Value;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log-normal float")]
    public void LogNormalSingleByHand() =>
        HandWritten.LogNormal(_floats[X], _floats[Alpha], (float)Mu, (float)Sigma, _floats[Result]);

    [Benchmark, BenchmarkCategory("log-normal float")]
    public void LogNormalSingleBatch() =>
        BatchKl.LogNormal<float>(_floats[X], _floats[Alpha], (float)Mu, (float)Sigma, _floats[Result]);

    [Benchmark(Baseline = true), BenchmarkCategory("log-uniform double")]
    public void LogUniformByHand() => HandWritten.LogUniformRelative(_doubles[Alpha], AlphaMax, _doubles[Result]);

    [Benchmark, BenchmarkCategory("log-uniform double")]
    public void LogUniformBatch() => BatchKl.LogUniformRelative<double>(_doubles[Alpha], AlphaMax, _doubles[Result]);

    [Benchmark(Baseline = true), BenchmarkCategory("log-uniform float")]
    public void LogUniformSingleByHand() => HandWritten.LogUniformRelative(_floats[Alpha], (float)AlphaMax, _floats[Result]);

    [Benchmark, BenchmarkCategory("log-uniform float")]
    public void LogUniformSingleBatch() => BatchKl.LogUniformRelative<float>(_floats[Alpha], (float)AlphaMax, _floats[Result]);
}
