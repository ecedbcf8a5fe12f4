using System.Collections.Immutable;
using System.Numerics;

namespace IDropTheory.Verification;

/// <summary>Random numbers, and samples of every distribution: each sample is a known function of the uniform or normal numbers that it was
/// made from, and those are tested themselves.</summary>
internal static class SamplingChecks
{
    private const int Few = 40;

    private static readonly ImmutableArray<ulong> Indices = [.. Enumerable.Range(0, Few).Select(i => (ulong)i)];

    public static IReadOnlyList<Claim> All { get; } =
    [
        // Philox 4x64-10 in arithmetic of whole numbers of any size.
        Claim.Exact("random.bits", "The random bits are those of Philox 4x64-10: number of words that differ", settings =>
            [(Indices.Count(i => settings.Key("bits").Bits64(i) != Word(settings.Key("bits"), i)), 0.0)], 0)
            .AsNumber(),
        new Claim("random.uniform", "Uniform numbers have mean 1/2 and mean square 1/3", settings =>
            from power in new[] { 1, 2 }
            let n = settings.Samples / 10
            let key = settings.Key("uniform")
            let mean = Mean(n, i => Math.Pow(key.Uniform(i), power))
            select Check.MonteCarlo(1.0 / (1 + power), SampleMean.OfBounded(mean, n, 0.09, 1), 0.1, 10))
            .AsNumber(),
        // Box and Muller: the squared radius of a pair is -2 log u, its angle 2 pi v.
        Claim.Exact(
            "random.normal", "A pair of normal numbers has radius and angle of its two uniform numbers, also in filled arrays", settings =>
            from i in Indices.Where(i => i % 2 == 0)
            let key = settings.Key("normal")
            let block = Filled(key)
            let turn = Math.Atan2(block[i + 1], block[i]) / Math.Tau
            from sides in new[]
            {
                (Math.Exp(-0.5 * (Square(key.Normal(i)) + Square(key.Normal(i + 1)))), key.Uniform(i)),
                (turn < 0 ? turn + 1 : turn, key.Uniform(i + 1)), (block[i], key.Normal(i)), (block[i + 1], key.Normal(i + 1)),
            }
            select sides, 1e-11)
            .AsNumber(),
        Claim.Exact(
            "random.derived",
            "Exponential and whole numbers, weights of random distributions and filled arrays follow from the uniform numbers", settings =>
            from i in Indices
            let key = settings.Key("derived")
            let u = key.Uniform(i)
            from sides in new[]
            {
                (Math.Exp(-key.Exponential(i)), u), ((double)key.Below(7, i), Math.Floor(7 * u)), (FilledUniform(key)[i], u),
                (Math.Log(FiniteDistribution.Random(key, Few)[(int)i] / FiniteDistribution.Random(key, Few)[0]),
                    Math.Log(Math.Log(u) / Math.Log(key.Uniform(0)))),
            }
            select sides, 1e-13)
            .AsNumber(),
        new Claim("random.permutation", "Each of the six orders of three has the same probability", settings =>
            from order in new[] { 12, 21, 102, 120, 201, 210 }
            let n = settings.Samples / 20
            let keys = settings.Key("permutation")
            let mean = Mean(n, i => keys.Fold(i).Permutation(3) is var p && 100 * p[0] + 10 * p[1] + p[2] == order ? 1 : 0)
            select Check.MonteCarlo(1.0 / 6, SampleMean.OfBounded(mean, n, 5.0 / 36, 1), 0.1, 20))
            .AsNumber(),
        // A uniform point of the simplex of k symbols: E p^2 = 2 / (k (k + 1)).
        new Claim("random.simplex", "Random distributions are uniform on their simplex: mean and mean square of a probability", settings =>
            from k in new[] { 2, 5 }
            from power in new[] { 1, 2 }
            let n = settings.Samples / 20
            let keys = settings.Key("simplex")
            let mean = Mean(n, i => Math.Pow(FiniteDistribution.Random(keys.Fold(i), k)[1], power))
            select Check.MonteCarlo(power == 1 ? 1.0 / k : 2.0 / (k * (k + 1)), SampleMean.OfBounded(mean, n, 0.09, 1), 0.1, 20))
            .AsNumber(),
        Claim.Exact("sample.log-normal", "Samples of a log-normal are exp(location + scale Z), one by one and in an array", settings =>
            from i in Indices
            let key = settings.Key("log-normal")
            let d = new LogNormal(-0.4, 0.7)
            from z in new[] { d.Sample(key, i), Filled(key, d)[i] }
            select ((Math.Log(z) + 0.4) / 0.7, key.Normal(i)))
            .AsNumber(),
        Claim.Quadrature(
            "sample.interval", "Below a sample of a truncated distribution lies the probability that it was drawn with", settings =>
            from i in Indices
            let key = settings.Key("interval")
            let u = key.Uniform(i)
            let mass = Normal(-1, 2)
            from sides in new[]
            {
                (0.2 * (Math.Log(new TruncatedLogUniform(-3, 2).Sample(key, i)) + 3), u),
                (Normal(-1, new TruncatedNormal(0, 1, -1, 2).Sample(key, i)) / mass, u),
                (Normal(-1, Math.Log(new TruncatedLogNormal(new(0, 1), new(-1, 2)).Sample(key, i))) / mass, u),
            }
            select sides)
            .AsNumber(),
        Claim.Exact(
            "sample.spike", "A spike and slab is zero where its uniform number is below the spike, else a sample of the slab", settings =>
            from key in new[] { settings.Key("spike") }
            let slab = new LogNormal(0, 1)
            let prior = new SpikeMixture<LogNormal>(0.3, slab)
            let differ = Enumerable.Range(0, 20_000).Select(i => (ulong)i).Count(i =>
                prior.Sample(key, i) != (key.Fold("spike").Uniform(i) < 0.3 ? 0 : slab.Sample(key.Fold("slab"), i)))
            select ((double)differ, 0.0), 0)
            .AsNumber(),
        Claim.Exact("sample.encoder", "Samples of an encoder are mean + scale Z", settings =>
            from i in Enumerable.Range(0, 4)
            let key = settings.Key("encoder")
            let encoder = new GaussianEncoder(new[,] { { 1.0, 2 }, { -3, 0.5 } }, new[,] { { 0.5, 2 }, { 1, 0.1 } })
            let point = 1 - i / 2
            let standard = (encoder.Sample([1, 0], key)[i / 2, i % 2] - encoder.Means(point)[i % 2]) / encoder.Scales(point)[i % 2]
            select (standard, key.Normal((ulong)i)))
            .AsNumber(),
        Claim.Exact(
            "sample.channel", "I(x;z), I(z;y) and TC(z) from samples: mean and standard error of the log-ratios of the samples drawn",
            Channel, 1e-11),
        // log p(z|x) / p(z) is at most -log min p(x).
        new("sample.information", "The mean of these log-ratios is I(x;z), by quadrature", settings =>
            from n in new[] { settings.Samples / 10 }
            let pair = ExampleSystems.NoisyPair()
            let mean = ChannelSampling.Information(pair, settings.Key("information"), n).Mean.Value
            select Check.MonteCarlo(
                pair.Information().Value.Value, SampleMean.OfLogRatio(mean, n, Math.Log(5)), 0.4, 10)),
    ];

    private static IEnumerable<(double, double)> Channel(VerificationSettings settings)
    {
        const int n = 60;
        var (key, pair) = (settings.Key("channel"), ExampleSystems.NoisyPair());
        var yGivenX = new Channel(new[,] { { 0.9, 0.1 }, { 0.3, 0.7 }, { 0.5, 0.5 } });
        double Log(int x, int unit, double u) => Textbook.LogNormalDensity(u, pair[x, unit].Location, pair[x, unit].Scale);
        double Mixture(Func<int, double> weight, Func<int, double> log) =>
            Math.Log(Enumerable.Range(0, 3).Sum(x => weight(x) * Math.Exp(log(x))));
        var (information, about, correlation) = (new double[n], new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var x = Draw([0.2, 0.3, 0.5], key.Fold("input").Uniform((ulong)i));
            var y = Draw([yGivenX[x, 0], yGivenX[x, 1]], key.Fold("output").Uniform((ulong)i));
            double[] u =
            [
                .. Enumerable.Range(0, 2)
                    .Select(k => pair[x, k].Location + pair[x, k].Scale * key.Fold("noise").Normal((ulong)(2 * i + k))),
            ];
            var whole = Mixture(k => pair.X[k], k => Log(k, 0, u[0]) + Log(k, 1, u[1]));
            var py = Enumerable.Range(0, 3).Sum(k => pair.X[k] * yGivenX[k, y]);
            information[i] = Log(x, 0, u[0]) + Log(x, 1, u[1]) - whole;
            about[i] = Mixture(k => pair.X[k] * yGivenX[k, y] / py, k => Log(k, 0, u[0]) + Log(k, 1, u[1])) - whole;
            correlation[i] = whole - Mixture(k => pair.X[k], k => Log(k, 0, u[0])) - Mixture(k => pair.X[k], k => Log(k, 1, u[1]));
        }
        return from pairs in new[]
               {
                   (ChannelSampling.Information(pair, key, n), information),
                   (ChannelSampling.InformationAbout(pair, yGivenX, key, n), about),
                   (ChannelSampling.TotalCorrelation(pair, key, n), correlation),
               }
               let mean = pairs.Item2.Average()
               from sides in new[]
               {
                   (pairs.Item1.Mean.Value, mean),
                   (pairs.Item1.StandardError.Value, Math.Sqrt(pairs.Item2.Sum(v => (v - mean) * (v - mean)) / (n - 1) / n)),
               }
               select sides;
    }

    private static int Draw(double[] p, double uniform) => Array.FindIndex(p, share => (uniform -= share) <= 0);

    private static double Mean(int count, Func<ulong, double> f)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += f((ulong)i);
        return sum / count;
    }

    private static double Square(double v) => v * v;

    private static double Normal(double low, double high) =>
        ReferenceIntegral.Over(low, high, u => Math.Exp(Textbook.LogNormalDensity(u, 0, 1)));

    private static double[] Filled(RandomKey key)
    {
        var block = new double[Few];
        key.FillNormal(block);
        return block;
    }

    private static double[] FilledUniform(RandomKey key)
    {
        var block = new double[Few];
        key.FillUniform(block);
        return block;
    }

    private static double[] Filled(RandomKey key, LogNormal d)
    {
        var block = new double[Few];
        d.Fill(key, block);
        return block;
    }

    private static ulong Word(RandomKey key, ulong index)
    {
        var limit = BigInteger.One << 64;
        BigInteger[] c = [index >> 2, 0, 0, 0];
        var (k0, k1) = ((BigInteger)key.Low, (BigInteger)key.High);
        for (var round = 0; round < 10; round++)
        {
            var (p0, p1) = (0xD2E7470EE14C6C93 * c[0], 0xCA5A826395121157 * c[2]);
            c = [(p1 / limit) ^ c[1] ^ k0, p1 % limit, (p0 / limit) ^ c[3] ^ k1, p0 % limit];
            (k0, k1) = ((k0 + 0x9E3779B97F4A7C15) % limit, (k1 + 0xBB67AE8584CAA73B) % limit);
        }
        return (ulong)c[(int)(index & 3)];
    }
}
