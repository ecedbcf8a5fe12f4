using BenchmarkDotNet.Attributes;

namespace IDropTheory.Benchmarks;

/// <summary>The information bottleneck: a 64 x 64 joint along its curve, and certified optima of small joints.</summary>
[Config(typeof(LongRuns))]
public class BottleneckBenchmarks
{
    private const int CurvePoints = 100;
    private readonly JointDistribution _large = Random(64, 64);
    private readonly JointDistribution _small = Random(4, 4);

    /// <summary>All 100 betas of the curve on one core; divide by 100 for the time per beta.</summary>
    [Benchmark(OperationsPerInvoke = CurvePoints)]
    public int CurveOf64By64PerBeta() => BottleneckCurve.Trace(_large, CurvePoints, new() { Certify = false }).Solutions.Length;

    [Benchmark]
    public bool CertifiedOptimumOf4By4() => InformationBottleneck.Solve(_small, Beta.FromPaper(0.15)).Certified;

    /// <summary>A joint of independent exponential weights, that is uniform on the simplex.</summary>
    private static JointDistribution Random(int countX, int countY)
    {
        var key = RandomKey.FromSeed(64);
        var weights = new double[countX, countY];
        for (var x = 0; x < countX; x++)
            for (var y = 0; y < countY; y++)
                weights[x, y] = -Math.Log(key.Uniform((ulong)(x * countY + y)));
        var sum = weights.Cast<double>().Sum();
        for (var x = 0; x < countX; x++)
            for (var y = 0; y < countY; y++)
                weights[x, y] /= sum;
        return new(weights);
    }
}
