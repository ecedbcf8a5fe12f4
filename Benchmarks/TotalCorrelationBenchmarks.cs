using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra;

namespace IDropTheory.Benchmarks;

/// <summary>Total correlation of a large covariance, and the accumulation of one from samples.</summary>
[Config(typeof(LongRuns))]
public class TotalCorrelationBenchmarks
{
    private const int Rows = 512;
    private Matrix<double> _covariance = null!;
    private double[] _samples = null!;

    /// <summary>3072 is the last dropout layer of All-CNN-32 at 25 % of its filters (Fig. 5).</summary>
    [Params(768, 3072)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _covariance = Matrix<double>.Build.Dense(Dimensions, Dimensions, (i, j) => Math.Pow(0.5, Math.Abs(i - j)));
        _samples = new double[Rows * Dimensions];
        RandomKey.FromSeed(1).FillNormal(_samples);
    }

    [Benchmark]
    public Nats OfCovariance() => TotalCorrelation.OfCovariance(_covariance);

    /// <summary>MathNet's own Cholesky of the same matrix, for scale.</summary>
    [Benchmark]
    public double MathNetCholesky() => _covariance.Cholesky().DeterminantLn;

    [Benchmark]
    public long AccumulateRows()
    {
        var covariance = new StreamingCovariance(Dimensions);
        covariance.Add(_samples);
        return covariance.Count;
    }
}
