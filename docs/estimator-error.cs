#:project ../Theory/Theory.csproj
#:property NoWarn=CS1591
#:property AnalysisMode=None
#:property PublishAot=false

// The error of every estimator on cases whose truth is known, as the Markdown tables of docs/estimators.md.
//
//     dotnet run -c Release docs/estimator-error.cs [seed] [ranks]
//
// With the word "ranks" only the last five tables. Each line is a mean over repetitions; "+-" is the standard error of that mean. About
// four minutes on four cores.

using System.Diagnostics;
using System.Globalization;
using IDropTheory;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = RandomKey.FromSeed(args.FirstOrDefault(word => word != "ranks") is { } seed ? ulong.Parse(seed) : 1611);

if (!args.Contains("ranks"))
{
    TotalCorrelationTable();
    KsgTable();
    LabelTable();
    PriorTable();
    PairwiseTable();
    AggregateTable();
    DisentanglementTable();
    SpeedTable();
}
CoverageTable();
MapTable();
CountTable();
NeighbourTable();
BatchTable();

// AR(1) columns: Corr(i, j) = r^|i - j|, TC = -(d - 1) / 2 log(1 - r^2).
static double[] Autoregressive(int n, int d, double r, RandomKey key)
{
    var z = new double[n * d];
    key.FillNormal(z);
    for (var i = 0; i < n; i++)
        for (var j = 1; j < d; j++)
            z[i * d + j] = r * z[i * d + j - 1] + Math.Sqrt(1 - r * r) * z[i * d + j];
    return z;
}

static (double Mean, double Error, double Deviation) Summary(double[] values)
{
    var mean = values.Average();
    var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    return (mean, deviation / Math.Sqrt(values.Length), deviation);
}

static string PlusMinus(double[] values)
{
    var (mean, error, _) = Summary(values);
    return $"{mean:F3} +- {error:F3}";
}

// Rows of the table of coverage: AR(1) columns, mapped or divided by a common chi variable (multivariate t with 5 degrees of freedom).
static double[] Samples(string kind, int n, int d, double r, RandomKey key)
{
    var z = Autoregressive(n, d, r, key);
    for (var i = 0; i < z.Length; i++)
        z[i] = kind switch
        {
            "log-normal" => Math.Exp(z[i]),
            "cubed normal" => z[i] * z[i] * z[i],
            "t, 5 degrees" => z[i] * Math.Sqrt(5 / Enumerable.Range(0, 5).Sum(k => Square(key.Fold("chi").Normal((ulong)(i / d * 5 + k))))),
            _ => z[i],
        };
    return z;
    static double Square(double v) => v * v;
}

void CoverageTable()
{
    const int Repetitions = 1000;
    Console.WriteLine($"\n## Coverage of 95% intervals ({Repetitions} repetitions)\n");
    Console.WriteLine("| samples | d | n | r | truth | of correlations | from ranks: error | its deviation | stated deviation"
        + " | coverage |");
    Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    foreach (var (d, n, r) in new[] { (2, 200, 0.5), (2, 1000, 0.9), (5, 200, 0.5), (20, 200, 0.5), (20, 500, 0.9), (5, 200, 0.0) })
        foreach (var kind in new[] { "normal", "log-normal", "cubed normal", "t, 5 degrees" })
        {
            var gaussian = -0.5 * (d - 1) * Math.Log(1 - r * r) + 0.0;
            // A t copula is no normal one; the estimate from ranks means the normal copula of the same scores.
            var truth = !kind.StartsWith('t') ? gaussian : Enumerable.Range(0, 4).Average(k => RankTotalCorrelation.FromSamples(
                Samples(kind, 50_000, d, r, root.Fold("truth").Fold((ulong)k)), d).Corrected.Value);
            var (ranks, moments) = (new TotalCorrelationEstimate[Repetitions], new TotalCorrelationEstimate[Repetitions]);
            Parallel.For(0, Repetitions, i =>
            {
                var key = root.Fold("coverage").Fold((ulong)i);
                var rows = Samples(kind, n, d, r, key);
                moments[i] = TotalCorrelation.FromSamples(rows, d);
                ranks[i] = RankTotalCorrelation.FromSamples(rows, d, key: key.Fold("ranks"));
            });
            double Covered(TotalCorrelationEstimate[] estimates, double of) =>
                estimates.Average(e => e.Interval.Low.Value <= of && of <= e.Interval.High.Value ? 1.0 : 0);
            var errors = Summary([.. ranks.Select(e => e.Corrected.Value - truth)]);
            Console.WriteLine($"| {kind} | {d} | {n} | {r} | {truth:F3} | {100 * Covered(moments, gaussian):F1}% | {errors.Mean:F4} +- "
                + $"{errors.Error:F4} | {errors.Deviation:F4} | {ranks.Average(e => e.StandardError.Value):F4}"
                + $" | {100 * Covered(ranks, truth):F1}% |");
        }
}

static double[,] Columns(int n, int d, Func<int, int, double> entry)
{
    var table = new double[n, d];
    for (var i = 0; i < n; i++)
        for (var j = 0; j < d; j++)
            table[i, j] = entry(i, j);
    return table;
}

static double[,] Scores(double[,] samples)
{
    var d = samples.GetLength(1);
    var scores = NormalScores.Of([.. samples.Cast<double>()], d);
    return Columns(samples.GetLength(0), d, (i, j) => scores[i * d + j]);
}

void MapTable()
{
    const int Repetitions = 10, N = 1000;
    Console.WriteLine($"\n## Increasing maps and nearest neighbours (three columns of x and of y, correlation 0.5, n = {N})\n");
    Console.WriteLine("| samples | truth | KSG | KSG of ranks | multi-information of all six |");
    Console.WriteLine("|---|--:|--:|--:|--:|");
    foreach (var (kind, map) in new (string, Func<double, double>)[] { ("normal", v => v), ("exp(2 z)", v => Math.Exp(2 * v)) })
    {
        var (plain, ranks, multi) = (new double[Repetitions], new double[Repetitions], new double[Repetitions]);
        Parallel.For(0, Repetitions, k =>
        {
            var key = root.Fold("maps").Fold((ulong)k);
            var x = Columns(N, 3, (i, j) => key.Fold("x").Normal((ulong)(3 * i + j)));
            var y = Columns(N, 3, (i, j) => map(0.5 * x[i, j] + Math.Sqrt(0.75) * key.Fold("y").Normal((ulong)(3 * i + j))));
            x = Columns(N, 3, (i, j) => map(x[i, j]));
            plain[k] = KsgMutualInformation.Value(x, y).Value;
            ranks[k] = KsgMutualInformation.Value(Scores(x), Scores(y)).Value;
            multi[k] = KsgMultiInformation.Value(Columns(N, 6, (i, j) => j < 3 ? x[i, j] : y[i, j - 3])).Value;
        });
        Console.WriteLine($"| {kind} | {-1.5 * Math.Log(0.75):F3} | {PlusMinus(plain)} | {PlusMinus(ranks)} | {PlusMinus(multi)} |");
    }
}

void CountTable()
{
    const int Repetitions = 400;
    Console.WriteLine($"\n## Entropy from counts (error, {Repetitions} repetitions)\n");
    var harmonic = Enumerable.Range(1, 100).Sum(k => 1.0 / k);
    Console.WriteLine("| cells | n | truth | plug-in | Miller-Madow | Grassberger | Chao-Shen |");
    Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
    foreach (var (name, p) in new[]
    {
        ("30 equal", FiniteDistribution.Uniform(30)),
        ("100, p ~ 1/k", new FiniteDistribution([.. Enumerable.Range(1, 100).Select(k => 1 / (k * harmonic))])),
    })
        foreach (var n in new[] { 30, 100, 1000 })
        {
            var errors = Enum.GetValues<EntropyEstimator>().Select(estimator => PlusMinus([.. Enumerable.Range(0, Repetitions).Select(k =>
            {
                var key = root.Fold("counts").Fold((ulong)k);
                var symbols = new int[n];
                for (var i = 0; i < n; i++)
                {
                    var u = key.Uniform((ulong)i);
                    while (symbols[i] < p.Count - 1 && (u -= p[symbols[i]]) > 0)
                        symbols[i]++;
                }
                return SymbolSequence.Of(symbols).Entropy(estimator).Value - p.Entropy().Value;
            })]));
            Console.WriteLine($"| {name} | {n} | {p.Entropy().Value:F3} | {string.Join(" | ", errors)} |");
        }
}

void NeighbourTable()
{
    const int Repetitions = 50;
    Console.WriteLine($"\n## Information about labels by neighbours (two classes of normal noise, {Repetitions} repetitions)\n");
    Console.WriteLine("| columns | n | distance | truth | error | deviation of one estimate |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|");
    foreach (var (d, n, distance, truth) in new[] { (1, 200, 1.0, 0.111), (1, 1000, 1, 0.111), (1, 1000, 3, 0.527), (10, 1000, 3, 0.527) })
    {
        var values = new double[Repetitions];
        Parallel.For(0, Repetitions, k =>
        {
            var key = root.Fold("labels by neighbours").Fold((ulong)k);
            var z = Columns(n, d, (i, j) => key.Normal((ulong)(i * d + j)) + (j == 0 && i % 2 == 0 ? distance : 0));
            values[k] = LabelNeighbours.Value(z, SymbolSequence.Of([.. Enumerable.Range(0, n).Select(i => i % 2)])).Value - truth;
        });
        Console.WriteLine($"| {d} | {n} | {distance} | {truth:F3} | {PlusMinus(values)} | {Summary(values).Deviation:F3} |");
    }
}

void BatchTable()
{
    Console.WriteLine("\n## Bounds from batches (1000 points, one component, means N(0, 1 - s^2), scale s; 64 batches)\n");
    Console.WriteLine("| s | batch | truth | InfoNCE less truth | leave-one-out less truth |");
    Console.WriteLine("|--:|--:|--:|--:|--:|");
    foreach (var s in new[] { 0.7, 0.2 })
    {
        var key = root.Fold("batches");
        var encoder = new GaussianEncoder(
            Columns(1000, 1, (i, _) => Math.Sqrt(1 - s * s) * key.Normal((ulong)i)), Columns(1000, 1, (_, _) => s));
        var truth = AggregateDecomposition.Full(encoder, 0, 1, 20_000, key.Fold("truth")).MutualInformation.Mean.Value;
        foreach (var batch in new[] { 8, 64, 512 })
        {
            var bounds = BatchBounds.Of(encoder, batch, key.Fold((ulong)batch), 64);
            Console.WriteLine($"| {s} | {batch} | {truth:F3} | {bounds.InfoNce.Mean.Value - truth:F3} +- "
                + $"{bounds.InfoNce.StandardError.Value:F3} | {bounds.LeaveOneOut.Mean.Value - truth:F3} +- "
                + $"{bounds.LeaveOneOut.StandardError.Value:F3} |");
        }
    }
}

void TotalCorrelationTable()
{
    Console.WriteLine("## Total correlation\n");
    Console.WriteLine("| d | n | r | truth | error of plug-in | error of corrected | its deviation | stated deviation | coverage of 95% |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    foreach (var (d, n, r, repetitions) in new[]
    {
        (2, 10, 0.0, 4000), (5, 20, 0.0, 4000), (5, 20, 0.5, 4000), (5, 20, 0.9, 4000), (5, 200, 0.0, 4000), (5, 200, 0.5, 4000),
        (20, 25, 0.5, 4000), (20, 100, 0.5, 4000), (100, 200, 0.0, 400), (100, 200, 0.5, 400), (100, 2000, 0.5, 100),
        (3072, 10_000, 0.0, 1),
    })
    {
        var truth = -0.5 * (d - 1) * Math.Log(1 - r * r) + 0.0;
        var estimates = new TotalCorrelationEstimate[repetitions];
        Parallel.For(0, repetitions, i =>
        {
            var key = root.Fold("tc").Fold((ulong)n).Fold((ulong)(1000 * r)).Fold((ulong)i);
            var samples = new StreamingCovariance(d);
            for (var start = 0; start < n; start += 1000)
                samples.Add(Autoregressive(Math.Min(1000, n - start), d, r, key.Fold((ulong)start)));
            estimates[i] = TotalCorrelation.Of(samples);
        });
        var corrected = Summary([.. estimates.Select(e => e.Corrected.Value - truth)]);
        var covered = estimates.Average(e => e.Interval.Low.Value <= truth && truth <= e.Interval.High.Value ? 1.0 : 0);
        var plugIn = estimates.Average(e => e.PlugIn.Value) - truth;
        var spread = repetitions > 1 ? $"{corrected.Deviation:F4}" : "-";
        var coverage = repetitions > 1 ? $"{100 * covered:F1}%" : covered == 1 ? "(inside)" : "(outside)";
        var error = repetitions > 1 ? $" +- {corrected.Error:F4}" : "";
        Console.WriteLine($"| {d} | {n} | {r} | {truth:F3} | {plugIn:F4} | {corrected.Mean:F4}{error} | {spread}"
            + $" | {Math.Sqrt(estimates.Average(e => e.StandardError.Value * e.StandardError.Value)):F4} | {coverage} |");
    }
}

void KsgTable()
{
    Console.WriteLine("\n## Nearest neighbours (KSG)\n");
    Console.WriteLine("| columns of x and of y | correlation | n | k | truth | error | deviation of one estimate |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|");
    foreach (var d in new[] { 1, 3, 10 })
        foreach (var rho in new[] { 0, 0.5, 0.9, 0.999 })
            foreach (var (n, k) in new[] { (300, 3), (3000, 3), (3000, 10) })
            {
                var values = new double[20];
                var truth = -0.5 * d * Math.Log(1 - rho * rho) + 0.0;
                Parallel.For(0, values.Length, i =>
                {
                    var key = root.Fold("ksg").Fold((ulong)i);
                    var (x, y) = (new double[n, d], new double[n, d]);
                    for (var row = 0; row < n; row++)
                        for (var j = 0; j < d; j++)
                        {
                            x[row, j] = key.Fold("x").Normal((ulong)(row * d + j));
                            y[row, j] = rho * x[row, j] + Math.Sqrt(1 - rho * rho) * key.Fold("y").Normal((ulong)(row * d + j));
                        }
                    values[i] = KsgMutualInformation.Value(x, y, k).Value - truth;
                });
                Console.WriteLine($"| {d} | {rho} | {n} | {k} | {truth:F3} | {PlusMinus(values)} | {Summary(values).Deviation:F3} |");
            }
}

// Two equally likely classes of normal noise, the first column at a distance d: I = log 2 - E log(1 + e^-m), m ~ N(d^2/2, d^2).
void LabelTable()
{
    Console.WriteLine("\n## Information about labels\n");
    Console.WriteLine(
        "| columns | n | distance | truth | error of the bound | its deviation | stated deviation | intervals above the truth |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|");
    foreach (var (d, n, repetitions) in new[] { (1, 100, 400), (1, 1000, 200), (30, 100, 400), (30, 1000, 100), (100, 1000, 40) })
        foreach (var distance in new[] { 0, 1.0, 3.0 })
        {
            var truth = Math.Log(2) - new GaussHermite(80).Expectation(distance * distance / 2, distance, m => Math.Log(1 + Math.Exp(-m)));
            var (errors, stated, above) = (new double[repetitions], new double[repetitions], 0);
            Parallel.For(0, repetitions, i =>
            {
                var key = root.Fold("labels").Fold((ulong)i);
                var (z, y) = (new double[n, d], new int[n]);
                for (var row = 0; row < n; row++)
                {
                    y[row] = key.Fold("label").Uniform((ulong)row) < 0.5 ? 0 : 1;
                    for (var j = 0; j < d; j++)
                        z[row, j] = key.Normal((ulong)(row * d + j)) + (j == 0 ? distance * y[row] : 0);
                }
                var found = LabelInformation.Estimate(z, SymbolSequence.Of(y), key.Fold("folds"));
                (errors[i], stated[i]) = (found.Value.Value - truth, found.StandardError.Value);
                if (found.Interval.Low.Value > truth) Interlocked.Increment(ref above);
            });
            Console.WriteLine($"| {d} | {n} | {distance} | {truth:F3} | {PlusMinus(errors)} | {Summary(errors).Deviation:F3} "
                + $"| {stated.Average():F3} | {100.0 * above / repetitions:F1}% |");
        }
}

// One unit. The exponential's -log z is Gumbel, of entropy 1 + gamma and variance pi^2 / 6.
void PriorTable()
{
    Console.WriteLine("\n## Fit of priors\n");
    Console.WriteLine("| z | prior | n | truth | error | its deviation | coverage of 95% |");
    Console.WriteLine("|---|---|--:|--:|--:|--:|--:|");
    var gumbel = 0.5 * Math.Log(Math.PI * Math.E * Math.PI * Math.PI / 3) - 1 - 0.57721566490153286;
    foreach (var n in new[] { 200, 1000, 10_000 })
    {
        Line("log-normal", "log-normal", n, 0, (key, i) => Math.Exp(key.Normal(i)), z => PriorMismatch.LogNormalPerUnit(z));
        Line("exponential", "log-normal", n, gumbel, (key, i) => key.Exponential(i), z => PriorMismatch.LogNormalPerUnit(z));
        Line("log-uniform", "log-normal", n, 0.5 * Math.Log(Math.PI * Math.E / 6), (key, i) => Math.Exp(key.Uniform(i)),
            z => PriorMismatch.LogNormalPerUnit(z));
        Line("log-uniform", "log-uniform", n, 0, (key, i) => Math.Exp(key.Uniform(i)), z => PriorMismatch.LogUniform(z));
    }

    void Line(
        string what, string prior, int n, double truth, Func<RandomKey, ulong, double> draw, Func<double[,], PriorMismatch> estimate)
    {
        const int repetitions = 400;
        var (errors, inside) = (new double[repetitions], 0);
        Parallel.For(0, repetitions, i =>
        {
            var (key, z) = (root.Fold("priors").Fold((ulong)i), new double[n, 1]);
            for (var row = 0; row < n; row++)
                z[row, 0] = draw(key, (ulong)row);
            var found = estimate(z);
            errors[i] = found.Value.Value - truth;
            if (found.Interval.Low.Value <= truth && truth <= found.Interval.High.Value) Interlocked.Increment(ref inside);
        });
        Console.WriteLine($"| {what} | {prior} | {n} | {truth:F3} | {PlusMinus(errors)} | {Summary(errors).Deviation:F3} | "
            + $"{100.0 * inside / repetitions:F1}% |");
    }
}

// Means N(0, 1 - s^2), scale s in each of d components: the aggregate of the population is N(0, 1), with TC = 0 and I = -d log s.
GaussianEncoder Isotropic(int n, int d, double s)
{
    var (means, scales) = (new double[n, d], new double[n, d]);
    for (var i = 0; i < n; i++)
        for (var j = 0; j < d; j++)
            (means[i, j], scales[i, j]) = (Math.Sqrt(1 - s * s) * root.Fold("means").Normal((ulong)(i * d + j)), s);
    return new(means, scales);
}

void PairwiseTable()
{
    Console.WriteLine("\n## Pairwise bounds (1000 points; truth by the full aggregate, 20,000 evaluations)\n");
    Console.WriteLine("| d | s | truth I(x;z) | lower bound less truth | upper bound less truth |");
    Console.WriteLine("|--:|--:|--:|--:|--:|");
    foreach (var d in new[] { 1, 10 })
        foreach (var s in new[] { 0.99, 0.9, 0.7, 0.5, 0.2, 0.01 })
        {
            var encoder = Isotropic(1000, d, s);
            var truth = AggregateDecomposition.Full(encoder, 0, 1, 20_000, root.Fold("pairwise")).MutualInformation;
            var bounds = PairwiseBounds.Of(encoder);
            Console.WriteLine($"| {d} | {s} | {truth.Mean.Value:F3} +- {truth.StandardError.Value:F3}"
                + $" | {(bounds.Lower - truth.Mean).Value:F3} | {(bounds.Upper - truth.Mean).Value:F3} |");
        }
}

void AggregateTable()
{
    const int N = 10_000, B = 256, D = 10, Repetitions = 32;
    Console.WriteLine($"\n## Aggregate decompositions (N = {N}, B = {B}, d = {D}, {Repetitions} batches; errors against the full one)\n");
    Console.WriteLine("| s | full aggregate: I | TC | sum of KL | stratified: error of I | of TC | of sum of KL"
        + " | weighted: error of I | of TC | of sum of KL |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    var shipped = new List<string>();
    foreach (var s in new[] { 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3 })
    {
        var encoder = Isotropic(N, D, s);
        var full = AggregateDecomposition.Full(encoder, 0, 1, 4000, root.Fold("full"));
        var keys = Enumerable.Range(0, Repetitions).Select(i => root.Fold("batch").Fold((ulong)i)).ToArray();
        // The rate is known exactly, so the error of I is taken as that of the other two terms with the sign changed: less noise.
        string Errors(AggregateDecomposition[] results) => string.Join(" | ", [
            PlusMinus([.. results.Select(r =>
                (r.MutualInformation.Mean - r.Rate.Mean - (full.MutualInformation.Mean - full.Rate.Mean)).Value)]),
            PlusMinus([.. results.Select(r => (r.TotalCorrelation.Mean - full.TotalCorrelation.Mean).Value)]),
            PlusMinus([.. results.Select(r => (r.DimensionWiseKl.Mean - full.DimensionWiseKl.Mean).Value)])]);
        Console.WriteLine($"| {s} | {full.MutualInformation.Mean.Value:F3} | {full.TotalCorrelation.Mean.Value:F3} +- "
            + $"{full.TotalCorrelation.StandardError.Value:F3} | {full.DimensionWiseKl.Mean.Value:F3}"
            + $" | {Errors([.. keys.Select(k => AggregateDecomposition.Stratified(encoder, 0, 1, B, k))])}"
            + $" | {Errors([.. keys.Select(k => AggregateDecomposition.Weighted(encoder, 0, 1, B, k))])} |");

        const double M = B - 1, Rest = (N - M) / (N * M);
        Func<int, int, double>[] weights =
        [
            (_, _) => 1.0 / N / B,
            (_, _) => 1,
            (row, column) => column == 0 ? (row == B - 2 ? Rest : 1.0 / N) : column == 1 ? Rest : 1 / M,
            (row, column) => row == column ? 1.0 / N : (N - 1) / (N * M),
        ];
        var errors = weights.Select(w => keys[..8].Average(k => TotalCorrelationWith(encoder, B, k, w)) - full.TotalCorrelation.Mean.Value);
        var signed = string.Join(" | ", errors.Select(e => $"{e:+0.000;-0.000;0.000}"));
        shipped.Add($"| {s} | {full.TotalCorrelation.Mean.Value:F3} | {signed} |");
    }
    Console.WriteLine("\nThe same TC with weights as they are commonly shipped (8 batches):\n");
    Console.WriteLine("| s | TC | error of 1/(N B) | of no normalisation | of stratified weights on a column"
        + " | of weights on the diagonal, no jackknife |");
    Console.WriteLine("|--:|--:|--:|--:|--:|--:|");
    shipped.ForEach(Console.WriteLine);
}

static double TotalCorrelationWith(GaussianEncoder encoder, int size, RandomKey key, Func<int, int, double> weight)
{
    var batch = key.Fold("points").Permutation(encoder.Points)[..size];
    var z = encoder.Sample(batch, key.Fold("z"));
    var total = 0.0;
    for (var row = 0; row < size; row++)
    {
        var joint = new double[size];
        var marginals = Enumerable.Range(0, encoder.Dimensions).Select(_ => new double[size]).ToArray();
        for (var column = 0; column < size; column++)
        {
            joint[column] = Math.Log(weight(row, column));
            for (var j = 0; j < encoder.Dimensions; j++)
            {
                var density = encoder.LogDensity(batch[column], j, z[row, j]);
                marginals[j][column] = Math.Log(weight(row, column)) + density;
                joint[column] += density;
            }
        }
        total += Accurate.LogSumExp(joint) - marginals.Sum(m => Accurate.LogSumExp(m));
    }
    return total / size;
}

// Four factors, eight components of which the last four are noise. What a code scores with endless samples is known for these.
void DisentanglementTable()
{
    const int Factors = 4, Components = 8, Values = 10, Repetitions = 20;
    const double Error = 0.3;
    Console.WriteLine($"\n## Disentanglement ({Factors} independent factors, {Components} components of which {Components - Factors} "
        + $"are noise; {Repetitions} codes)\n");
    Console.WriteLine("| code | n | MIG: truth | plug-in | Miller-Madow | DCI: truth | disentanglement | completeness | informativeness |");
    Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    // A symmetric channel keeps the value with probability 1 - e, else it gives any of the others.
    var information = Math.Log(Values) + (1 - Error) * Math.Log(1 - Error) + Error * Math.Log(Error / (Values - 1));
    var reading = 1 - Error * Values / (Values - 1);
    foreach (var (name, gap, scores, code) in new (string, double, (double D, double C, double I), Func<RandomKey, int, double[], double>)[]
    {
        ("each factor in one component", 1, (1, 1, 1), (_, j, v) => v[j]),
        ($"each value replaced by another one with probability {Error}", information / Math.Log(Values), (1, 1, reading * reading),
            (key, j, v) => key.Uniform(0) < Error ? (v[j] + 1 + key.Below(Values - 1, 1)) % Values : v[j]),
        ("pairs of factors, sum and difference", 0, (0.5, 2 / 3.0, 1), (_, j, v) => j % 2 == 0 ? v[j] + v[j + 1] : v[j - 1] - v[j]),
        ("noise alone", 0, (double.NaN, double.NaN, 0), (key, _, _) => key.Normal(0)),
    })
        foreach (var n in new[] { 500, 5000 })
        {
            var results = new (double PlugIn, double Corrected, double D, double C, double I)[Repetitions];
            Parallel.For(0, Repetitions, repetition =>
            {
                var key = root.Fold("disentanglement").Fold((ulong)n).Fold((ulong)repetition);
                var (z, v) = (new double[n, Components], new double[Factors][]);
                for (var k = 0; k < Factors; k++)
                    v[k] = [.. Enumerable.Range(0, n).Select(i => (double)key.Fold("v").Below(Values, (ulong)(i * Factors + k)))];
                for (var i = 0; i < n; i++)
                {
                    double[] values = [.. v.Select(factor => factor[i])];
                    for (var j = 0; j < Components; j++)
                    {
                        var draw = key.Fold("z").Fold((ulong)(i * Components + j));
                        z[i, j] = j < Factors ? code(draw, j, values) : draw.Normal(0);
                    }
                }
                KnownFactor[] factors = [.. v.Select((factor, k) => KnownFactor.Continuous($"v{k}", factor))];
                var dci = LinearDci.Of(z, factors, key.Fold("dci"));
                results[repetition] = (
                    MutualInformationGap.Of(z, factors).Mean,
                    MutualInformationGap.Of(z, factors, estimator: EntropyEstimator.MillerMadow).Mean,
                    dci.Scores.Disentanglement, dci.Scores.Completeness, dci.Informativeness);
            });
            static string Known(double score) => double.IsNaN(score) ? "none" : $"{score:F3}";
            Console.WriteLine($"| {name} | {n} | {gap:F3}"
                + $" | {PlusMinus([.. results.Select(r => r.PlugIn)])} | {PlusMinus([.. results.Select(r => r.Corrected)])}"
                + $" | {Known(scores.D)}, {Known(scores.C)}, {Known(scores.I)} | {PlusMinus([.. results.Select(r => r.D)])}"
                + $" | {PlusMinus([.. results.Select(r => r.C)])} | {PlusMinus([.. results.Select(r => r.I)])} |");
        }
}

void SpeedTable()
{
    const int D = 3072;
    Console.WriteLine($"\n## Time of a {D}-dimensional total correlation\n");
    Console.WriteLine("| step | seconds |");
    Console.WriteLine("|---|--:|");
    var samples = new StreamingCovariance(D);
    var watch = Stopwatch.StartNew();
    var adding = TimeSpan.Zero;
    for (var block = 0UL; block < 10; block++)
    {
        var rows = Autoregressive(1000, D, 0.3, root.Fold("speed").Fold(block));
        watch.Restart();
        samples.Add(rows);
        adding += watch.Elapsed;
    }
    Console.WriteLine($"| accumulating 10,000 samples | {adding.TotalSeconds:F2} |");
    var covariance = samples.Covariance();
    watch.Restart();
    var ours = TotalCorrelation.OfCovariance(covariance).Value;
    Console.WriteLine($"| `TotalCorrelation.OfCovariance` | {watch.Elapsed.TotalSeconds:F2} |");
    watch.Restart();
    TotalCorrelation.Of(samples);
    Console.WriteLine($"| `TotalCorrelation.Of`, with its interval | {watch.Elapsed.TotalSeconds:F2} |");
    watch.Restart();
    var mathNet = -0.5 * (covariance.Cholesky().DeterminantLn - covariance.Diagonal().Sum(Math.Log));
    Console.WriteLine($"| MathNet's managed Cholesky, alone | {watch.Elapsed.TotalSeconds:F2} |");
    Console.WriteLine($"\nThe two values differ by {Math.Abs(ours / mathNet - 1):E1} of their size ({Environment.ProcessorCount} cores).");
}
