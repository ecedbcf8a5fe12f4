using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace IDropTheory.Benchmarks;

/// <summary>Divergences of one layer's activations: the library's batches against loops written by hand over the same arrays.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class KlBenchmarks
{
    private const double Mu = 0.1;
    private const double Sigma = 0.8;
    private const double AlphaMax = 0.9;

    private double[] _logActivation = [];
    private double[] _alpha = [];
    private double[] _result = [];
    private float[] _logActivationSingle = [];
    private float[] _alphaSingle = [];
    private float[] _resultSingle = [];

    /// <summary>Number of units: a multiple of 16, since the hand-written loops have no tail. 4096 stay in the cache, a million do not.</summary>
    [Params(4096, 1 << 20)]
    public int Units { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var key = RandomKey.FromSeed(2018);
        (_logActivation, _alpha, _result) = (new double[Units], new double[Units], new double[Units]);
        key.Fold("activation").FillNormal(_logActivation);
        LogNormal.Noise(0.7, NoiseConvention.MedianOne).Fill(key.Fold("alpha"), _alpha);
        _logActivationSingle = [.. _logActivation.Select(x => (float)x)];
        _alphaSingle = [.. _alpha.Select(x => (float)x)];
        _resultSingle = new float[Units];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log-normal double")]
    public void LogNormalByHand() => HandWritten.LogNormal(_logActivation, _alpha, Mu, Sigma, _result);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public void LogNormalBatch() => BatchKl.LogNormal(_logActivation, _alpha, Mu, Sigma, _result);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public Nats LogNormalSum() => BatchKl.LogNormalSum<double>(_logActivation, _alpha, Mu, Sigma);

    [Benchmark, BenchmarkCategory("log-normal double")]
    public void LogNormalScalar()
    {
        for (var i = 0; i < _alpha.Length; i++)
            _result[i] = KlFormulas.LogNormal<Scalar<double>>(new(_logActivation[i]), new(_alpha[i]), new(Mu), new(Sigma)).Value;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("log-normal float")]
    public void LogNormalSingleByHand() =>
        HandWritten.LogNormal(_logActivationSingle, _alphaSingle, (float)Mu, (float)Sigma, _resultSingle);

    [Benchmark, BenchmarkCategory("log-normal float")]
    public void LogNormalSingleBatch() =>
        BatchKl.LogNormal(_logActivationSingle, _alphaSingle, (float)Mu, (float)Sigma, _resultSingle);

    [Benchmark(Baseline = true), BenchmarkCategory("log-uniform double")]
    public void LogUniformByHand() => HandWritten.LogUniformRelative(_alpha, AlphaMax, _result);

    [Benchmark, BenchmarkCategory("log-uniform double")]
    public void LogUniformBatch() => BatchKl.LogUniformRelative(_alpha, AlphaMax, _result);

    [Benchmark(Baseline = true), BenchmarkCategory("log-uniform float")]
    public void LogUniformSingleByHand() => HandWritten.LogUniformRelative(_alphaSingle, (float)AlphaMax, _resultSingle);

    [Benchmark, BenchmarkCategory("log-uniform float")]
    public void LogUniformSingleBatch() => BatchKl.LogUniformRelative(_alphaSingle, (float)AlphaMax, _resultSingle);
}
